"""What the faces of the platform must agree on: one sitemap for each dataset, one identifier from everywhere."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ckanext.mutualisation.core.audit.document import Identity
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.sites import COMMON, Sites

__all__ = ["COMMON_NAME", "Seen", "identifier_faults", "sitemap_faults"]

COMMON_NAME = "common site"
Seen = tuple[str, str, Identity]
"""Of an identifier: the face, the page where it was seen, and what it says."""


def sitemap_faults(
    listed: Mapping[str, Iterable[str]], addresses: Mapping[str, str], sites: Sites, holdings: Holdings
) -> Iterator[Finding]:
    """Yield the public datasets that stand in no sitemap or in several.

    :param listed: the addresses in each face's sitemap, by slug.
    :param addresses: where each sitemap is, by slug.
    """
    faces: dict[str, list[str]] = {}
    for slug, locations in listed.items():
        for name in _datasets_in(locations, sites, holdings):
            faces.setdefault(name, []).append(slug)
    for thing in holdings.datasets.values():
        found = faces.get(thing.name, [])
        if len(found) == 1 or not (thing.public and thing.listed):
            continue
        slug = found[0] if found else _owner(thing, sites)
        if slug not in addresses:
            continue
        said = f"stands in {len(found)} sitemaps: {', '.join(map(_named, found))}" if found else "stands in no sitemap"
        yield Finding("sitemap", _named(slug), addresses[slug], f"a dataset {said}", "<loc>", thing.name)


def _datasets_in(locations: Iterable[str], sites: Sites, holdings: Holdings) -> set[str]:
    names = set()
    for location in locations:
        place = sites.place(location)
        things = holdings.things_at(place.path, "") if place else []
        names.update(thing.name for thing in things if thing.kind == "dataset")
    return names


def _owner(thing: Thing, sites: Sites) -> str:
    portal = sites.registry.by_organization.get(thing.owner)
    return portal.slug if portal else COMMON


def _named(slug: str) -> str:
    return slug or COMMON_NAME


def identifier_faults(seen: Iterable[Seen], sites: Sites, holdings: Holdings) -> Iterator[Finding]:
    """Yield the datasets to which two faces, or two forms of one description, give different identifiers."""
    first: dict[tuple[str, str], Seen] = {}
    for face, page, identity in seen:
        place = sites.place(identity.page)
        things = holdings.things_at(place.path, "") if place else []
        if not things:
            continue
        before = first.setdefault((identity.scheme, things[0].id), (face, page, identity))
        if before[2].uri != identity.uri:
            what = f"gives a dataset another {identity.scheme} than “{_named(before[0])}” does"
            subject = f"{things[0].name}: {identity.uri}, and {before[2].uri} at {before[1]}"
            yield Finding("dataset URI", _named(face), page, what, "", subject)
