"""Tables of the DataStore on a portal.

This is visibility, not secrecy: the common site answers for the same tables.
"""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.datastore.backend import DatastoreBackend

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal.scope.chain import Original, asked_by_name, refuse

__all__ = ["ACTIONS", "datastore_info", "datastore_search"]

ACTIONS = tuple(name for name in __all__ if name != "ACTIONS")


@asked_by_name
def datastore_search(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    _check_table(found, data_dict.get("resource_id") or data_dict.get("id"))
    return original(context, data_dict)


@asked_by_name
def datastore_info(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    _check_table(found, data_dict.get("resource_id") or data_dict.get("id"))
    return original(context, data_dict)


def _check_table(found: OnPortal, resource_id: Any) -> None:
    """Let pass a table of one of the portal's public resources. The list of all tables is nobody's resource."""
    if not isinstance(resource_id, str):
        return  # CKAN's own answer names the mistake.
    owner = _owner(resource_id)
    if owner is None:
        known, real_id = DatastoreBackend.get_active_backend().resource_id_from_alias(resource_id)
        owner = _owner(real_id) if known and real_id else None
    if owner is None:
        raise tk.ObjectNotFound()
    if owner.owner_org not in found.portal.visible_ids:
        raise refuse(found, owner.owner_org, tk.url_for("dataset.read", id=owner.name))


def _owner(resource_id: str) -> Any:
    query = (
        sa.select(model.Package.owner_org, model.Package.name)
        .join(model.Resource, model.Resource.package_id == model.Package.id)
        .where(model.Resource.id == resource_id, model.Resource.state == "active")
        .where(model.Package.state == "active", model.Package.private.is_(False))
    )
    return model.Session.execute(query).one_or_none()
