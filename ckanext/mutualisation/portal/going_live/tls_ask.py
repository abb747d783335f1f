"""What a proxy asks before it requests a certificate for a name."""
from __future__ import annotations

from urllib.parse import parse_qs

from ckanext.mutualisation.core.address import Registry
from ckanext.mutualisation.core.host import MalformedHost, normalise_host

__all__ = ["PATH", "may_have_certificate"]

PATH = "/mutualisation/tls-ask"


def may_have_certificate(registry: Registry, query: str) -> bool:
    """Tell whether a portal has the host ``domain`` of this query, published or about to be.

    Caddy asks so for its on-demand TLS: else anybody could point names here and use up the authority's quota. Answered
    before Flask: CKAN runs SQL for each request that reaches it, and this one may come as often as strangers like.
    """
    try:
        name = normalise_host(parse_qs(query[:1000]).get("domain", [""])[0])
    except MalformedHost:
        return False
    portal = registry.by_host.get(name)
    return portal is not None and portal.state != "closed"
