"""What is true of the platform, read from its database: whose everything is, and what members typed."""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.portal.model import portal, redirect, version

__all__ = ["read_holdings", "without_typed"]

_package, _resource = model.package_table.c, model.resource_table.c
_group, _view = model.group_table.c, model.resource_view_table.c


def read_holdings() -> Holdings:
    """Return every dataset and organisation, in any state, and whose every file is."""
    return Holdings.of([*_organizations(), *_datasets()], dict(_resources()))


def _organizations() -> Iterable[Thing]:
    query = sa.select(_group.id, _group.name, _group.title, _group.state).where(_group.is_organization)
    for row in _read(query):
        yield Thing("organization", row.id, row.name, row.title or row.name, row.id, row.state == "active")


def _datasets() -> Iterable[Thing]:
    columns = (_package.id, _package.name, _package.title, _package.owner_org, _package.state, _package.private)
    for row in _read(sa.select(*columns, _package.type)):
        public = row.state == "active" and not row.private
        owner, listed = row.owner_org or "", row.type == "dataset"
        yield Thing("dataset", row.id, row.name, row.title or row.name, owner, public, listed)


def _resources() -> Iterable[tuple[str, str]]:
    for row in _read(sa.select(_resource.id, _resource.package_id)):
        yield row.id, row.package_id


def _read(query: sa.Select[Any]) -> Iterable[sa.Row[Any]]:
    with model.ensure_engine().connect() as connection:
        yield from connection.execute(query)


def without_typed(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stand: those whose excuse no member has typed anywhere."""
    known: dict[tuple[str, str], bool] = {}
    standing = []
    for finding in findings:
        key = finding.portal, finding.excuse
        if finding.excuse and key not in known:
            known[key] = _is_typed(finding.excuse, finding.portal)
        if not known.get(key):
            standing.append(finding)
    return standing


def _is_typed(text: str, slug: str) -> bool:
    """Tell whether a text stands in what the members wrote of their data, or in what this portal's wrote of it."""
    live = sa.and_(version.c.portal_id == portal.c.id, version.c.number == portal.c.version)
    places = [
        (_package.notes, _package.url, _package.extras),
        (_resource.url, _resource.description, _resource.extras),
        (_group.description, _group.image_url, _group.extras),
        (_view.config, _view.description),
    ]
    queries = [sa.select(sa.literal(1)).where(sa.or_(*(_holds(each, text) for each in columns))) for columns in places]
    queries.append(
        sa.select(sa.literal(1)).select_from(portal.join(version, live)).where(portal.c.slug == slug)
        .where(_holds(version.c.brand, text))
    )  # fmt: skip
    queries.append(sa.select(sa.literal(1)).where(_holds(redirect.c.target, text)))
    with model.ensure_engine().connect() as connection:
        return any(connection.execute(query.limit(1)).first() for query in queries)


def _holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds this text, and not as the beginning of a longer address."""
    escaped = re.sub(r"(\W)", r"\\\1", text, flags=re.ASCII)
    return sa.cast(column, sa.Text).op("~")(f"{escaped}(?![A-Za-z0-9/?&=%#_~-])")
