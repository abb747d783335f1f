"""The home page of a portal: what it shows, counted when it is asked for."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.helpers import organizations_of

__all__ = ["home_page"]

LATEST = 6
CHIPS = 8


@dataclass(frozen=True)
class Figures:
    """The key figures of a portal: public datasets, their files, the formats of these, and who publishes them."""

    datasets: int
    files: int
    formats: int
    organizations: int


def home_page() -> str:
    """Return the page for the portal that is being visited."""
    portal = visit.the_visit().portal
    answer = _search()
    organizations = organizations_of(portal)
    files = _count_files(portal)
    formats = len(_facet(answer, "res_format"))
    return tk.render(
        "mutualisation/portal/home.html",
        {
            "portal": portal,
            "figures": Figures(answer["count"], files, formats, len(organizations)),
            "latest": answer["results"],
            "organizations": _with_counts(organizations, _facet(answer, "organization")),
            "themes": _facet(answer, "groups")[:CHIPS],
            "tags": _facet(answer, "tags")[:CHIPS],
        },
    )


def _search() -> dict[str, Any]:
    context: Any = {"user": "", "auth_user_obj": model.AnonymousUser()}
    query = {
        "rows": LATEST,
        "sort": "metadata_modified desc",
        "facet.field": ["organization", "groups", "tags", "res_format"],
        "facet.limit": 50,
    }
    try:
        return tk.get_action("package_search")(context, query)
    except SearchError:
        # As on CKAN's own home page: an index that is down must not take the address down with it.
        return {"count": 0, "results": [], "search_facets": {}}


def _facet(answer: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the values of a facet, the most frequent first."""
    items = answer["search_facets"].get(field, {}).get("items", [])
    return sorted(items, key=lambda item: (-item["count"], item["display_name"]))


def _count_files(portal: Portal) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(model.Resource)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(
            model.Package.owner_org.in_(portal.organization_ids),
            model.Package.state == "active",
            model.Package.private.is_(False),
            model.Resource.state == "active",
        )
    )
    return model.Session.scalar(query) or 0


def _with_counts(organizations: list[model.Group], facet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {item["name"]: item["count"] for item in facet}
    return [
        {
            "name": organization.name,
            "title": organization.display_name,
            "description": organization.description,
            "datasets": counts.get(organization.name, 0),
        }
        for organization in organizations
    ]
