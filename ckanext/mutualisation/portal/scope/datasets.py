"""Datasets, their files and views on a portal."""
from __future__ import annotations

from typing import Any

import flask
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.logic.schema import default_pagination_schema
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal.scope.chain import Original, asked_by_name, chained, fresh, refuse
from ckanext.mutualisation.portal.scope.rows import narrowed, public_datasets

__all__ = [
    "ACTIONS",
    "format_autocomplete",
    "package_list",
    "package_relationships_list",
    "package_show",
    "resource_search",
    "resource_show",
    "resource_view_list",
    "resource_view_show",
]

ACTIONS = tuple(name for name in __all__ if name != "ACTIONS")


@asked_by_name
def package_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    package = original(context, data_dict)
    if package.get("owner_org") not in found.portal.visible_ids:
        raise refuse(found, package.get("owner_org"), tk.url_for("dataset.read", id=package["name"]))
    _known_here().update(resource["id"] for resource in package.get("resources") or [])
    return package


def _known_here() -> set[str]:
    """Return the ids of the files whose dataset was shown during this request: a page asks for each one's views."""
    return flask.g.setdefault("mutualisation_files_shown", set())


@chained
def package_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    tk.check_access("package_list", context, data_dict)
    page, errors = tk.navl_validate(data_dict, default_pagination_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    column = model.Package.id if context.get("api_version") == 2 else model.Package.name
    query = public_datasets(found, column).order_by(column)
    return list(model.Session.scalars(query.limit(page.get("limit") or None).offset(page.get("offset") or None)))


@asked_by_name
def package_relationships_list(
    original: Original, found: OnPortal, context: Context, data_dict: DataDict
) -> list[dict[str, Any]]:
    for key in ("id", "id2"):
        if data_dict.get(key):
            tk.get_action("package_show")(fresh(context), {"id": data_dict[key]})
    related = original(context, data_dict)
    names = {link[end] for link in related for end in ("subject", "object")}
    either = sa.or_(model.Package.name.in_(names), model.Package.id.in_(names))
    shown: set[str] = set()
    for row in model.Session.execute(public_datasets(found, model.Package.id, model.Package.name).where(either)):
        shown.update((row.id, row.name))
    return [link for link in related if {link["subject"], link["object"]} <= shown]


@asked_by_name
def resource_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    return original(context, data_dict)  # It asks for the dataset, by package_show.


@chained
def resource_search(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    with narrowed(model.Package, model.Package.owner_org.in_(found.portal.visible_ids)):
        return original(context, data_dict)


@asked_by_name
def resource_view_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    view = original(context, data_dict)
    _check_resource(context, view["resource_id"])
    return view


@asked_by_name
def resource_view_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    _check_resource(context, tk.get_or_bust(data_dict, "id"))
    return original(context, data_dict)


def _check_resource(context: Context, resource_id: str) -> None:
    resource = None if resource_id in _known_here() else model.Resource.get(resource_id)
    if resource is not None:
        tk.get_action("package_show")(fresh(context), {"id": resource.package_id})


@chained
def format_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    with narrowed(model.Resource, model.Resource.package_id.in_(public_datasets(found, model.Package.id))):
        return original(context, data_dict)
