"""Which organisation is above which: the links that the field ``parent`` makes, by organisation id."""
from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
import sqlalchemy.orm as orm

import ckan.model as model

__all__ = ["ancestors", "parent_links", "would_loop"]


def parent_links() -> dict[str, str]:
    """Return each living organisation's parent, where it has one that lives."""
    above = orm.aliased(model.Group)
    parent_id = model.group_table.c.extras["parent"].astext
    query = (
        sa.select(model.Group.id, above.id.label("parent_id"))
        .join(above, above.id == parent_id)
        .where(model.Group.is_organization, model.Group.state == "active")
        .where(above.is_organization, above.state == "active")
    )
    return {row.id: row.parent_id for row in model.Session.execute(query)}


def ancestors(organization_id: str, links: Mapping[str, str]) -> list[str]:
    """Return the parent, its own parent and so on, up to where a loop closes: two edits at once could make one."""
    found: list[str] = []
    above = links.get(organization_id)
    while above and above not in found and above != organization_id:
        found.append(above)
        above = links.get(above)
    return found


def would_loop(organization_id: str, parent_id: str, links: Mapping[str, str]) -> bool:
    """Tell whether that parent is the organisation itself or lies below it."""
    return organization_id == parent_id or organization_id in ancestors(parent_id, links)
