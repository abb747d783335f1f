"""The endpoint that a proxy asks before it requests a certificate for a name."""
from __future__ import annotations

import flask

from ckanext.mutualisation.core.host import MalformedHost, normalise_host
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.live import live

__all__ = ["mutualisation_tls"]

mutualisation_tls = flask.Blueprint("mutualisation_tls", __name__)


@mutualisation_tls.route("/mutualisation/tls-ask")
def tls_ask() -> flask.Response:
    """Answer 200 if a portal has the host ``domain``, published or about to be, else 404; from memory alone.

    Caddy asks so for its on-demand TLS: else anybody could point names here and use up the authority's quota.
    """
    try:
        name = normalise_host(flask.request.args.get("domain", ""))
    except MalformedHost:
        return _answer(False)
    portal = live.current().by_host.get(name)
    if portal is None or portal.state == "closed" or visit.current_visit() is not None:
        return _answer(False)
    return _answer(True)


def _answer(ours: bool) -> flask.Response:
    return flask.Response("yes\n" if ours else "no\n", 200 if ours else 404, mimetype="text/plain")
