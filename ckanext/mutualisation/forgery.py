"""Calls of our writing actions that another site makes a logged-in browser send.

CKAN 2.12 ends a view's CSRF protection, for everybody in that process, once the view was asked for without a session;
all actions have one view, which anybody calls. A call with a session must bring the session's token all the same, as
CKAN means it to; an API token is proof enough.
"""
from __future__ import annotations

from typing import Any

import flask

import ckan.plugins.toolkit as tk

__all__ = ["install"]

_OURS = "mutualisation_"


def install(app: Any) -> None:
    """Register on CKAN's Flask application that the writing actions of every room are protected."""
    app.before_request(refuse_forged_call)


def refuse_forged_call() -> None:
    """Stop a browser's call of a writing action that does not bring its session's token."""
    request = flask.request
    name = (request.view_args or {}).get("logic_function", "")
    if request.endpoint != "api.action" or not name.startswith(_OURS) or not _writes(name):
        return
    # CKAN sets it, under this name, for an API token and for nobody at all.
    if not flask.g.get("login_via_auth_header"):
        flask.current_app.extensions["csrf"].protect()


def _writes(name: str) -> bool:
    try:
        return not getattr(tk.get_action(name), "side_effect_free", False)
    except KeyError:
        return False  # There is no such action, and CKAN says so.
