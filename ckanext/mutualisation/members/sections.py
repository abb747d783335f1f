"""What a declarative file says of members and of duties, and how the instance is made so.

Members: the file speaks for the fields that it names. What it does not name, and organisations that it does not know,
stay as they are; nothing is removed. Duties: those of the file are given; others stay, since administrators give them
on their page.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.declaration import Change, Path, Problem, Section
from ckanext.mutualisation.members.declared import (
    FIELDS,
    as_stored,
    duty_problems,
    entries,
    field_problems,
    parents_first,
    placing_problems,
)

__all__ = ["SECTIONS"]


class Members:
    """The key ``members``: organisations and who they are."""

    key = "members"
    rank = 10

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        """Return the problems of the members, each at its exact place."""
        declared, problems = entries(document, self.key)
        if not declared:
            return problems
        present = _present()
        named = [entry for entry in declared.values() if isinstance(entry.get("name"), str)]
        known = {entry["name"]: {**present.get(entry["name"], {}), **entry} for entry in named}
        for index, entry in declared.items():
            place: Path = (self.key, index)
            problems += field_problems(place, entry, {**present.get(str(entry.get("name")), {}), **entry})
            problems += self._name_problems(place, entry, present)
        problems += placing_problems(self.key, declared, {**present, **known})
        problems += self._schema_problems(declared)
        return problems

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Return the organisations to create and the fields to change."""
        present = _present()
        changes = []
        for entry in parents_first(document.get(self.key) or []):
            now, wanted = present.get(entry["name"]), as_stored(entry)
            before = now or {}
            fields = {
                name: (before.get(name), wanted[name])
                for name in FIELDS
                if name != "name" and name in wanted and before.get(name) != wanted[name]
            }
            if now is None or fields:
                changes.append(Change(self.key, entry["name"], "update" if now else "create", fields))
        return changes

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Create and change organisations, parents before those below them."""
        changes = list(self.plan(document))
        for change in changes:
            values = {name: value or "" for name, (_now, value) in change.fields.items()}
            if change.verb == "create":
                _call("organization_create", {"name": change.name, **values})
            else:
                _call("organization_patch", {"id": change.name, **values})
        return changes

    def export(self) -> list[dict[str, Any]] | None:
        """Return every organisation with the fields that hold something."""
        return parents_first(list(_present().values())) or None

    def _name_problems(self, place: Path, entry: Mapping[str, Any], present: Mapping[str, Any]) -> list[Problem]:
        taken = model.Group.by_name(entry.get("name")) if isinstance(entry.get("name"), str) else None
        if taken is None or taken.name in present:
            return []
        what = "a deleted organisation" if taken.is_organization else "a group"
        message = f"“{taken.name}” is the name of {what}: purge or rename it, or choose another name."
        return [Problem((*place, "name"), message)]

    def _schema_problems(self, declared: Mapping[int, Mapping[str, Any]]) -> list[Problem]:
        """Without the schema CKAN would drop these fields and say nothing."""
        own = set(FIELDS) - {"name", "title", "description"}
        if not any(own & entry.keys() for entry in declared.values()):
            return []
        try:
            schema = tk.get_action("scheming_organization_schema_show")({}, {"type": "organization"})
            missing = own - {field["field_name"] for field in schema["fields"]}
        except (KeyError, tk.ObjectNotFound):
            missing = own
        if not missing:
            return []
        message = (
            f"The organisations here have no field {', '.join(sorted(missing))}: load the plugin"
            " scheming_organizations and set"
            " scheming.organization_schemas = ckanext.mutualisation.members:schemas/organization.yaml."
        )
        return [Problem((self.key,), message)]


class Duties:
    """The key ``duties``: what members trust users with."""

    key = "duties"
    rank = 20

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        """Return the problems of the duties, each at its exact place."""
        declared, problems = entries(document, self.key)
        coming, _ = entries(document, "members")
        members = {entry.get("name") for entry in coming.values()} | _present().keys() if declared else set()
        for index, entry in declared.items():
            problems += duty_problems((self.key, index), entry, members)
            name = entry.get("user")
            if isinstance(name, str) and not _user_lives(name):
                message = f"There is no user “{name}”: create the account first."
                problems.append(Problem((self.key, index, "user"), message))
        return problems

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Return the duties to give."""
        held = {_duty_name(duty["organization"], duty["user"], duty["room"]) for duty in self._held()}
        wanted = [_duty_name(duty["member"], duty["user"], duty["room"]) for duty in document.get(self.key) or []]
        return [Change(self.key, name, "create") for name in dict.fromkeys(wanted) if name not in held]

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Give the duties that are not held yet."""
        changes = list(self.plan(document))
        for change in changes:
            member, user, room = change.name.split("/")
            _call("mutualisation_duty_create", {"organization_id": member, "user": user, "room": room})
        return changes

    def export(self) -> list[dict[str, str]] | None:
        """Return every duty."""
        held = self._held()
        return [{"member": one["organization"], "user": one["user"], "room": one["room"]} for one in held] or None

    def _held(self) -> list[dict[str, Any]]:
        return _call("mutualisation_duty_list", {})


SECTIONS: list[Section] = [Members(), Duties()]


def _present() -> dict[str, dict[str, Any]]:
    """Return the instance's members by name, each with the fields of the file that hold something."""
    members = _call("mutualisation_member_list", {})
    return {member["name"]: {name: member[name] for name in FIELDS if member.get(name)} for member in members}


def _user_lives(name: str) -> bool:
    user = model.User.by_name(name)
    return user is not None and user.is_active


def _duty_name(member: str, user: str, room: str) -> str:
    return f"{member}/{user}/{room}"


def _call(action: str, data_dict: dict[str, Any]) -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"ignore_auth": True, "user": site_user}, data_dict)
