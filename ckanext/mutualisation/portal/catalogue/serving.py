"""How the descriptions are served: their characters named, and pages left to those who ask for pages."""
from __future__ import annotations

from typing import Any

import flask
from flask.wrappers import Response

from ckanext.dcat.utils import CONTENT_TYPES, check_access_header

from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.pages.home import home_page

__all__ = ["install", "keep_home_page"]

_BLUEPRINT = "dcat"
_CATALOGUE = "dcat.read_catalog"


def install(app: Any) -> None:
    """Register on CKAN's Flask application how descriptions are served; ``edge`` asks for the home page."""
    app.after_request(name_what_is_served)


def keep_home_page() -> Any:
    """Give a portal's home page to who asks for a page, where ckanext-dcat's content negotiation has its address."""
    request = flask.request
    if request.endpoint != _CATALOGUE or request.path != "/" or check_access_header():
        return None
    return home_page(visit.the_visit().portal)


def name_what_is_served(response: Response) -> Response:
    """Say that RDF is in UTF-8, and that an address with two answers depends on what was asked for.

    Without the first, HTTP clients read ``text/turtle`` as Latin-1, accents wrong; without the second, a shared cache
    hands RDF to a browser.
    """
    request = flask.request
    if request.blueprint != _BLUEPRINT:
        return response
    if response.mimetype in CONTENT_TYPES.values():
        response.headers["Content-Type"] = f"{response.mimetype}; charset=utf-8"
    if "_format" not in (request.view_args or {}):
        response.vary.add("Accept")
    return response
