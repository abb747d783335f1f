"""The section ``sources`` of a declarative file: the members' catalogues elsewhere."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import UPDATE_FREQUENCIES

from ckanext.mutualisation.core.declaration import Change, Path, Problem, Section
from ckanext.mutualisation.core.records.text import slug
from ckanext.mutualisation.harvesters import base, source

__all__ = ["SECTIONS"]

_KEYS = frozenset({"name", "member", "kind", "url", "settings", "frequency", "title", "description"})
_REQUIRED = ("name", "member", "kind", "url")


class _Sources:
    """Members' sources. Those that the file does not name are left alone."""

    key = "sources"
    rank = 40

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        entries = document.get(self.key)
        if entries is None:
            return
        if not isinstance(entries, list):
            yield Problem((self.key,), tk._("This must be a list of sources"))
            return
        names: set[str] = set()
        places: set[tuple[str, str]] = set()
        for position, entry in enumerate(entries):
            path: Path = (self.key, position)
            problems = list(_check_entry(entry, path, document))
            yield from problems
            if problems:
                continue
            if entry["name"] in names:
                yield Problem((*path, "name"), tk._("Another source of this file has the same name"))
            place = (entry["url"].rstrip("/"), source.write_settings(_settings(entry)))
            if place in places:
                yield Problem((*path, "url"), tk._("Another source of this file has the same address and settings"))
            names.add(entry["name"])
            places.add(place)

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        for entry in document.get(self.key) or []:
            if change := _change(entry):
                yield change

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        for entry in document.get(self.key) or []:
            if change := _change(entry):
                _write(entry, change)
                yield change

    def export(self) -> Any:
        return [_entry(one) for one in source.listed(base.harvesters())] or None


SECTIONS: list[Section] = [_Sources()]


def _check_entry(entry: Any, path: Path, document: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem(path, tk._("This must be a source: name, member, kind, url"))
        return
    for name in sorted(set(map(str, entry)) - _KEYS):
        yield Problem((*path, name), tk._("Unknown field; those of a source are %s") % ", ".join(sorted(_KEYS)))
    for name in _KEYS - {"settings"}:
        value = entry.get(name)
        if value is None and name in _REQUIRED:
            yield Problem((*path, name) if name in entry else path, tk._("A source needs the field %s") % name)
        elif value is not None and (not isinstance(value, str) or not value.strip()):
            yield Problem((*path, name), tk._("This must be a text"))
    if all(isinstance(entry.get(name), str) and entry[name].strip() for name in _REQUIRED):
        yield from _check_values(entry, path, document)


def _check_values(entry: Mapping[str, Any], path: Path, document: Mapping[str, Any]) -> Iterator[Problem]:
    name = entry["name"]
    existing = model.Package.get(name)
    if slug(name) != name:
        yield Problem((*path, "name"), tk._("Use 2 to 100 signs among a-z, 0-9, - and _"))
    elif existing and (existing.type != "harvest" or existing.state == "deleted"):
        yield Problem((*path, "name"), tk._("A dataset, or a deleted source, has this name already"))
    if not _is_member(entry["member"], document):
        yield Problem((*path, "member"), tk._("No member, here or in this file, has the name %s") % entry["member"])
    address = urlsplit(entry["url"])
    if address.scheme not in ("http", "https") or not address.hostname:
        yield Problem((*path, "url"), tk._("This must be an address that starts with http:// or https://"))
    if str(entry.get("frequency") or "MANUAL").upper() not in UPDATE_FREQUENCIES:
        yield Problem((*path, "frequency"), tk._("This must be one of %s") % ", ".join(UPDATE_FREQUENCIES))
    yield from _check_settings(entry, path)


def _check_settings(entry: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    kinds = {one.kind: one for one in base.harvesters().values()}
    if entry["kind"] not in kinds:
        known = ", ".join(sorted(kinds)) or tk._("none")
        yield Problem((*path, "kind"), tk._("No plugin is loaded for this kind of source; those loaded: %s") % known)
        return
    settings = entry.get("settings") or {}
    if not isinstance(settings, Mapping):
        yield Problem((*path, "settings"), tk._("This must be a list of settings and their values"))
        return
    try:
        kinds[entry["kind"]].check_settings(settings)
    except source.InvalidSettings as error:
        yield Problem((*path, "settings", *filter(None, error.field.split("."))), error.reason)


def _is_member(name: str, document: Mapping[str, Any]) -> bool:
    members = document.get("members")
    declared = {one.get("name") for one in members if isinstance(one, Mapping)} if isinstance(members, list) else set()
    organization = model.Group.get(name)
    return name in declared or bool(
        organization and organization.is_organization and organization.state == "active" and organization.name == name
    )


def _settings(entry: Mapping[str, Any]) -> dict[str, Any]:
    harvester = next(one for one in base.harvesters().values() if one.kind == entry["kind"])
    return harvester.check_settings(entry.get("settings") or {})


def _wanted(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "member": entry["member"],
        "kind": entry["kind"],
        "url": entry["url"],
        "settings": _settings(entry),
        "frequency": str(entry.get("frequency") or "MANUAL").upper(),
        "title": entry.get("title") or entry["name"],
        "description": entry.get("description") or "",
    }


def _held(name: str) -> dict[str, Any] | None:
    """Return a source as a file would say it."""
    if not (package := model.Package.get(name)):
        return None
    one = source.find(package.id)
    owner = model.Group.get(one.owner_org) if one.owner_org else None
    harvester = base.harvester_of(one.type)
    return {
        "member": owner.name if owner else "",
        "kind": harvester.kind if harvester else one.type,
        "url": one.url,
        "settings": dict(one.settings),
        "frequency": one.frequency,
        "title": package.title or one.name,
        "description": package.notes or "",
    }


def _change(entry: Mapping[str, Any]) -> Change | None:
    held, wanted = _held(entry["name"]), _wanted(entry)
    if held is None:
        said = {key: (None, value) for key, value in wanted.items() if value}
        return Change("sources", entry["name"], "create", said)
    differences = {key: (held[key], value) for key, value in wanted.items() if held[key] != value}
    return Change("sources", entry["name"], "update", differences) if differences else None


def _context() -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"model": model, "session": model.Session, "user": user, "ignore_auth": True}


def _write(entry: Mapping[str, Any], change: Change) -> None:
    wanted = _wanted(entry)
    owner = model.Group.get(wanted["member"])
    data = {
        "name": entry["name"],
        "owner_org": owner.id if owner else wanted["member"],
        "source_type": f"mutualisation_{wanted['kind']}_harvester",
        "url": wanted["url"],
        "config": source.write_settings(wanted["settings"]),
        "frequency": wanted["frequency"],
        "title": wanted["title"],
        "notes": wanted["description"],
    }
    if change.verb == "create":
        tk.get_action("harvest_source_create")(_context(), data)
    else:
        package = model.Package.get(entry["name"])
        tk.get_action("harvest_source_update")(_context(), {**data, "id": package.id if package else entry["name"]})


def _entry(one: source.Source) -> dict[str, Any]:
    """Return a source as a file says it, without what goes without saying."""
    held = _held(one.name) or {}
    usual = {"settings": {}, "frequency": "MANUAL", "title": one.name, "description": ""}
    return {"name": one.name, **{key: value for key, value in held.items() if usual.get(key) != value}}
