"""The addresses that are a portal's own, beside CKAN's: its home, its free pages, its notices, its map's places.

They are matched during a visit only, and before CKAN's: on the common site they are whatever CKAN, or another
extension, makes of them.
"""
from __future__ import annotations

from typing import Any

import flask
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import OnPortal, Portal
from ckanext.mutualisation.portal.pages import home, notices, pages, places

__all__ = ["answer", "own_paths"]

_HOME = "home.index"
_PAGES = "/pages/"
_OWN = Map(
    [
        Rule(f"{_PAGES}<slug>", endpoint="mutualisation_pages.page"),
        Rule("/mutualisation/places.geojson", endpoint="mutualisation_pages.places"),
        *(Rule(f"/{kind}", endpoint=f"mutualisation_pages.{kind}") for kind in notices.KINDS),
    ],
    strict_slashes=False,
)


# What an address of these begins with: the others are not looked for at all.
_FIRST_NAMES = frozenset(rule.rule[1:].partition("/")[0] for rule in _OWN.iter_rules())


def own_paths(portal: Portal) -> tuple[str, ...]:
    """Return the path of every page that a portal has of its own, beside its home page: what a sitemap may list."""
    written = (f"{_PAGES}{page.slug}" for page in portal.brand.pages)
    return (*written, *(f"/{kind}" for kind in notices.linked(portal)))


def answer(found: OnPortal) -> Any:
    """Answer a request for one of these addresses; None when it is CKAN's to answer.

    :raises NotFound: for a free page that this portal does not have.
    """
    request = flask.request
    if request.endpoint == _HOME:
        return home.home_page(found.portal)
    if found.path[1:].partition("/")[0] not in _FIRST_NAMES:
        return None
    try:
        rule, values = _OWN.bind("").match(found.path, return_rule=True)
    except HTTPException:
        # Another extension's pages are the common site's: none of them shows on a portal.
        return _refuse() if found.path.startswith(_PAGES) else None
    # What is asked of the request later (its canonical address, its headers) finds a page there, not an error.
    request.url_rule, request.view_args, request.routing_exception = rule, dict(values), None
    kind = rule.endpoint.rpartition(".")[2]
    if kind == "places":
        return _geojson(places.read_places(found.portal))
    if kind == "page":
        return pages.free_page(found.portal, values["slug"]) or _refuse()
    return notices.notice(found.portal, kind)


def _refuse() -> Any:
    raise NotFound(tk._("This portal has no such page."))


def _geojson(document: dict[str, Any]) -> flask.Response:
    response = flask.jsonify(document)
    response.mimetype = "application/geo+json"
    return response
