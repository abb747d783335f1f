"""What a browser is told that a portal's page may do: the least that CKAN's own pages and views need.

Scripts come from the portal itself, never from the page's text, so that nothing a member types can run even if a
template failed to escape it. A view that needs another policy sets the header itself; it is then left alone.
"""
from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import flask
from flask.wrappers import Response

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import config, visit

__all__ = ["decide", "page_policy", "protected"]

_POLICY = "Content-Security-Policy"
_POLICY_KEY = "mutualisation.portal_policy"
_INLINE = "'unsafe-inline'"
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    # The origin, not less: map and statistics servers refuse requests that do not say where they come from.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# A file that a member uploaded, or a feed with its words in it, must not run as a page of the portal.
_INERT = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
_CAN_RUN = ("html", "xml", "svg")
_FRAMEABLE = "frame-ancestors 'self'"


def decide(response: Response) -> None:
    """Decide the policy of an answer, while Flask still knows what it is; :func:`protected` adds it."""
    flask.request.environ[_POLICY_KEY] = _policy_of(visit.the_visit(), response)


def protected(environ: Mapping[str, Any], headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers with those of :func:`decide`, except what the view has set itself."""
    if _POLICY_KEY not in environ:
        return headers
    said = {name.lower() for name, _ in headers}
    wanted = (*_HEADERS, (_POLICY, environ[_POLICY_KEY]))
    return headers + [(name, value) for name, value in wanted if name.lower() not in said]


def _policy_of(found: OnPortal, response: Response) -> str:
    endpoint = (flask.request.endpoint or "").rsplit(".", 1)[-1]
    downloaded = endpoint == "download" and response.status_code < 300
    is_file = downloaded or response.direct_passthrough or response.is_streamed
    mimetype = response.mimetype or ""
    if mimetype == "text/html" and not is_file:
        # CKAN hands a view's data over in a script in the text of its frame; the frame may stand in others' pages,
        # for which CKAN's button “Embed” gives the code.
        shown_in_frame = flask.request.blueprint is not None and flask.request.blueprint.endswith("resource")
        return page_policy(found, frame=shown_in_frame and endpoint == "view")
    return _INERT if any(kind in mimetype for kind in _CAN_RUN) else _FRAMEABLE


def page_policy(found: OnPortal, *, frame: bool = False, framed_by: str = "'self'") -> str:
    """Return the Content-Security-Policy of a page of this portal.

    :param frame: a resource view shown by itself: its inline scripts run, and any page may hold it.
    :param framed_by: which pages may hold this one in a frame, as sources of ``frame-ancestors``.
    """
    analytics = getattr(found.portal.brand, "analytics", None)
    sources = (*config.trusted_sources(), *([_origin_of(analytics.url)] if analytics else ()))
    return _composed(sources, found.origin.scheme == "https", frame, "*" if frame else framed_by)


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@functools.lru_cache(maxsize=4096)
def _composed(trusted: Iterable[str], secure: bool, frame: bool, framed_by: str) -> str:
    others = "".join(f" {source}" for source in trusted)
    # Descriptions, logos and resources hold pictures, sound and films from anywhere: they show, they cannot run.
    anywhere = "'self' data: https:" if secure else "'self' data: https: http:"
    directives = [
        "default-src 'self'",
        f"script-src 'self'{' ' + _INLINE if frame else ''}{others}",
        # Browsers that know no style-src-elem need style-src; the others refuse style sheets in the page's text.
        f"style-src 'self' {_INLINE}{others}",
        f"style-src-elem 'self'{' ' + _INLINE if frame else ''}{others}",
        f"style-src-attr {_INLINE}",
        f"img-src {anywhere}",
        f"media-src {anywhere}",
        f"font-src 'self' data:{others}",
        f"connect-src 'self'{others}",
        f"frame-src 'self'{others}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {framed_by}",
    ]
    return "; ".join(directives + (["upgrade-insecure-requests"] if secure else []))
