"""What a portal answers at all. Everything else is left to the common site, whose address is given."""
from __future__ import annotations

from typing import Any

import flask

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.scope.inventory import ACTIONS, PAGES, Answer
from ckanext.mutualisation.portal.scope.scoped import SCOPED

__all__ = ["offers_action", "offers_page", "refuse_entry"]


def offers_action(name: str) -> bool:
    """Tell whether a portal answers this reading action."""
    if name in SCOPED or ACTIONS.get(name, Answer.COMMON_SITE) is not Answer.COMMON_SITE:
        return True
    return name in config.also_offered()


def offers_page(endpoint: str) -> bool:
    """Tell whether a portal answers this endpoint."""
    blueprint = endpoint.rpartition(".")[0]
    if PAGES.get(endpoint, PAGES.get(blueprint, Answer.COMMON_SITE)) is not Answer.COMMON_SITE:
        return True
    return bool({blueprint, endpoint} & config.also_offered())


def refuse_entry() -> Any:
    """Answer a request for what is not offered here: None when it is, else the way to the common site."""
    request = flask.request
    if request.endpoint is None:
        return None
    if request.endpoint == "api.action":
        return _refuse_action((request.view_args or {}).get("logic_function", ""))
    if offers_page(request.endpoint):
        return None
    address = visit.common_site_address(request.path)
    if request.blueprint == "api":
        return _not_found(address)
    flask.g.mutualisation_leaves_portal = True
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return flask.redirect(address + query)


def _refuse_action(name: str) -> Any:
    if offers_action(name):
        return None
    try:
        action = tk.get_action(name)
    except KeyError:
        return None  # CKAN's own answer names the mistake.
    if not getattr(action, "side_effect_free", False):
        return None
    return _not_found(visit.common_site_address(flask.request.path))


def _not_found(address: str) -> Any:
    message = tk._("A portal does not answer this. The common site does: {address}").format(address=address)
    response = flask.jsonify({"success": False, "error": {"__type": "Not Found Error", "message": message}})
    response.status_code = 404
    return response
