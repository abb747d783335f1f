"""What is read during a visit is the portal's own: search, lists, and what is asked for by name.

Scope is visibility, not permission. Each function is chained before CKAN's action of the same name, and does nothing
outside a visit.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import flask
import sqlalchemy as sa

import ckan.logic.action.get as core
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.dictization import model_dictize
from ckan.lib.search import SearchError
from ckan.lib.search.query import solr_literal
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import config, visit

__all__ = ["ACTIONS", "narrow_search", "stay_on_portal"]

Original = Callable[[Context, DataDict], Any]


def narrow_search(parameters: dict[str, Any]) -> dict[str, Any]:
    """Add the portal's organisations as a filter of their own: Solr intersects filters, so no other can widen it."""
    found = visit.current_visit()
    if found is None:
        return parameters
    ids = " OR ".join(map(solr_literal, found.portal.organization_ids))
    others = parameters.get("fq_list") or []
    parameters["fq_list"] = [*([others] if isinstance(others, str) else others), f"+owner_org:({ids or 'none'})"]
    return parameters


def stay_on_portal(package: dict[str, Any]) -> None:
    """Give the stored addresses of a dataset's files, which are the common site's, on the portal instead."""
    found = visit.current_visit()
    if found is None:
        return
    for resource in package.get("resources") or []:
        if resource.get("url_type") and resource.get("url"):
            resource["url"] = _on_portal(found, resource["url"])


def _on_portal(found: OnPortal, url: str) -> str:
    common = config.common_address()
    start = f"{common.origin}{common.root}/"
    if not url.startswith(start) or url.startswith(f"{visit.base_address(found)}/"):
        return url
    parts = urlsplit(url)
    path = parts.path.removeprefix(common.root)
    first, _, rest = path[1:].partition("/")
    path = f"/{rest}" if first in common.locales else path
    return f"{visit.base_address(found)}{path}{f'?{parts.query}' if parts.query else ''}"


def _refuse(organization_id: str | None, path: str) -> tk.ObjectNotFound:
    """Return the error of what belongs to another member; pages and API answers give its owner's address."""
    address = visit.owner_address(organization_id, path)
    flask.g.mutualisation_elsewhere = address
    return tk.ObjectNotFound(tk._("This belongs to another member of the platform: {address}").format(address=address))


def _chained(action: Callable[..., Any]) -> Callable[..., Any]:
    """Chain an action before the one of the same name, during visits only, with core's documentation."""

    def chained(original: Original, context: Context, data_dict: DataDict) -> Any:
        found = visit.current_visit()
        return original(context, data_dict) if found is None else action(original, found, context, data_dict)

    chained.__name__ = action.__name__
    # CKAN hands a chained function's attributes on to the action, its docstring not: help_show would lose it.
    vars(chained)["__doc__"] = getattr(core, action.__name__).__doc__
    return tk.side_effect_free(tk.chained_action(chained))


def _organization_names(found: OnPortal) -> list[str]:
    query = sa.select(model.Group.name).where(model.Group.id.in_(found.portal.organization_ids))
    return list(model.Session.scalars(query))


def _counts(context: Context, field: str) -> dict[str, int]:
    """Return how many of the portal's public datasets have each value of a field."""
    query = {"rows": 0, "facet.field": [field], "facet.limit": -1}
    facets = tk.get_action("package_search")(_fresh(context), query)["search_facets"]
    return {item["name"]: item["count"] for item in facets.get(field, {}).get("items", [])}


def _fresh(context: Context) -> Context:
    return Context(user=context.get("user", ""), auth_user_obj=context.get("auth_user_obj"))


def _slice(items: list[Any], data_dict: DataDict) -> list[Any]:
    offset = int(data_dict.get("offset") or 0)
    limit = data_dict.get("limit")
    return items[offset:] if limit in (None, "") else items[offset : offset + int(limit)]


def _unlimited(data_dict: DataDict) -> DataDict:
    return {key: value for key, value in data_dict.items() if key not in ("limit", "offset")}


