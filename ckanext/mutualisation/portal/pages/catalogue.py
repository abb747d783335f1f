"""What a home page knows of the portal's catalogue: one search, and the few counts that the index cannot give."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.lib.search.query import solr_literal

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal.pages import themes

__all__ = ["Catalogue", "Value", "count_files", "read_catalogue", "read_datasets"]

_VALUES = 100


@dataclass(frozen=True)
class Value:
    """A value of a facet, and how many public datasets of the portal have it."""

    name: str
    title: str
    datasets: int


@dataclass(frozen=True)
class Catalogue:
    """The public datasets of a portal: how many, the latest ones, and the values of the facets that were asked for."""

    datasets: int = 0
    latest: tuple[Mapping[str, Any], ...] = ()
    facets: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def values(self, facet: str) -> tuple[Value, ...]:
        """Return the values of a facet, the most frequent first."""
        return self.facets.get(facet, ())


def _anonymous() -> Any:
    return {"user": "", "auth_user_obj": model.AnonymousUser()}


def _search(query: dict[str, Any]) -> dict[str, Any]:
    try:
        return tk.get_action("package_search")(_anonymous(), query)
    except SearchError:
        # As on CKAN's own home page: an index that is down must not take the address down with it.
        return {"count": 0, "results": [], "search_facets": {}}


def read_catalogue(latest: int, facets: Collection[str]) -> Catalogue:
    """Return the catalogue of the portal that is being visited, by one search.

    :param latest: how many of its latest datasets
    :param facets: the fields whose values to count
    """
    answer = _search(
        {
            "rows": latest,
            "sort": "metadata_modified desc",
            "facet": bool(facets),
            "facet.field": sorted(facets),
            "facet.limit": _VALUES,
        }
    )
    found = themes.name_themes(answer)["search_facets"]
    return Catalogue(answer["count"], tuple(answer["results"]), {name: _values(found[name]) for name in found})


def _values(facet: Mapping[str, Any]) -> tuple[Value, ...]:
    values = [Value(item["name"], item["display_name"], item["count"]) for item in facet["items"]]
    return tuple(sorted(values, key=lambda value: (-value.datasets, value.title)))


def read_datasets(names: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    """Return these public datasets in this order, without those that are gone or are not the visited portal's."""
    wanted = " OR ".join(map(solr_literal, names))
    answer = _search({"fq": f"name:({wanted})", "rows": len(names), "facet": False})
    found = {package["name"]: package for package in answer["results"]}
    return tuple(found[name] for name in names if name in found)


def count_files(portal: Portal) -> int:
    """Return the number of files of a portal's public datasets: the index counts datasets only."""
    query = (
        sa.select(sa.func.count())
        .select_from(model.Resource)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(
            model.Package.owner_org.in_(portal.visible_ids),
            model.Package.state == "active",
            model.Package.private.is_(False),
            model.Resource.state == "active",
        )
    )
    return model.Session.scalar(query) or 0
