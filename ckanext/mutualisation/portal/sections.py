"""The section `portals` of the declarative file."""
from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path as FilePath
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import STATES
from ckanext.mutualisation.core.declaration import Change, Path, Problem, Section
from ckanext.mutualisation.core.host import MalformedHost, parse_host
from ckanext.mutualisation.core.logo import Logo, RefusedLogo, read_logo
from ckanext.mutualisation.portal import record, validators
from ckanext.mutualisation.portal.model import file

__all__ = ["SECTIONS"]

_FIELDS = {"slug", "title", "hosts", "members", "state", "brand"}
_BRAND_VALIDATORS: dict[str, Callable[[Any], Any]] = {
    "primary": validators.mutualisation_portal_primary_colour,
    "secondary": validators.mutualisation_portal_colour,
    "tagline": validators.mutualisation_portal_texts,
}
_BRAND_FIELDS = {*_BRAND_VALIDATORS, "logo"}
_DATA = "base64,"


class Portals:
    """One portal an entry, known by its slug. A field left out of an entry is kept as the instance has it."""

    key = "portals"
    rank = 30

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        """Return what is wrong with each entry, and what two entries both claim."""
        entries = document.get("portals") or []
        if not isinstance(entries, list):
            return [Problem(("portals",), "portals must be a list")]
        problems: list[Problem] = []
        slugs: dict[str, int] = {}
        hosts: dict[str, str] = {}
        for index, entry in enumerate(entries):
            path: Path = ("portals", index)
            if not isinstance(entry, dict) or not isinstance(entry.get("slug"), str):
                problems.append(Problem(path, "a portal is a mapping with a slug"))
                continue
            problems += _check_entry(entry, path, document)
            if slugs.setdefault(entry["slug"], index) != index:
                problems.append(Problem((*path, "slug"), f"“{entry['slug']}” is another portal's slug in this file"))
            problems += _check_hosts(entry, path, hosts)
        return problems

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Return the portals to create, then changed fields, in the file's order. Logos are compared by SHA-256."""
        return [change for entry in document.get("portals") or [] if (change := _change(entry, document))]

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Create and update portals through their actions."""
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        done = []
        for entry in document.get("portals") or []:
            change = _change(entry, document)
            if change is None:
                continue
            data = {name: wanted for name, (_, wanted) in change.fields.items() if name != "logo"}
            if "logo" in change.fields:
                logo = _logo(entry["brand"]["logo"], document)
                data["logo_upload"] = BytesIO(logo.content)
            known_as = {"slug" if change.verb == "create" else "id": change.name}
            action = tk.get_action(f"mutualisation_portal_{change.verb}")
            action({"ignore_auth": True, "user": user}, {**known_as, **data})
            done.append(change)
        return done

    def export(self) -> Any:
        """Return every portal; a logo stands in the file itself, as a data: address."""
        entries = [_export(record.describe(row)) for row in record.find_all()]
        return entries or None


SECTIONS: list[Section] = [Portals()]


def _check_entry(entry: dict[str, Any], path: Path, document: Mapping[str, Any]) -> list[Problem]:
    problems = [Problem((*path, name), f"“{name}” is not a field of a portal") for name in sorted(set(entry) - _FIELDS)]
    problems += _validated(validators.mutualisation_portal_slug, entry["slug"], (*path, "slug"))
    if not entry.get("title"):
        problems.append(Problem((*path, "title"), "a portal needs a title"))
    else:
        problems += _validated(validators.mutualisation_portal_texts, entry["title"], (*path, "title"))
    if "state" in entry and entry["state"] not in STATES:
        problems.append(Problem((*path, "state"), f"the state is one of: {', '.join(STATES)}"))
    return problems + _check_members(entry, path, document) + _check_brand(entry, path, document)


def _validated(validator: Callable[[Any], Any], value: Any, path: Path) -> list[Problem]:
    try:
        validator(value)
    except tk.Invalid as error:
        return [Problem(path, str(error.error))]
    return []


def _check_members(entry: dict[str, Any], path: Path, document: Mapping[str, Any]) -> list[Problem]:
    names = entry.get("members")
    if not isinstance(names, list) or not names:
        return [Problem((*path, "members"), "a portal belongs to one member at least")]
    announced = {member.get("name") for member in document.get("members") or [] if isinstance(member, dict)}
    return [
        Problem((*path, "members", index), f"there is no member named “{name}”, in this file or on the platform")
        for index, name in enumerate(names)
        if name not in announced and not _is_organization(name)
    ]


def _is_organization(name: Any) -> bool:
    organization = model.Group.get(str(name))
    return organization is not None and organization.is_organization and organization.state == "active"


def _check_hosts(entry: dict[str, Any], path: Path, seen: dict[str, str]) -> list[Problem]:
    texts = entry.get("hosts") or []
    if not isinstance(texts, list):
        return [Problem((*path, "hosts"), "hosts must be a list")]
    problems = []
    row = record.find(entry["slug"])
    for index, text in enumerate(texts):
        where = (*path, "hosts", index)
        try:
            host = parse_host(str(text))
        except MalformedHost as error:
            problems.append(Problem(where, str(error)))
            continue
        if host.name in seen:
            problems.append(Problem(where, f"{host.name} already stands under the portal “{seen[host.name]}”"))
            continue
        seen[host.name] = entry["slug"]
        for owner in record.hosts_taken([host], row.id if row else None).values():
            whose = f"of the portal “{owner}” on the platform" if owner else "of the common site"
            problems.append(Problem(where, f"{host.name} is the host {whose}"))
    return problems


def _check_brand(entry: dict[str, Any], path: Path, document: Mapping[str, Any]) -> list[Problem]:
    brand = entry.get("brand") or {}
    path = (*path, "brand")
    if not isinstance(brand, dict):
        return [Problem(path, "brand must be a mapping")]
    unknown = sorted(set(brand) - _BRAND_FIELDS)
    problems = [Problem((*path, name), f"“{name}” is not a field of a brand") for name in unknown]
    for name, validator in _BRAND_VALIDATORS.items():
        if name in brand:
            problems += _validated(validator, brand[name], (*path, name))
    if brand.get("logo"):
        try:
            _logo(brand["logo"], document)
        except (OSError, RefusedLogo) as error:
            problems.append(Problem((*path, "logo"), f"the logo cannot be used: {error}"))
    return problems


def _logo(text: str, document: Mapping[str, Any]) -> Logo:
    """Read the file that the entry names, beside the declarative file, or the data that it holds.

    :raises OSError: it cannot be read. :raises RefusedLogo: it cannot be a logo.
    """
    if str(text).startswith("data:"):
        try:
            return read_logo(base64.b64decode(str(text).partition(_DATA)[2], validate=True))
        except binascii.Error:
            raise RefusedLogo("its data: address is not in base64") from None
    return read_logo((FilePath(document.get("__directory__") or ".") / str(text)).read_bytes())


def _wanted(entry: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the entry states, as the actions show them."""
    brand = entry.get("brand") or {}
    wanted: dict[str, Any] = {"title": validators.mutualisation_portal_texts(entry["title"])}
    wanted["organizations"] = [str(name) for name in entry["members"]]
    if "hosts" in entry:
        wanted["hosts"] = [str(parse_host(str(text))) for text in entry["hosts"] or []]
    if "state" in entry:
        wanted["state"] = entry["state"]
    for name in ("primary", "secondary"):
        if name in brand:
            wanted[f"{name}_colour"] = validators.mutualisation_portal_colour(brand[name])
    if "tagline" in brand:
        wanted["tagline"] = validators.mutualisation_portal_texts(brand["tagline"])
    if brand.get("logo"):
        wanted["logo"] = _logo(brand["logo"], document).sha256
    return wanted


