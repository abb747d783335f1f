"""What a declarative file asks for: sections, the problems in them, and the changes they lead to.

A declaration is the parsed YAML file: a dict of section name to plain values (dict, list, str, int, bool, date).
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

__all__ = ["Change", "Path", "Problem", "Section", "path_text"]

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Why a value of the file cannot be accepted: ``path`` leads to it (``("members", 2, "siren")``)."""

    path: Path
    message: str


@dataclass(frozen=True)
class Change:
    """One difference between the file and the instance.

    ``fields`` maps a field's name to ``(value now, value in the file)``.
    """

    section: str
    name: str
    verb: Literal["create", "update", "remove", "record"]
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


class Section(Protocol):
    """One top-level key of the file, whose value is a list, owned by one room.

    ``apply`` runs the sections in the order of ``rank``: members 10, duties 20, portals 30, sources 40, agreements 50.
    """

    key: str
    rank: int

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        """Return every problem of this section; read the instance if need be, write nothing.

        The section's value is a list: `apply` has seen to it. What the list holds may be anything.
        The whole document is given because a portal may name a member that the same file creates.
        """
        ...

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Return what would change, in a stable order; write nothing. Empty when the instance is as the file says."""
        ...

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        """Make the instance as the file says, through actions, and return what changed.

        Better a generator that yields each change once it is made: when a later one fails, `apply` tells what was done.
        """
        ...

    def export(self) -> Any:
        """Return this section's value for a file that would make the instance as it is, or None when it is empty."""
        ...


def path_text(path: Path) -> str:
    """Write a path as a person reads it.

    >>> path_text(("members", 2, "siren"))
    'members[2].siren'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
