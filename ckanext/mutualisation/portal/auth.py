"""Who may do what with portals. The record was found before: each function may trust the id it is given."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.mutualisation import rights
from ckanext.mutualisation.portal import record
from ckanext.mutualisation.portal.schema import BRAND_FIELDS

__all__ = [
    "mutualisation_portal_create",
    "mutualisation_portal_delete",
    "mutualisation_portal_list",
    "mutualisation_portal_show",
    "mutualisation_portal_update",
]


def mutualisation_portal_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Sysadmins only: an address is the platform's to give."""
    return {"success": False, "msg": tk._("Only an administrator of the platform may create a portal")}


def mutualisation_portal_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Sysadmins only."""
    return {"success": False, "msg": tk._("Only an administrator of the platform may delete a portal")}


def mutualisation_portal_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may act for one of its organisations change what it shows of them; sysadmins the rest too."""
    if not _may_act(context, data_dict):
        return {"success": False, "msg": tk._("You may not change this portal")}
    beyond = set(data_dict) - BRAND_FIELDS - {"id"}
    if beyond:
        message = tk._("Only an administrator of the platform may change: {fields}")
        return {"success": False, "msg": message.format(fields=", ".join(sorted(beyond)))}
    return {"success": True}


@tk.auth_allow_anonymous_access
def mutualisation_portal_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody for a published portal, else those who may change it."""
    row = record.find(str(data_dict["id"]))
    if row is not None and (row.state == "published" or _may_act(context, data_dict)):
        return {"success": True}
    return {"success": False, "msg": tk._("This portal is not published")}


@tk.auth_allow_anonymous_access
def mutualisation_portal_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; the action leaves out what the reader may not see."""
    return {"success": True}


def _may_act(context: Context, data_dict: DataDict) -> bool:
    row = record.find(str(data_dict["id"]))
    if row is None:
        return False
    return any(rights.may_act(context.get("user"), each, "portal") for each in record.organization_ids(row.id))