def _change(entry: dict[str, Any], document: Mapping[str, Any]) -> Change | None:
    wanted = _wanted(entry, document)
    row = record.find(entry["slug"])
    if row is None:
        return Change("portals", entry["slug"], "create", {name: (None, value) for name, value in wanted.items()})
    shown = record.describe(row)
    now = {
        **shown,
        "organizations": [organization["name"] for organization in shown["organizations"]],
        "logo": row.logo_sha256,
    }
    fields = {name: (now[name], value) for name, value in wanted.items() if now[name] != value}
    return Change("portals", entry["slug"], "update", fields) if fields else None


def _export(shown: dict[str, Any]) -> dict[str, Any]:
    brand = {"primary": shown["primary_colour"], "secondary": shown["secondary_colour"], "tagline": shown["tagline"]}
    if shown["logo"]:
        row = model.Session.execute(sa.select(file).where(file.c.sha256 == shown["logo"]["sha256"])).one()
        brand["logo"] = f"data:{row.media_type};{_DATA}{base64.b64encode(row.content).decode()}"
    return {
        "slug": shown["slug"],
        "title": shown["title"],
        "hosts": shown["hosts"],
        "members": [organization["name"] for organization in shown["organizations"]],
        "state": shown["state"],
        "brand": {name: value for name, value in brand.items() if value},
    }
