"""The lists of portals to edit: an organisation's, and for the platform's administrators all of them."""
from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.authz as authz
import ckan.plugins.toolkit as tk

from ckanext.mutualisation import rights
from ckanext.mutualisation.portal.editor.overview import rows
from ckanext.mutualisation.portal.editor.words import STATE_NAMES

__all__ = ["mutualisation_editor_lists"]

mutualisation_editor_lists = Blueprint("mutualisation_editor_lists", __name__)


@mutualisation_editor_lists.get("/organization/portal/<id>")
def of_organization(id: str) -> str:
    """List the portals of an organisation, for those who may edit them."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        organization = tk.get_action("organization_show")(context, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Organization not found"))
    if not rights.may_act(tk.current_user.name, organization["id"], "portal"):
        return tk.abort(403, tk._("Only those who may edit this organisation’s portal may do this."))
    page = {
        "group_dict": organization,
        "group_type": "organization",
        "rows": rows(tk.h.lang(), organization["id"]),
        "state_names": STATE_NAMES,
    }
    return tk.render("mutualisation/portal/editor/organization.html", page)


@mutualisation_editor_lists.get("/ckan-admin/portals")
def of_platform() -> str:
    """List every portal, for the platform's administrators."""
    if not authz.is_sysadmin(tk.current_user.name):
        return tk.abort(403, tk._("Need to be system administrator to administer"))
    page = {"rows": rows(tk.h.lang()), "state_names": STATE_NAMES}
    return tk.render("mutualisation/portal/editor/platform.html", page)
