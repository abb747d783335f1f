"""Which page to visit next: of the kind that was visited least, so that a limit still meets every kind."""
from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Container
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl

from ckanext.mutualisation.core.audit.document import Role
from ckanext.mutualisation.core.audit.sites import Place, Way

__all__ = ["Entry", "Frontier", "kind_of"]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"^\d{2,}$|^sitemap-\d+$")
_HASH = re.compile(r"[0-9a-f]{6,}")
_MANY = frozenset({"dataset", "organization", "group", "pages", "tag", "download", "groups", "activity", "about"})
_WORDS = frozenset({"groups", "activity", "about", "dataset", "resource"})
_MANY_TIMES = 3
"""Of the pages of which there are many, so many are visited for each one of another kind."""
_EVERY_WAY = frozenset({"/", "/dataset", "/dataset/*", "/dataset/*/resource/*", "/organization/*"})
_LOOKED_AT = 100
_EVERY_WAY_TIMES = 4
"""By host and by path, without and with a language."""

SEVERAL = "several"


def kind_of(place: Place, names: Container[str]) -> str:
    """Return the kind of page that an address leads to: its path and parameters, without what varies.

    ``names`` are those of datasets and organisations. Combinations of parameters (facets, sort orders) are without
    end, so all of them are one kind.

    >>> kind_of(Place("nantes", "", None, "/dataset/eau/resource/12", "page=2"), {"eau"})
    '/dataset/*/resource/*?page'
    >>> kind_of(Place("nantes", "", None, "/dataset/", "tags=a&sort=b"), ())
    '/dataset?several'
    """
    parts, before = [], ""
    for segment in place.path.strip("/").split("/"):
        stem, dot, ending = segment.rpartition(".")
        name = stem if dot and len(ending) < 8 else segment
        many = before in _MANY and segment not in _WORDS
        varies = many or name in names or any(each.search(name) for each in (_UUID, _NUMBER, _HASH))
        parts.append(f"*.{ending}" if varies and name != segment else "*" if varies else segment)
        before = segment
    return f"/{'/'.join(parts)}{_kind_of_query(place.query)}"


def _kind_of_query(query: str) -> str:
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    if "url" in parameters:  # A question about another page, as oEmbed's.
        about = next((word for word in ("dataset", "organization") if f"/{word}/" in parameters["url"]), "")
        return f"?url={about}"
    return "?" + (SEVERAL if len(parameters) > 1 else next(iter(parameters))) if parameters else ""


@dataclass(frozen=True)
class Entry:
    """An address to visit, and who leads there."""

    address: str
    place: Place
    way: Way
    role: Role
    referrer: str
    where: str
    line: int | None = None


class Frontier:
    """The addresses that wait, each once."""

    def __init__(self, names: Container[str]) -> None:
        self._names = names
        self._seen: set[str] = set()
        self._shown: set[tuple[str, str]] = set()
        self._waiting: dict[tuple[str, str], deque[Entry]] = {}
        self._of_kind: Counter[str] = Counter()
        self._of_group: Counter[tuple[str, str]] = Counter()
        self._by_way: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many addresses wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def kinds(self) -> int:
        """Return how many kinds of page were handed out."""
        return len(self._of_kind)

    @property
    def kinds_left(self) -> int:
        """Return how many kinds of page wait of which none was handed out."""
        return len({kind for kind, _ in self._waiting if not self._of_kind[kind]})

    def add(self, entry: Entry) -> None:
        """Have an address wait, unless it already did."""
        if entry.address not in self._seen:
            self._seen.add(entry.address)
            group = (kind_of(entry.place, self._names), f"{entry.place.base}/{entry.place.locale or ''}")
            self._waiting.setdefault(group, deque()).append(entry)

    def next(self, endless: int) -> Entry | None:
        """Return the next address to visit, None when none is left.

        ``endless`` is how many combinations of parameters are visited of each kind of page.
        """
        groups = [group for group in self._waiting if not _is_endless(group) or self._of_kind[group[0]] < endless]
        if not groups:
            return None
        group = min(groups, key=self._visited)
        entry = self._pick(self._waiting[group])
        if not self._waiting[group]:
            del self._waiting[group]
        self._of_kind[group[0]] += 1
        self._of_group[group] += 1
        self._by_way[group[1]] += 1
        return entry

    def _pick(self, waiting: deque[Entry]) -> Entry:
        """Take the first that no other way has shown yet, so that what is seen of the many differs from way to way."""
        for position, entry in enumerate(islice(waiting, _LOOKED_AT)):
            if (entry.place.path, entry.place.query) not in self._shown:
                del waiting[position]
                break
        else:
            entry = waiting.popleft()
        self._shown.add((entry.place.path, entry.place.query))
        return entry

    def _visited(self, group: tuple[str, str]) -> tuple[bool, int, int, int]:
        many = "*" in group[0] and "?" not in group[0]
        share = _EVERY_WAY_TIMES if group[0] in _EVERY_WAY else _MANY_TIMES if many else 1
        times = self._of_kind[group[0]]
        return times > 0, times // share, self._of_group[group], self._by_way[group[1]]


def _is_endless(group: tuple[str, str]) -> bool:
    return group[0].endswith(f"?{SEVERAL}")
