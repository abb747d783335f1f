"""The section `portals` of the declarative file."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import STATES
from ckanext.mutualisation.core.brand import stored_brand, write_brand
from ckanext.mutualisation.core.declaration import Change, Path, Problem, Section
from ckanext.mutualisation.core.host import MalformedHost, parse_host
from ckanext.mutualisation.portal import record, validators
from ckanext.mutualisation.portal.brand import declared
from ckanext.mutualisation.portal.brand import record as brands
from ckanext.mutualisation.portal.brand.document import PICTURES

__all__ = ["SECTIONS", "entry_of"]

_FIELDS = {"slug", "title", "hosts", "members", "include", "state", "brand"}
_BRAND = "brand."


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
            brand = entry.get("brand") or {}
            data = {name: wanted for name, (_, wanted) in change.fields.items() if not name.startswith(_BRAND)}
            data["brand"] = {
                name.removeprefix(_BRAND): wanted
                for name, (_, wanted) in change.fields.items()
                if name.startswith(_BRAND) and name.removeprefix(_BRAND) not in PICTURES
            }
            for name, picture in declared.pictures(brand, document).items():
                if f"{_BRAND}{name}" in change.fields:
                    data[f"{name}_upload"] = BytesIO(picture.content)
            known_as = {"slug" if change.verb == "create" else "id": change.name}
            action = tk.get_action(f"mutualisation_portal_{change.verb}")
            action({"ignore_auth": True, "user": user}, {**known_as, **data})
            done.append(change)
        return done

    def export(self) -> Any:
        """Return every portal; a logo stands in the file itself, as a data: address."""
        entries = [entry_of(row) for row in record.find_all()]
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
    if "include" in entry:
        problems += _validated(validators.mutualisation_portal_include, entry["include"], (*path, "include"))
    return problems + _check_members(entry, path, document) + declared.problems(entry, path, document)


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


def _change(entry: dict[str, Any], document: Mapping[str, Any]) -> Change | None:
    row = record.find(entry["slug"])
    shown = record.describe(row) if row is not None else {}
    live = brands.live_document(row.id) if row is not None else {}
    title = validators.mutualisation_portal_texts(entry["title"])
    # As it reads today: what a former version wrote in another way is no change.
    known = write_brand(stored_brand(live))
    brand = declared.after(live, declared.stated(entry.get("brand") or {}, document), title)
    wanted = {**_wanted(entry), "title": brand.pop("title"), **{f"{_BRAND}{name}": brand[name] for name in brand}}
    now = {
        **shown,
        "organizations": [organization["name"] for organization in shown.get("organizations") or []],
        **{f"{_BRAND}{name}": value for name, value in known.items()},
    }
    if row is None:
        return Change("portals", entry["slug"], "create", {name: (None, value) for name, value in wanted.items()})
    fields = {name: (now.get(name), value) for name, value in wanted.items() if now.get(name) != value}
    return Change("portals", entry["slug"], "update", fields) if fields else None


def _wanted(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the fields beside the brand that the entry states, as the actions show them."""
    wanted: dict[str, Any] = {"organizations": [str(name) for name in entry["members"]]}
    if "hosts" in entry:
        wanted["hosts"] = [str(parse_host(str(text))) for text in entry["hosts"] or []]
    if "include" in entry:
        wanted["include"] = validators.mutualisation_portal_include(entry["include"] or [])
    if "state" in entry:
        wanted["state"] = entry["state"]
    return wanted


def entry_of(row: Any) -> dict[str, Any]:
    """Return a portal as an entry of the file holds it; its pictures stand in it, as data: addresses."""
    shown = record.describe(row)
    entry = {
        "slug": shown["slug"],
        "title": shown["title"],
        "hosts": shown["hosts"],
        "members": [organization["name"] for organization in shown["organizations"]],
        "include": shown["include"],
        "state": shown["state"],
        "brand": declared.export(brands.live_document(row.id)),
    }
    return entry if entry["include"] else {name: value for name, value in entry.items() if name != "include"}
