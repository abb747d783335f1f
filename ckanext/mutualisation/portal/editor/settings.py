"""The page where the platform's administrators set what is theirs to give: addresses, organisations, state, scope."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.authz as authz
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.editor.desk import act, open_desk
from ckanext.mutualisation.portal.editor.words import STATE_NAMES

__all__ = ["mutualisation_editor_settings"]

mutualisation_editor_settings = Blueprint("mutualisation_editor_settings", __name__, url_prefix="/portal")

_INCLUDE = ("below", "above")


@mutualisation_editor_settings.get("/settings/<slug>")
def settings(slug: str) -> str:
    """Show the settings of a portal."""
    portal = _for_sysadmins(slug)
    organizations = ",".join(each["name"] for each in portal["organizations"])
    data = {**portal, "hosts": "\n".join(portal["hosts"]), "organizations": organizations}
    return _page(portal, data, {})


@mutualisation_editor_settings.post("/settings/<slug>")
def change_settings(slug: str) -> str | Response:
    """Change them, at once and for every visitor."""
    flask.current_app.extensions["csrf"].protect()
    portal = _for_sysadmins(slug)
    form = tk.request.form
    typed = {
        "hosts": form.get("hosts", ""),
        "organizations": form.get("organizations", ""),
        "state": form.get("state", ""),
        "include": [name for name in _INCLUDE if form.get(f"include_{name}") == "yes"],
    }
    asked = {**typed, **{name: _words(typed[name]) for name in ("hosts", "organizations")}}
    try:
        act("portal_update", id=slug, **asked)
    except tk.ValidationError as error:
        return _page(portal, typed, error.error_dict)
    tk.h.flash_success(tk._("The settings are changed."))
    return tk.redirect_to("mutualisation_editor_settings.settings", slug=slug)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


def _for_sysadmins(slug: str) -> Mapping[str, Any]:
    portal = open_desk(slug).portal
    if not authz.is_sysadmin(tk.current_user.name):
        return tk.abort(403, tk._("Need to be system administrator to administer"))
    return portal


def _page(portal: Mapping[str, Any], data: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    page = {"portal": portal, "data": data, "errors": errors, "state_names": STATE_NAMES}
    return tk.render("mutualisation/portal/editor/settings.html", page)
