"""What a territory publishes: an organisation with those below it, or all members of the platform."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.surroundings import below
from ckanext.mutualisation.portal.discovery.face import COMMON, published_faces
from ckanext.mutualisation.portal.parents import parent_links

__all__ = ["LATEST", "Publisher", "Territory", "figures", "read_territory"]

LATEST = 3
"""How many datasets a block shows: those that changed last."""

_group = model.group_table


@dataclass(frozen=True)
class Publisher:
    """Where the data of one or several bodies are shown: their portal, else the body's page on the common site."""

    title: str
    url: str
    datasets: int


@dataclass(frozen=True)
class Territory:
    """Its public datasets, how many organisations have any, how many portals they have, and where each is found.

    ``latest`` holds datasets as ``package_search`` gives them.
    """

    datasets: int
    organizations: int
    portals: int
    publishers: tuple[Publisher, ...]
    latest: list[dict[str, Any]]


def figures(filters: str = "") -> dict[str, Any]:
    """Return what the public finds on this face: ``count``, ``results`` (the latest), ``organizations`` (name: count).

    :param filters: an ``fq`` that narrows it.
    """
    query = {"rows": LATEST, "sort": "metadata_modified desc", "facet.field": ["organization"], "facet.limit": -1}
    anonymous: Any = {"user": "", "auth_user_obj": model.AnonymousUser()}
    found = tk.get_action("package_search")(anonymous, {**query, "fq": filters})
    counts = {item["name"]: item["count"] for item in found["search_facets"]["organization"]["items"]}
    return {"count": found["count"], "results": found["results"], "organizations": counts}


def read_territory(organization_id: str | None, language: str) -> Territory:
    """Return what an organisation and all below it publish; with None, what the whole platform does.

    Its own portal comes first, then those that show most datasets.
    """
    connection = model.Session.connection()
    ids = [organization_id, *below([organization_id], parent_links(connection))] if organization_id else None
    query = sa.select(_group.c.id, _group.c.name, _group.c.title)
    query = query.where(_group.c.is_organization, _group.c.state == "active")
    bodies = {row.id: row for row in connection.execute(query if ids is None else query.where(_group.c.id.in_(ids)))}
    found = figures(_owned_by(ids) if ids else "")
    counts = {each: found["organizations"].get(row.name, 0) for each, row in bodies.items()}
    portals, alone = _portals(counts, language), _without_portal(bodies, counts, language)
    ordered = sorted([*portals, *alone], key=lambda each: (organization_id not in each[0], -each[1].datasets))
    return Territory(
        datasets=found["count"],
        organizations=len(found["organizations"]),
        portals=len(portals),
        publishers=tuple(publisher for _, publisher in ordered),
        latest=found["results"],
    )


def _owned_by(ids: Collection[str]) -> str:
    # Not quoted literals: of plain terms Solr makes one set, however many; of quoted ones it takes 1,024 at most.
    terms = " OR ".join(re.sub(r"(\W)", r"\\\1", each) for each in ids)
    return f"+owner_org:({terms})"


def _portals(counts: Mapping[str, int], language: str) -> list[tuple[set[str], Publisher]]:
    """Return the published portals that belong to any of these organisations, with the ids of those."""
    found = []
    for face in published_faces():
        own = counts.keys() & set(face.portal.organization_ids) if face.portal else set()
        if own:
            datasets = sum(counts[each] for each in own)
            found.append((own, Publisher(face.title(language), face.address("/", language), datasets)))
    return found


def _without_portal(
    bodies: Mapping[str, Any], counts: Mapping[str, int], language: str
) -> list[tuple[set[str], Publisher]]:
    shown = {each for face in published_faces() if face.portal for each in face.portal.organization_ids}
    return [
        ({each}, Publisher(row.title or row.name, COMMON.address(f"/organization/{row.name}", language), counts[each]))
        for each, row in sorted(bodies.items(), key=lambda item: item[1].title or item[1].name)
        if each not in shown and counts[each]
    ]
