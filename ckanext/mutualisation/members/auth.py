"""Who may do what with members and duties."""
from __future__ import annotations

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "mutualisation_duty_check",
    "mutualisation_duty_create",
    "mutualisation_duty_delete",
    "mutualisation_duty_list",
    "mutualisation_member_list",
    "mutualisation_member_show",
]


@tk.auth_allow_anonymous_access
def mutualisation_member_show(context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN lets one see the organisation."""
    return authz.is_authorized("organization_show", context, data_dict)


@tk.auth_allow_anonymous_access
def mutualisation_member_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN lets one see the organisations."""
    return authz.is_authorized("organization_list", context, data_dict)


def mutualisation_duty_create(context: Context, data_dict: DataDict) -> AuthResult:
    """The member's administrators, and sysadmins."""
    return _administrators(context, data_dict)


def mutualisation_duty_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """The member's administrators, and sysadmins."""
    return _administrators(context, data_dict)


def mutualisation_duty_list(context: Context, data_dict: DataDict) -> AuthResult:
    """A member's administrators for that member, each user for their own duties, and sysadmins."""
    return {"success": True} if _own(context, data_dict) else _administrators(context, data_dict)


def mutualisation_duty_check(context: Context, data_dict: DataDict) -> AuthResult:
    """A member's administrators for that member, each user for their own duties, and sysadmins."""
    return {"success": True} if _own(context, data_dict) else _administrators(context, data_dict)


def _administrators(context: Context, data_dict: DataDict) -> AuthResult:
    organization = model.Group.get(data_dict.get("organization_id"))
    if (
        organization is not None
        and organization.state == "active"
        and authz.has_user_permission_for_group_or_org(organization.id, context.get("user"), "admin")
    ):
        return {"success": True}
    return {"success": False, "msg": tk._("Only the administrators of this organisation may do this.")}


def _own(context: Context, data_dict: DataDict) -> bool:
    return bool(data_dict.get("user")) and data_dict["user"] == context.get("user")
