"""Who may read and change a portal's redirections: those who may change the portal."""
from __future__ import annotations

import ckan.authz as authz
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "mutualisation_redirect_create",
    "mutualisation_redirect_delete",
    "mutualisation_redirect_import",
    "mutualisation_redirect_list",
]


def mutualisation_redirect_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may change the portal."""
    return _as_the_portal(context, data_dict)


def mutualisation_redirect_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may change the portal."""
    return _as_the_portal(context, data_dict)


def mutualisation_redirect_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may change the portal."""
    return _as_the_portal(context, data_dict)


def mutualisation_redirect_import(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may change the portal."""
    return _as_the_portal(context, data_dict)


def _as_the_portal(context: Context, data_dict: DataDict) -> AuthResult:
    return authz.is_authorized("mutualisation_portal_update", context, {"id": data_dict["id"]})