def _public_datasets(found: OnPortal, *columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(
        model.Package.owner_org.in_(found.portal.organization_ids),
        model.Package.state == "active",
        model.Package.private.is_(False),
    )


@_chained
def package_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    package = original(context, data_dict)
    if package.get("owner_org") not in found.portal.organization_ids:
        path = tk.url_for("dataset.read", id=package["name"]).removeprefix(_root(found))
        raise _refuse(package.get("owner_org"), path)
    return package


def _root(found: OnPortal) -> str:
    return f"{config.common_address().root}{found.mount}"


@_chained
def package_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    names = set(model.Session.scalars(_public_datasets(found, model.Package.name)))
    return _slice([name for name in original(context, _unlimited(data_dict)) if name in names], data_dict)


@_chained
def package_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    # Core asks Solr directly, past every plugin: take its answers to the portal's own list of names.
    names = set(model.Session.scalars(_public_datasets(found, model.Package.name)))
    limit = int(data_dict.get("limit") or 10)
    answers = original(context, {**data_dict, "limit": 1000})
    return [answer for answer in answers if answer["name"] in names][:limit]


@_chained
def resource_search(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    # Core answers with database rows when it is asked by its own search: only the page given back is then described.
    try:
        everything = original(Context(context, search_query=True), _unlimited(data_dict))["results"]
    except SearchError as error:
        raise tk.ValidationError({"query": [str(error)]}) from None
    ids = set(model.Session.scalars(_public_datasets(found, model.Package.id)))
    mine = [resource for resource in everything if resource.package_id in ids]
    return {"count": len(mine), "results": model_dictize.resource_list_dictize(_slice(mine, data_dict), context)}


def _check_resource(context: Context, resource_id: str) -> None:
    resource = model.Resource.get(resource_id)
    if resource is not None:
        tk.get_action("package_show")(_fresh(context), {"id": resource.package_id})


@_chained
def resource_view_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    view = original(context, data_dict)
    _check_resource(context, view["resource_id"])
    return view


@_chained
def resource_view_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    _check_resource(context, tk.get_or_bust(data_dict, "id"))
    return original(context, data_dict)


@_chained
def organization_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    organization = original(context, data_dict)
    if organization["id"] not in found.portal.organization_ids:
        path = tk.url_for("organization.read", id=organization["name"]).removeprefix(_root(found))
        raise _refuse(organization["id"], path)
    return organization


@_chained
def organization_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    return _listed(original, context, data_dict, "organizations", set(_organization_names(found)))


@_chained
def group_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    counts = _counts(context, "groups")
    groups = _listed(original, context, data_dict, "groups", set(counts))
    for group in groups:
        if isinstance(group, dict):
            group["package_count"] = counts.get(group["name"], 0)
    return groups


def _listed(original: Original, context: Context, data_dict: DataDict, key: str, names: set[str]) -> list[Any]:
    """Ask core for no other names than these; core takes an empty choice for no choice at all."""
    asked = tk.aslist(data_dict.get(key) or [], sep=",")
    kept = sorted(names.intersection(asked) if asked else names)
    if not kept:
        tk.check_access("organization_list" if key == "organizations" else "group_list", context, data_dict)
        return []
    return original(context, {**data_dict, key: kept})


@_chained
def organization_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    answers = original(context, {**data_dict, "limit": 1000})
    mine = [answer for answer in answers if answer["id"] in found.portal.organization_ids]
    return mine[: int(data_dict.get("limit") or 20)]


@_chained
def group_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    names = _counts(context, "groups")
    answers = original(context, {**data_dict, "limit": 1000})
    return [answer for answer in answers if answer["name"] in names][: int(data_dict.get("limit") or 20)]


def _tag_names(found: OnPortal) -> set[str]:
    query = _public_datasets(found, model.Tag.name).distinct().select_from(model.Tag)
    query = query.join(model.PackageTag, model.PackageTag.tag_id == model.Tag.id)
    query = query.join(model.Package, model.Package.id == model.PackageTag.package_id)
    return set(model.Session.scalars(query.where(model.PackageTag.state == "active")))


@_chained
def tag_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    names = _tag_names(found)
    return [tag for tag in original(context, data_dict) if (tag["name"] if isinstance(tag, dict) else tag) in names]


@_chained
def tag_search(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    names = _tag_names(found)
    mine = [tag for tag in original(context, _unlimited(data_dict))["results"] if tag["name"] in names]
    return {"count": len(mine), "results": _slice(mine, data_dict)}


@_chained
def tag_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    names = _tag_names(found)
    return _slice([tag for tag in original(context, _unlimited(data_dict)) if tag in names], data_dict)


@_chained
def format_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    formats = {name.lower() for name in _counts(context, "res_format")}
    answers = original(context, {**data_dict, "limit": 1000})
    return [answer for answer in answers if answer in formats][: int(data_dict.get("limit") or 5)]


ACTIONS = {
    action.__name__: action
    for action in (
        format_autocomplete, group_autocomplete, group_list, organization_autocomplete, organization_list,
        organization_show, package_autocomplete, package_list, package_show, resource_search, resource_view_list,
        resource_view_show, tag_autocomplete, tag_list, tag_search,
    )
}
