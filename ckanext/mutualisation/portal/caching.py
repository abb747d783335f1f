"""What browsers and proxies may keep of a portal's answers: for how long, and by which mark a copy is known as good.

Every visitor of a portal is anonymous and gets the same bytes, so its answers are public. Two places work on them:
:func:`validate` while Flask still knows what the answer is, :func:`final_headers` once nothing else will touch them
(CKAN writes its own ``Cache-Control`` after every plugin, and the session its ``Vary`` and its cookie after CKAN).
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import MutableMapping
from typing import Any

import flask
from flask.wrappers import Response
from werkzeug.http import quote_etag

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.visit import CACHE_CONTROL_KEY

__all__ = ["FOR_EVER", "MOVED", "UNKEPT", "final_headers", "lifetime", "validate"]

FOR_EVER = "public, max-age=31536000, immutable"
UNKEPT = "no-store"
MOVED = "public, max-age=3600"
"""For a 301 of ours. Without a limit a browser keeps it for ever, and an address may come back to its former use."""

_REFUSED_SECONDS = 10
_THEME_SECONDS = 3600
_FILES_OF_THE_THEME = frozenset({"static", "webassets.index"})
_VERSIONED_FILE = re.compile(r"/[0-9a-f]{8}_[^/]+$")
_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE"})
_RANDOM_NODES = re.compile(rb'<script type="application/ld\+json">.*?</script>', re.DOTALL)
_BLANK_NODE = re.compile(rb"_:N[0-9a-f]{32}")
_FEED_DATE = re.compile(rb"\A(<\?xml[^>]*\?>\s*<feed\b.{,4000}?)<updated>[^<]*</updated>", re.DOTALL)
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, PUT, GET, DELETE, OPTIONS",
}


def lifetime(method: str, status: int, seconds: int) -> str:
    """Return the ``Cache-Control`` of an answer that anybody may see.

    What is found or moved is kept for ``seconds``, and as long again while a fresh copy is fetched behind it: what a
    member withdraws is gone from every cache after twice that time. What is missing is kept for 10 s at most, so that
    what a member has just published appears; another refusal, an error or an answer to a POST is never kept.

    >>> lifetime("GET", 200, 60)
    'public, max-age=60, stale-while-revalidate=60'
    >>> lifetime("GET", 404, 60)
    'public, max-age=10'
    >>> lifetime("POST", 200, 60)
    'no-store'
    """
    if method not in ("GET", "HEAD"):
        return UNKEPT
    if status in (404, 410):
        return f"public, max-age={min(seconds, _REFUSED_SECONDS)}"
    if status >= 400:
        return UNKEPT
    return f"public, max-age={seconds}, stale-while-revalidate={seconds}" if seconds else "public, no-cache"


def validate(response: Response) -> Response:
    """Decide how long this answer is kept, mark it by a hash of what it says, and answer 304 to who has the same.

    A view's own ``Cache-Control`` stands if it says how long, or that nothing may be kept; but what can change is never
    kept longer than the operator says. Its own ETag stands. What is streamed has no hash: it would have to be held in
    memory. Composed pages have no ``Last-Modified``, since no single date covers the dataset, the organisation, the
    brand and the words on them; files have their own.
    """
    request = flask.request
    said = {name.lower() for name, _ in response.headers}  # Headers search from the start each time they are asked.
    own = _own(response) if "cache-control" in said else None
    request.environ.setdefault(CACHE_CONTROL_KEY, own or _usual(request, response))
    _open_to_other_origins(response)
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if response.direct_passthrough:
        return response
    if not response.is_streamed and "etag" not in said:
        response.headers.add("ETag", quote_etag(*_mark(response.get_data())))
    if _CONDITIONS & request.environ.keys():
        response.make_conditional(request)
    return response


def _mark(body: bytes) -> tuple[str, bool]:
    """Return the value of the ETag, and whether it is weak: equal for bodies that differ but say the same.

    ckanext-dcat names the blank nodes of its JSON-LD, and orders them, at random; CKAN dates a feed when it renders it.
    """
    said = body
    if body.startswith(b"<?xml"):
        said = _FEED_DATE.sub(rb"\1", body)
    elif not body.startswith(b"{") and b"application/ld+json" in body:
        said = _RANDOM_NODES.sub(_in_order, body)
    return hashlib.sha1(said, usedforsecurity=False).hexdigest(), said != body


def _in_order(block: re.Match[bytes]) -> bytes:
    return b"\n".join(sorted(_BLANK_NODE.sub(b"_:", block[0]).replace(b",\n", b"\n").splitlines()))


def _own(response: Response) -> str | None:
    """Return what a view says itself, unless it would keep longer than the operator wants what can change."""
    kept = response.cache_control
    if kept.no_store or kept.private:
        return str(kept)
    if kept.max_age is None or (kept.max_age > config.cache_seconds() and not kept.immutable):
        return None
    return str(kept)


def _usual(request: flask.Request, response: Response) -> str:
    seconds = config.cache_seconds()
    if request.endpoint in _FILES_OF_THE_THEME and response.status_code < 400:
        if _VERSIONED_FILE.search(request.path):
            return FOR_EVER
        seconds = seconds and max(seconds, _THEME_SECONDS)
    return lifetime(request.method, response.status_code, seconds)


def _open_to_other_origins(response: Response) -> None:
    """Say who may read this from another site, whether or not this request asks.

    CKAN says so only to a request that has an Origin, and a copy kept from one without would then lock others out.
    """
    if tk.config["ckan.cors.origin_allow_all"]:
        response.headers.update(_CORS)
        response.headers["Access-Control-Allow-Headers"] = f"{tk.config['apitoken_header_name']}, Content-Type"
    elif tk.config["ckan.cors.origin_whitelist"]:
        response.vary.add("Origin")


def final_headers(environ: MutableMapping[str, Any], headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of an answer without cookie, without the trace of one, and with the decided lifetime.

    An answer that did not pass through :func:`validate` is not kept.
    """
    kept: list[tuple[str, str]] = []
    varies: dict[str, None] = {}
    for name, value in headers:
        lower = name.lower()
        if lower == "vary":
            varies.update(dict.fromkeys(field.strip() for field in value.split(",")))
        elif lower not in ("set-cookie", "cache-control"):
            kept.append((name, value))
    if fields := [field for field in varies if field and field.lower() != "cookie"]:
        kept.append(("Vary", ", ".join(fields)))
    kept.append(("Cache-Control", environ.get(CACHE_CONTROL_KEY, UNKEPT)))
    return kept
