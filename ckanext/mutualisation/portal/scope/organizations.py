"""Organisations, groups and who belongs to them, on a portal."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal.scope.chain import Original, asked_by_name, chained, refuse
from ckanext.mutualisation.portal.scope.rows import narrowed, public_datasets
from ckanext.mutualisation.portal.scope.search import count_by

__all__ = [
    "ACTIONS",
    "group_autocomplete",
    "group_list",
    "group_show",
    "member_list",
    "organization_autocomplete",
    "organization_list",
    "organization_show",
]

ACTIONS = tuple(name for name in __all__ if name != "ACTIONS")


@asked_by_name
def organization_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    # Core would search to count what is then counted anew here; it must when it is to bring the datasets as well.
    counted = tk.asbool(data_dict.get("include_dataset_count", True))
    brings = tk.asbool(data_dict.get("include_datasets", False))
    organization = original(context, data_dict if brings else {**data_dict, "include_dataset_count": False})
    if organization["id"] not in found.portal.visible_ids:
        raise refuse(found, organization["id"], tk.url_for("organization.read", id=organization["name"]))
    if counted or brings:
        _count([organization], count_by(context, "organization"))
    return organization


@chained
def organization_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    query = sa.select(model.Group.name).where(model.Group.id.in_(found.portal.visible_ids))
    organizations = _listed(original, context, data_dict, "organizations", set(model.Session.scalars(query)))
    if any(isinstance(each, dict) and "package_count" in each for each in organizations):
        _count(organizations, count_by(context, "organization"))
    return organizations


@chained
def organization_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    with narrowed(model.Group, model.Group.id.in_(found.portal.visible_ids)):
        return original(context, data_dict)


@asked_by_name
def group_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    # A group is the platform's, and so are the users who keep it.
    return original(context, {**data_dict, "include_users": False})


@chained
def group_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    counts = count_by(context, "groups")
    groups = _listed(original, context, data_dict, "groups", set(counts))
    if any(isinstance(each, dict) for each in groups):
        _count(groups, counts)
    return groups


def _count(groups: list[dict[str, Any]], counts: dict[str, int]) -> None:
    """Say how many datasets the portal shows of each; core counts harvest sources and other members' data too."""
    for group in groups:
        group["package_count"] = counts.get(group["name"], 0)


def _listed(original: Original, context: Context, data_dict: DataDict, key: str, names: set[str]) -> list[Any]:
    """Ask core for no other names than these; core takes an empty choice for no choice at all."""
    asked = tk.aslist(data_dict.get(key) or [], sep=",")
    kept = sorted(names.intersection(asked) if asked else names)
    if not kept:
        tk.check_access("organization_list" if key == "organizations" else "group_list", context, data_dict)
        return []
    return original(context, {**data_dict, key: kept})


@chained
def group_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    of_datasets = sa.select(model.Member.group_id).where(
        model.Member.table_id.in_(public_datasets(found, model.Package.id)), model.Member.state == "active"
    )
    with narrowed(model.Group, model.Group.id.in_(of_datasets)):
        return original(context, data_dict)


@asked_by_name
def member_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    group = model.Group.get(tk.get_or_bust(data_dict, "id"))
    ours = sa.and_(
        model.Member.table_name == "package", model.Member.table_id.in_(public_datasets(found, model.Package.id))
    )
    if group is not None and group.is_organization:
        if group.id not in found.portal.visible_ids:
            raise refuse(found, group.id, tk.url_for("organization.read", id=group.name))
        ours = sa.or_(ours, model.Member.table_name != "package")
    with narrowed(model.Member, ours):
        return original(context, data_dict)
