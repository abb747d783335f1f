"""Whose every dataset, file and organisation is: the truth, read from the database, that answers are compared with.

>>> ours = Thing("organization", "o-1", "nantes", "Ville de Nantes", "o-1", True)
>>> water = Thing("dataset", "d-1", "eau", "Eau", "o-1", True)
>>> holdings = Holdings.of([ours, water], {"r-1": "d-1"})
>>> holdings.things_at("/dataset/eau/resource/r-1", "")
[Thing(kind='dataset', id='d-1', name='eau', title='Eau', owner='o-1', public=True)]
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["Holdings", "Thing"]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ENDING = re.compile(r"\.(ttl|xml|rdf|n3|jsonld|atom)$")
_NAMING = {"dataset": "dataset", "organization": "organization"}
_NAMING_PARAMETERS = ("id", "dataset_id", "package_id", "resource_id", "organization", "owner_org")


@dataclass(frozen=True)
class Thing:
    """A dataset or an organisation. ``owner`` is its organisation's id; ``public`` whether anybody may see it."""

    kind: Literal["dataset", "organization"]
    id: str
    name: str
    title: str
    owner: str
    public: bool
    listed: bool = field(default=True, compare=False, repr=False)
    """Whether a sitemap must list it: datasets proper, not the harvest sources that CKAN keeps beside them."""


@dataclass(frozen=True)
class Holdings:
    """Every dataset and organisation by id and by name, and the dataset of every file."""

    by_id: Mapping[str, Thing]
    datasets: Mapping[str, Thing]
    organizations: Mapping[str, Thing]
    resources: Mapping[str, str]

    @classmethod
    def of(cls, things: Iterable[Thing], resources: Mapping[str, str]) -> Holdings:
        """Build them from every thing, in any state, and from the dataset's id of every file's id."""
        known = list(things)
        return cls(
            {each.id: each for each in known},
            {each.name: each for each in known if each.kind == "dataset"},
            {each.name: each for each in known if each.kind == "organization"},
            resources,
        )

    def with_id(self, identifier: str) -> Thing | None:
        """Return the thing with this id, or the dataset of the file with this id."""
        return self.by_id.get(identifier) or self.by_id.get(self.resources.get(identifier, ""))

    def named(self, kind: str, name: str) -> Thing | None:
        """Return the dataset or organisation with this name or id."""
        found = (self.datasets if kind == "dataset" else self.organizations).get(name)
        return found or self.by_id.get(name)

    def owner_of(self, thing: Thing) -> str:
        """Return the name of the organisation to which a thing belongs, as people call it."""
        owner = self.by_id.get(thing.owner)
        return (owner.title or owner.name) if owner else "nobody"

    def things_at(self, path: str, query: str) -> list[Thing]:
        """Return what an address of the platform is about."""
        found = [*self._in_path(path), *self._in_query(query)]
        return list(dict.fromkeys(found))

    def _in_path(self, path: str) -> Iterator[Thing]:
        naming = ""
        for segment in path.split("/"):
            word = unquote(segment)
            bare = _ENDING.sub("", word)
            thing = self.named(naming, bare) if naming else None
            thing = thing or (self.with_id(bare) if _UUID.fullmatch(bare) else None)
            if thing:
                yield thing
            naming = _NAMING.get(word, "" if thing else naming)

    def _in_query(self, query: str) -> Iterator[Thing]:
        for name, value in parse_qsl(query):
            if name == "url":  # A question about another page, as oEmbed's.
                yield from self._in_path(_path_of(value))
            if name not in _NAMING_PARAMETERS:
                continue
            kind = "organization" if name in ("organization", "owner_org") else ""
            thing = self.named(kind, value) if kind else self.with_id(value)
            if thing:
                yield thing

    def identified_in(self, text: str) -> list[Thing]:
        """Return the things whose id, or a file's id, stands anywhere in a text."""
        found = (self.with_id(identifier) for identifier in dict.fromkeys(_UUID.findall(text)))
        return list(dict.fromkeys(thing for thing in found if thing))

    def shown_by(self, visible_ids: Collection[str], thing: Thing) -> bool:
        """Tell whether a portal that shows these organisations may show this to the public."""
        return thing.public and thing.owner in visible_ids

    def public_datasets(self, visible_ids: Collection[str]) -> int:
        """Return how many public datasets such a portal shows."""
        return sum(self.shown_by(visible_ids, each) for each in self.datasets.values())


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
