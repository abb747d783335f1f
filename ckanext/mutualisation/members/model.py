"""The duties that members gave to users, as rows, and the questions asked of them."""
from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timezone

import sqlalchemy as sa
import sqlalchemy.orm as orm
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

__all__ = ["ROOMS", "Duty", "delete_lost", "find", "give", "holds", "withdraw"]

#: The rooms in which a member can give a duty.
ROOMS = ("portal", "sources", "ledger")


class Base(orm.DeclarativeBase):
    """The room's tables, apart from CKAN's metadata, which CKAN's own clean-up would empty and drop."""

    metadata = sa.MetaData()


class Duty(Base):
    """A right that a member gave to a user in one room."""

    __tablename__ = "mutualisation_duty"
    __table_args__ = (sa.UniqueConstraint("user_id", "organization_id", "room"),)

    id: orm.Mapped[str] = orm.mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid.uuid4()))
    user_id: orm.Mapped[str] = orm.mapped_column(sa.Text)
    organization_id: orm.Mapped[str] = orm.mapped_column(sa.Text)
    room: orm.Mapped[str] = orm.mapped_column(sa.Text)
    given_by: orm.Mapped[str] = orm.mapped_column(sa.Text)
    given_at: orm.Mapped[datetime] = orm.mapped_column(
        sa.DateTime(timezone=True), default=lambda: datetime.now(timezone.utc)
    )


def find(
    user_id: str | None = None, organization_id: str | None = None, room: str | None = None
) -> Sequence[tuple[Duty, model.User, model.Group]]:
    """Return the duties of living users for living organisations that match, by member, room and user.

    CKAN deletes by state and keeps the rows: a duty counts only while both its ends are active.
    """
    query = (
        sa.select(Duty, model.User, model.Group)
        .join(model.User, model.User.id == Duty.user_id)
        .join(model.Group, model.Group.id == Duty.organization_id)
        .where(model.User.state == "active", model.Group.state == "active", model.Group.is_organization)
        .order_by(model.Group.name, Duty.room, model.User.name)
    )
    asked = {Duty.user_id: user_id, Duty.organization_id: organization_id, Duty.room: room}
    query = query.where(*(column == value for column, value in asked.items() if value is not None))
    return [row._tuple() for row in model.Session.execute(query)]


def holds(user_id: str, organization_id: str, room: str) -> bool:
    """Tell whether this living user holds this duty for this living organisation."""
    return bool(find(user_id, organization_id, room))


def give(user_id: str, organization_id: str, room: str, given_by: str) -> bool:
    """Record a duty, unless it is held already; tell whether it is new."""
    statement = (
        insert(Duty)
        .values(user_id=user_id, organization_id=organization_id, room=room, given_by=given_by)
        .on_conflict_do_nothing()
        .returning(Duty.id)
    )
    return model.Session.execute(statement).first() is not None


def withdraw(user_id: str, organization_id: str, room: str) -> bool:
    """Forget a duty; tell whether there was one."""
    statement = (
        sa.delete(Duty)
        .where(Duty.user_id == user_id, Duty.organization_id == organization_id, Duty.room == room)
        .returning(Duty.id)
    )
    return model.Session.execute(statement).first() is not None


def delete_lost() -> int:
    """Forget the duties whose user or organisation is gone; return how many there were."""
    user_lives = sa.exists().where(model.User.id == Duty.user_id, model.User.state != "deleted")
    organization_lives = sa.exists().where(model.Group.id == Duty.organization_id, model.Group.state != "deleted")
    lost = sa.delete(Duty).where(~(user_lives & organization_lives)).returning(Duty.id)
    return len(model.Session.execute(lost).all())
