"""The files that a portal's pages need: its colours and its logo."""
from __future__ import annotations

from typing import Any

import flask
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.model import file
from ckanext.mutualisation.portal.pages.colours import read_roles, stylesheet
from ckanext.mutualisation.portal.visit import CACHE_CONTROL_KEY

__all__ = ["mutualisation_portal"]

mutualisation_portal = flask.Blueprint("mutualisation_portal", __name__, url_prefix="/mutualisation")

_FOR_A_YEAR = "public, max-age=31536000, immutable"


@mutualisation_portal.route("/colours-<written>.css")
def colours(written: str) -> Any:
    """Serve a portal's colours as CSS variables. The address holds them: it is kept for ever, and asks no database."""
    try:
        chosen = read_roles(written)
    except ValueError:
        return tk.abort(404)
    response = flask.Response(stylesheet(chosen), mimetype="text/css")
    return _kept(response)


@mutualisation_portal.route("/logo/<sha256>.<extension>")
def logo(sha256: str, extension: str) -> Any:
    """Serve a stored logo. Nothing in it can run, even when it is opened by itself."""
    row = model.Session.execute(sa.select(file).where(file.c.sha256 == sha256)).one_or_none()
    if row is None:
        return tk.abort(404)
    response = flask.Response(row.content, mimetype=row.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(sha256)
    return _kept(response).make_conditional(flask.request)


def _kept(response: flask.Response) -> flask.Response:
    response.headers["Cache-Control"] = _FOR_A_YEAR
    # CKAN's own after_request replaces the header; the middleware puts this one back.
    flask.request.environ[CACHE_CONTROL_KEY] = _FOR_A_YEAR
    return response
