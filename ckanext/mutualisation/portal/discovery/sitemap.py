"""The sitemap of a face: every page that has its canonical address there, read and sent piece by piece."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import flask
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.discovery.canonical import Owners, canonical_owners
from ckanext.mutualisation.core.discovery.sitemap import Languages, Page, index, pages_in_a_part, urlset
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.face import Face, current_face, in_bcp47
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.pages.routes import own_paths

__all__ = ["sitemap", "sitemap_file", "sitemap_part"]

READ_AT_ONCE = 1_000
"""Rows held in memory at a time."""

_LONGEST_NAME = 100
_package = model.package_table
_group = model.group_table


def sitemap() -> Any:
    """Serve ``/sitemap.xml``: the pages, or the parts when there are more than one file may hold."""
    return _answer(sitemap_file(current_face()))


def sitemap_part(number: int) -> Any:
    """Serve ``/sitemap-<number>.xml``, from 1."""
    part = _part(current_face(), number)
    return tk.abort(404) if part is None else _answer(part)


def sitemap_file(face: Face) -> Iterator[str]:
    """Return the text of a face's ``/sitemap.xml``, in pieces; memory does not grow with the catalogue."""
    if _count_parts(face) > 1:
        addressed = ((face.address(f"/sitemap-{number}.xml"), modified) for number, modified in _parts(face))
        return index(addressed)
    return urlset(_all_pages(face, number=1), _languages(face))


def _part(face: Face, number: int) -> Iterator[str] | None:
    if number < 1 or number > _count_parts(face):
        return None
    return urlset(_all_pages(face, number), _languages(face))


def _answer(pieces: Iterator[str]) -> flask.Response:
    return flask.Response((piece.encode() for piece in pieces), mimetype="application/xml")


def _languages(face: Face) -> Languages:
    locales = {in_bcp47(locale): locale for locale in config.offered_locales()}
    default = in_bcp47(config.default_locale())
    return Languages(tuple(locales), default, lambda path, code: face.address(path, locales[code]))


def _size(face: Face) -> int:
    """Return how many pages a part holds: its static pages are in the first one, in place of as many datasets."""
    longest = max(len(face.address(f"/organization/{'x' * _LONGEST_NAME}", each)) for each in config.offered_locales())
    return pages_in_a_part(longest, len(config.offered_locales()))


def _static_pages(face: Face) -> list[Page]:
    """Return the pages that are no dataset: few, whatever the size of the catalogue."""
    paths = ["/", "/about", "/dataset/"]
    organizations = _organizations(face)
    if face.portal is None or len(face.portal.organization_ids) > 1:
        paths.append("/organization/")
    paths += [f"/organization/{name}" for name in organizations]
    paths += own_paths(face.portal) if face.portal else ["/group/"]
    return [Page(path) for path in paths]


def _organizations(face: Face) -> list[str]:
    owned = _owned(_group.c.id, canonical_owners(live.current(), face.portal))
    query = sa.select(_group.c.name).where(_group.c.is_organization, _group.c.state == "active", owned)
    return [row.name for row in _read(query.order_by(_group.c.name))]


def _owned(column: Any, owners: Owners) -> Any:
    if owners.others:
        return sa.or_(column.is_(None), column.not_in(owners.organization_ids))
    return column.in_(owners.organization_ids)


def _datasets(face: Face) -> Any:
    """Return the condition of a public dataset that has its canonical address on this face."""
    return sa.and_(
        _package.c.state == "active",
        _package.c.private.is_(False),
        _package.c.type == "dataset",
        _owned(_package.c.owner_org, canonical_owners(live.current(), face.portal)),
    )


def _count_parts(face: Face) -> int:
    counted = sa.select(sa.func.count()).select_from(_package).where(_datasets(face))
    pages = len(_static_pages(face)) + _read(counted)[0][0]
    return max(1, -(-pages // _size(face)))


def _parts(face: Face) -> list[tuple[int, datetime | None]]:
    """Return each part's number, from 1, and when a dataset in it last changed: the catalogue is numbered for it."""
    size, static = _size(face), len(_static_pages(face))
    place = sa.func.row_number().over(order_by=_package.c.id) - 1 + static
    part = sa.func.div(place, size).label("part")
    numbered = sa.select(part, _package.c.metadata_modified).where(_datasets(face)).subquery()
    changed = sa.func.max(numbered.c.metadata_modified)
    query = sa.select(numbered.c.part, changed, sa.func.count()).group_by(numbered.c.part)
    rows = _read(query)
    last_changes = {int(row[0]) + 1: row[1] for row in rows}
    total = static + sum(row[2] for row in rows)
    return [(number, last_changes.get(number)) for number in range(1, max(1, -(-total // size)) + 1)]


def _all_pages(face: Face, number: int) -> Iterator[Page]:
    size, static = _size(face), _static_pages(face)
    start = (number - 1) * size
    yield from static[start : start + size]
    first = max(0, start - len(static))
    yield from _dataset_pages(face, first, min(size, start + size - len(static)))


def _dataset_pages(face: Face, first: int, count: int) -> Iterator[Page]:
    """Yield ``count`` datasets in the order of their identifiers, from the one in place ``first``.

    Each reading starts after the last identifier read, on the table's key.
    """
    condition = _datasets(face)
    query = sa.select(_package.c.id, _package.c.name, _package.c.metadata_modified).order_by(_package.c.id)
    after: str | None = None
    while count > 0:
        step = query.where(condition).limit(min(count, READ_AT_ONCE))
        step = step.offset(first) if after is None else step.where(_package.c.id > after)
        rows = _read(step)
        for row in rows:
            yield Page(f"/dataset/{row.name}", row.metadata_modified)
        if not rows:
            return
        after, count = rows[-1].id, count - len(rows)


def _read(query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    """Run one query on a connection of its own, given back at once: a slow reader of the answer holds none.

    The request's session will not do: it is gone when the answer is being sent.
    """
    with model.ensure_engine().connect() as connection:
        return connection.execute(query).all()
