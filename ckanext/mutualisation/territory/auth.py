"""Who may see how a resource is looked at, and who may make it ready."""
from __future__ import annotations

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["mutualisation_display_show", "mutualisation_display_update"]


@tk.auth_allow_anonymous_access
def mutualisation_display_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the resource."""
    return authz.is_authorized("resource_show", context, data_dict)


def mutualisation_display_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    return authz.is_authorized("resource_update", context, data_dict)
