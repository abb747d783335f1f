"""What was made ready to be looked at, as rows: one for each resource that is a table or a map."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timezone

import sqlalchemy as sa
import sqlalchemy.orm as orm
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

__all__ = ["KINDS", "Display", "find", "forget", "record"]

KINDS = ("table", "map")


class Base(orm.DeclarativeBase):
    """The room's tables, apart from CKAN's metadata, which CKAN's own clean-up would empty and drop."""

    metadata = sa.MetaData()


class Display(Base):
    """What came of the last attempt to make a resource displayable."""

    __tablename__ = "mutualisation_display"

    resource_id: orm.Mapped[str] = orm.mapped_column(sa.Text, primary_key=True)
    kind: orm.Mapped[str] = orm.mapped_column(sa.Text)
    source_mark: orm.Mapped[str] = orm.mapped_column(sa.Text)
    """What the resource said of its file then: when it says otherwise, the file is read again."""
    content_mark: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    """The file's SHA-256: a file that was read again and is the same is not loaded again."""
    items: orm.Mapped[int] = orm.mapped_column(sa.Integer, default=0)
    """Rows of a table, features of a map."""
    problem: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    done_at: orm.Mapped[datetime] = orm.mapped_column(sa.DateTime(timezone=True))


def find(resource_ids: Collection[str]) -> dict[str, Display]:
    """Return what is known of these resources, by resource."""
    rows = model.Session.scalars(sa.select(Display).where(Display.resource_id.in_(list(resource_ids))))
    return {row.resource_id: row for row in rows}


def record(
    resource_id: str, kind: str, source_mark: str, content_mark: str | None, items: int, problem: str | None
) -> None:
    """Remember what came of an attempt, in the place of the one before; the caller commits."""
    values = {
        "kind": kind, "source_mark": source_mark, "content_mark": content_mark, "items": items, "problem": problem,
        "done_at": datetime.now(timezone.utc),
    }
    statement = insert(Display).values(resource_id=resource_id, **values)
    model.Session.execute(statement.on_conflict_do_update(index_elements=[Display.resource_id], set_=values))


def forget(resource_ids: Collection[str]) -> None:
    """Forget these resources; the caller commits."""
    model.Session.execute(sa.delete(Display).where(Display.resource_id.in_(list(resource_ids))))
