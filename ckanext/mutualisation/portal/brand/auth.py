"""Who may see and change brands: those who may act for one of the portal's organisations, and sysadmins."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.mutualisation import rights
from ckanext.mutualisation.portal import record

__all__ = [
    "mutualisation_brand_discard",
    "mutualisation_brand_publish",
    "mutualisation_brand_restore",
    "mutualisation_brand_show",
    "mutualisation_brand_update",
    "mutualisation_brand_version_list",
]


@tk.auth_allow_anonymous_access
def mutualisation_brand_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody sees what visitors see of a published portal; drafts and former versions are its authors'."""
    row = record.find(str(data_dict["id"]))
    former = str(data_dict.get("number") or "") not in ("", str(row.version if row else ""))
    if row is not None and row.state == "published" and not data_dict.get("draft") and not former:
        return {"success": True}
    return _authors_only(context, data_dict)


def mutualisation_brand_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its authors."""
    return _authors_only(context, data_dict)


def mutualisation_brand_publish(context: Context, data_dict: DataDict) -> AuthResult:
    """Its authors."""
    return _authors_only(context, data_dict)


def mutualisation_brand_discard(context: Context, data_dict: DataDict) -> AuthResult:
    """Its authors."""
    return _authors_only(context, data_dict)


def mutualisation_brand_restore(context: Context, data_dict: DataDict) -> AuthResult:
    """Its authors."""
    return _authors_only(context, data_dict)


def mutualisation_brand_version_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Its authors."""
    return _authors_only(context, data_dict)


def _authors_only(context: Context, data_dict: DataDict) -> AuthResult:
    row = record.find(str(data_dict["id"]))
    ids = record.organization_ids(row.id) if row is not None else []
    if any(rights.may_act(context.get("user"), each, "portal") for each in ids):
        return {"success": True}
    return {"success": False, "msg": tk._("You may not change this portal")}
