"""The portals that a user may edit, as a list shows them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.address import State, in_language
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import draft, portal, version

__all__ = ["Row", "rows"]


@dataclass(frozen=True)
class Row:
    """A portal: its name, address and state, its last publication, and the draft that waits, if there is one."""

    slug: str
    title: str
    url: str
    state: State
    number: int
    published: datetime
    author: str
    drafted: datetime | None
    drafter: str


def rows(language: str, organization_id: str | None = None) -> list[Row]:
    """Return the portals of an organisation, or all of them, the oldest first, by one query."""
    known = live.current().by_slug
    wanted = [slug for slug, each in known.items() if organization_id in (None, *each.organization_ids)]
    return [
        Row(
            found.slug,
            in_language(found.title or {}, language, config.default_locale()) or found.slug,
            visit.home_address(known[found.slug]),
            found.state,
            found.number,
            found.published,
            found.author_name,
            found.modified,
            found.drafter or "",
        )
        for found in _found(wanted)
    ]


def _found(slugs: Iterable[str]) -> sa.Result[tuple[object, ...]]:
    live_version = sa.and_(version.c.portal_id == portal.c.id, version.c.number == portal.c.version)
    query = (
        sa.select(
            portal.c.slug,
            portal.c.state,
            version.c.number,
            version.c.published,
            version.c.author_name,
            version.c.brand["title"].label("title"),
            draft.c.modified,
            draft.c.author_name.label("drafter"),
        )
        .join(version, live_version)
        .outerjoin(draft, draft.c.portal_id == portal.c.id)
        .where(portal.c.slug.in_(slugs))
        .order_by(portal.c.created, portal.c.slug)
    )
    return model.Session.execute(query)
