"""What is true of the platform, read from its database: whose everything is, and what members typed."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.portal.model import portal, redirect, version

__all__ = ["read_holdings", "without_typed"]

_AT_ONCE = 50
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
    found = list(findings)
    typed: set[tuple[str, str]] = set()
    for slug in {finding.portal for finding in found}:
        excuses = sorted({finding.excuse for finding in found if finding.portal == slug and finding.excuse})
        for start in range(0, len(excuses), _AT_ONCE):
            typed.update((slug, text) for text in _typed(excuses[start : start + _AT_ONCE], slug))
    return [finding for finding in found if (finding.portal, finding.excuse) not in typed]


def _typed(texts: list[str], slug: str) -> Iterator[str]:
    """Yield those of the texts that stand in what members wrote of their data, or in what this portal's wrote of it.

    An address stands there whole, not as the beginning of a longer one.
    """
    wholes = {text: re.compile(f"{re.escape(text)}(?![A-Za-z0-9/?&=%#_~-])") for text in texts}
    for query in _written(slug):
        (column,) = query.selected_columns
        for (written,) in _read(query.where(sa.or_(*(column.contains(text, autoescape=True) for text in texts)))):
            found = [text for text, whole in wholes.items() if whole.search(written)]
            yield from found
            for text in found:
                del wholes[text]


def _written(slug: str) -> list[sa.Select[Any]]:
    """Return the queries for all that members typed, each of one text."""
    live = sa.and_(version.c.portal_id == portal.c.id, version.c.number == portal.c.version)
    return [
        *(
            sa.select(sa.func.concat_ws(" ", *(sa.cast(column, sa.Text) for column in columns)))
            for columns in (
                (_package.notes, _package.url, _package.extras),
                (_resource.url, _resource.description, _resource.extras),
                (_group.description, _group.image_url, _group.extras),
                (_view.config, _view.description),
                (redirect.c.target,),
            )
        ),
        sa.select(sa.cast(version.c.brand, sa.Text)).where(live, portal.c.slug == slug),
    ]
