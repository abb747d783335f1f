"""Which organisation is above which, read from CKAN's own table."""
from __future__ import annotations

import sqlalchemy as sa

import ckan.model as model

__all__ = ["parent_links"]


def parent_links(connection: sa.Connection) -> dict[str, str]:
    """Return each living organisation's parent (ids), where it has one that lives: the field ``parent`` holds it."""
    below, above = model.group_table.alias("below"), model.group_table.alias("above")
    query = (
        sa.select(below.c.id, above.c.id.label("parent_id"))
        .join(above, above.c.id == below.c.extras["parent"].astext)
        .where(below.c.is_organization, below.c.state == "active", above.c.is_organization, above.c.state == "active")
    )
    return {row.id: row.parent_id for row in connection.execute(query)}
