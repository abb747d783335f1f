"""What may be wrong in the members and duties of a declarative file, whatever the instance."""
from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from ckanext.mutualisation.core import territory
from ckanext.mutualisation.core.declaration import Path, Problem
from ckanext.mutualisation.members.hierarchy import ancestors
from ckanext.mutualisation.members.model import ROOMS

__all__ = ["FIELDS", "as_stored", "duty_problems", "entries", "field_problems", "parents_first", "placing_problems"]

#: The fields of a member, in the order in which a file gives them.
FIELDS = (
    "name",
    "title",
    "body_kind",
    "siren",
    "siret",
    "insee_code",
    "parent",
    "website",
    "contact_email",
    "description",
)
DUTY_FIELDS = ("member", "user", "room")
REQUIRED = {"members": ("name",), "duties": DUTY_FIELDS}
KNOWN = {"members": FIELDS, "duties": DUTY_FIELDS}


def entries(document: Mapping[str, Any], key: str) -> tuple[dict[int, Mapping[str, Any]], list[Problem]]:
    """Return the entries of a section by their place, and what is wrong with their form."""
    value = document.get(key)
    if value is None:
        return {}, []
    if not isinstance(value, list):
        return {}, [Problem((key,), "This must be a list: start each entry with a dash.")]
    found: dict[int, Mapping[str, Any]] = {}
    problems: list[Problem] = []
    for index, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            problems.append(Problem((key, index), f"This must be a set of fields: {', '.join(KNOWN[key])}."))
            continue
        found[index] = entry
        problems += [
            Problem((key, index, name), f"Unknown field “{name}”: the fields are {', '.join(KNOWN[key])}.")
            for name in entry
            if name not in KNOWN[key]
        ]
        problems += [
            Problem((key, index), f"The field “{name}” is missing.") for name in REQUIRED[key] if not entry.get(name)
        ]
        problems += [
            Problem((key, index, name), f"“{text}” must be a text: put it between quotes.")
            for name, text in entry.items()
            if name in KNOWN[key] and text is not None and not isinstance(text, str)
        ]
    return found, problems


def field_problems(place: Path, entry: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a member's own fields; ``whole`` adds those that the file leaves to the instance."""
    texts = {name: value for name, value in entry.items() if isinstance(value, str) and value}
    problems = []
    for name, check in CHECKS.items():
        if name in texts:
            try:
                message = check(texts[name], whole)
            except territory.InvalidCode as refusal:
                message = str(refusal)
            if message:
                problems.append(Problem((*place, name), message))
    return problems


def placing_problems(
    key: str, declared: Mapping[int, Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]]
) -> list[Problem]:
    """Return what is wrong between members: a name given twice, a parent that does not exist or closes a loop."""
    problems = []
    first: dict[Any, int] = {}
    links = {name: member["parent"] for name, member in known.items() if isinstance(member.get("parent"), str)}
    for index, entry in declared.items():
        name, parent = entry.get("name"), entry.get("parent")
        if name and isinstance(name, str):
            if name in first:
                message = f"“{name}” is already the name of entry {first[name] + 1}."
                problems.append(Problem((key, index, "name"), message))
            first.setdefault(name, index)
        if not parent or not isinstance(parent, str):
            continue
        if parent not in known:
            problems.append(
                Problem((key, index, "parent"), f"There is no member “{parent}”, neither in this file nor on the site.")
            )
        elif parent == name or name in ancestors(parent, links):
            problems.append(Problem((key, index, "parent"), f"“{parent}” lies below “{name}”, or is the same one."))
    return problems


def duty_problems(place: Path, entry: Mapping[str, Any], members: Collection[Any]) -> list[Problem]:
    """Return what is wrong with the member and the room of a duty."""
    problems = []
    member, room = entry.get("member"), entry.get("room")
    if isinstance(member, str) and member not in members:
        problems.append(
            Problem((*place, "member"), f"There is no member “{member}”, neither in this file nor on the site.")
        )
    if isinstance(room, str) and room not in ROOMS:
        problems.append(Problem((*place, "room"), f"“{room}” is not a duty: choose one of {', '.join(ROOMS)}."))
    return problems


def parents_first(members: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return members so that each comes after its parent, and otherwise in the order given."""
    waiting = [{**member} for member in members]
    names, placed = {member["name"] for member in waiting}, set()
    ordered: list[dict[str, Any]] = []
    while waiting:
        ready = [one for one in waiting if one.get("parent") not in names - placed] or waiting[:1]
        ordered.append(ready[0])
        placed.add(ready[0]["name"])
        waiting.remove(ready[0])
    return ordered


def as_stored(entry: Mapping[str, Any]) -> dict[str, str | None]:
    """Return a checked entry's fields as the instance will hold them: codes without spaces, None for nothing."""
    stored = {name: value or None for name, value in entry.items()}
    for name, parse in PARSERS.items():
        code = stored.get(name)
        if code:
            stored[name] = parse(code)
    if "title" in stored:
        stored["title"] = stored["title"] or stored["name"]
    return stored


def _name(text: str, _whole: Mapping[str, Any]) -> str | None:
    if re.fullmatch(r"[a-z0-9_-]{2,100}", text):
        return None
    return f"“{text}” cannot be a name: use 2 to 100 lower-case letters, digits, dashes and underscores."


def _siret(text: str, whole: Mapping[str, Any]) -> str | None:
    siret = territory.parse_siret(text)
    siren = _parsed(territory.parse_siren, whole.get("siren"))
    if siren is None or territory.siren_of(siret) == siren:
        return None
    return f"“{text}” does not start with the SIREN {siren}: correct one of them."


def _insee_code(text: str, whole: Mapping[str, Any]) -> str | None:
    if not whole.get("body_kind"):
        return "Give body_kind too: it decides which INSEE code this is."
    kind = _parsed(territory.parse_body_kind, whole["body_kind"])
    if kind is not None:
        territory.parse_insee_code(text, kind)
    return None


def _website(text: str, _whole: Mapping[str, Any]) -> str | None:
    if re.fullmatch(r"https?://[^/\s]+(/\S*)?", text):
        return None
    return f"“{text}” is not a web address: start it with https://."


def _contact_email(text: str, _whole: Mapping[str, Any]) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else f"“{text}” is not an e-mail address."


def _body_kind(text: str, _whole: Mapping[str, Any]) -> str | None:
    territory.parse_body_kind(text)
    return None


def _siren(text: str, _whole: Mapping[str, Any]) -> str | None:
    territory.parse_siren(text)
    return None


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    """Return the value read, or None where it is absent or refused for itself."""
    try:
        return parse(value) if isinstance(value, str) else None
    except territory.InvalidCode:
        return None


#: What each field must be; each check returns a sentence, or raises ``InvalidCode``, when it is not.
CHECKS: dict[str, Callable[[str, Mapping[str, Any]], str | None]] = {
    "name": _name,
    "body_kind": _body_kind,
    "siren": _siren,
    "siret": _siret,
    "insee_code": _insee_code,
    "website": _website,
    "contact_email": _contact_email,
}

#: How each checked code is stored.
PARSERS: dict[str, Callable[[str], str]] = {
    "body_kind": lambda text: territory.parse_body_kind(text).value,
    "siren": territory.parse_siren,
    "siret": territory.parse_siret,
    "insee_code": lambda text: "".join(text.split()).upper(),
}
