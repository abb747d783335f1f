"""A section kept in memory: it lets the runner be tested apart from the rooms, whose own tests test theirs."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.mutualisation.core.declaration import Change, Problem


@dataclass
class MemorySection:
    """Things with a ``name`` and a ``title``; one named ``fail`` cannot be made."""

    key: str
    rank: int
    kept: dict[str, str] = field(default_factory=dict)
    checked: int = 0

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        self.checked += 1
        for index, thing in enumerate(document[self.key]):
            if "title" not in thing:
                yield Problem((self.key, index, "title"), "is missing")

    def plan(self, document: Mapping[str, Any]) -> Iterator[Change]:
        for thing in document[self.key]:
            name, title = thing["name"], thing["title"]
            now = self.kept.get(name)
            if now is None:
                yield Change(self.key, name, "create", {"title": (None, title)})
            elif now != title:
                yield Change(self.key, name, "update", {"title": (now, title)})

    def apply(self, document: Mapping[str, Any]) -> Iterator[Change]:
        for change in list(self.plan(document)):
            if change.name == "fail":
                raise RuntimeError("the disk is full")
            self.kept[change.name] = change.fields["title"][1]
            yield change

    def export(self) -> list[dict[str, str]] | None:
        return [{"name": name, "title": title} for name, title in self.kept.items()] or None
