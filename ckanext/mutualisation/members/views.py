"""The page where a member's administrator gives and withdraws duties."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.members.model import ROOMS

__all__ = ["blueprint"]

blueprint = Blueprint("mutualisation_members", __name__, url_prefix="/organization/duties")


@blueprint.get("/<id>")
def duties(id: str) -> str:
    """Show a member's duties to those who may change them."""
    return _page(_organization(id), {}, {})


@blueprint.post("/<id>")
def give(id: str) -> str | Response:
    """Give the duty that the form names."""
    current_app.extensions["csrf"].protect()
    organization = _organization(id)
    try:
        duty = tk.get_action("mutualisation_duty_create")(_context(), _asked(organization))
    except tk.ValidationError as refusal:
        return _page(organization, dict(tk.request.form), refusal.error_dict)
    tk.h.flash_success(tk._("{user} now holds this duty.").format(user=duty["user_title"]))
    return tk.redirect_to("mutualisation_members.duties", id=organization["name"])


@blueprint.post("/<id>/withdraw")
def withdraw(id: str) -> Response:
    """Withdraw the duty that the form names."""
    current_app.extensions["csrf"].protect()
    organization = _organization(id)
    try:
        tk.get_action("mutualisation_duty_delete")(_context(), _asked(organization))
    except (tk.ValidationError, tk.ObjectNotFound):
        tk.h.flash_notice(tk._("This duty had already been withdrawn."))
    else:
        tk.h.flash_success(tk._("The duty was withdrawn."))
    return tk.redirect_to("mutualisation_members.duties", id=organization["name"])


def _context() -> Any:
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}


def _asked(organization: dict[str, Any]) -> dict[str, str]:
    form = tk.request.form
    return {"user": form.get("user", ""), "room": form.get("room", ""), "organization_id": organization["id"]}


def _organization(reference: str) -> dict[str, Any]:
    """Return the organisation whose duties the visitor may change; stop here if there is none such."""
    try:
        organization = tk.get_action("organization_show")(_context(), {"id": reference})
        tk.check_access("mutualisation_duty_create", _context(), {"organization_id": organization["id"]})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only the administrators of this organisation may do this."))
    return organization


def _page(organization: dict[str, Any], data: dict[str, Any], errors: dict[str, Any]) -> str:
    held = tk.get_action("mutualisation_duty_list")(_context(), {"organization_id": organization["id"]})
    return tk.render(
        "mutualisation/members/duties.html",
        {
            "group_dict": organization,
            "group_type": "organization",
            "duties": held,
            "room_options": [{"value": room, "text": tk.h.mutualisation_room_label(room)} for room in ROOMS],
            "data": data,
            "errors": errors,
        },
    )
