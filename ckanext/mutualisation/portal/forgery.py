"""Calls of the portals' writing actions that another site makes a logged-in browser send.

CKAN 2.12 ends a view's CSRF protection, for everybody in that process, once the view was asked for without a session;
all actions have one view, which anybody calls. A call with a session must bring the session's token all the same, as
CKAN means it to; an API token is proof enough.
"""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

import flask

__all__ = ["install"]


def install(app: Any, actions: Collection[str]) -> None:
    """Register on CKAN's Flask application that these actions are protected."""
    protected = frozenset(actions)

    def refuse_forged_call() -> None:
        request = flask.request
        if request.endpoint != "api.action" or (request.view_args or {}).get("logic_function") not in protected:
            return
        # CKAN sets it, under this name, for an API token and for nobody at all.
        if not flask.g.get("login_via_auth_header"):
            flask.current_app.extensions["csrf"].protect()

    app.before_request(refuse_forged_call)
