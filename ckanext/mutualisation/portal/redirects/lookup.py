"""Where an address that has no page on a portal has gone, as the member's table tells."""
from __future__ import annotations

from typing import Any

import flask
import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.address import OnPortal, address
from ckanext.mutualisation.core.redirects import Asked, MalformedRedirect, Row, Rule, Target, first_match
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import portal, redirect
from ckanext.mutualisation.portal.redirects import table
from ckanext.mutualisation.portal.redirects.hits import hits

__all__ = ["redirected"]

_READING = frozenset({"GET", "HEAD"})


def redirected(found: OnPortal) -> str | None:
    """Return the absolute address that took the place of the page asked for, and count it; None if there is none.

    One query, only for an address that CKAN answers with 404. The action API's own 404 is left to its caller.
    """
    request = flask.request
    if request.method not in _READING or request.endpoint == "api.action":
        return None
    query = request.query_string.decode("latin-1")
    asked = Asked.of(request.path, query)
    if asked is None:
        return None
    slug = found.portal.slug
    rows = {row.source: row for row in _candidates(slug, asked)}
    matched = first_match(_rules(slug, rows), asked)
    if matched is None:
        return None
    rule, captured = matched
    target = _address(found, rule.target, rule.target.path(captured, query))
    if target is not None:
        hits.note(rows[str(rule.source)].portal_id, str(rule.source))
    return target


def _candidates(slug: str, asked: Asked) -> list[Any]:
    possible = [redirect.c.source == asked.key, redirect.c.source.contains("*"), redirect.c.source.contains("/:")]
    if asked.query:
        possible.append(redirect.c.source.startswith(f"{asked.key}?", autoescape=True))
    query = sa.select(redirect).join(portal, portal.c.id == redirect.c.portal_id)
    query = query.where(portal.c.slug == slug, sa.or_(*possible)).order_by(redirect.c.position, redirect.c.source)
    return list(model.Session.execute(query))


def _rules(slug: str, rows: dict[str, Any]) -> list[Rule]:
    rules = []
    for row in rows.values():
        try:
            rules.append(table.parsed(slug, Row(0, row.source, row.target)))
        except MalformedRedirect:  # Its target was a site of the platform, and is no longer.
            continue
    return rules


def _address(found: OnPortal, target: Target, path: str) -> str | None:
    """Return the whole address; its origin comes from the registry or ckan.site_url, never from the row."""
    common = config.common_address()
    locale = target.locale or found.locale
    inside = f"/{locale}{path}" if locale else path
    if target.host is None:
        return f"{visit.base_address(found)}{inside}"
    other = live.current().by_host.get(target.host)
    if other is None:
        return f"{common.origin}{common.root}{inside}"
    return address(other, common, path, locale) if other.state == "published" else None
