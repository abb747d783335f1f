"""A portal's draft and its publications. A publication is never changed; whoever writes commits."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.mutualisation.core.brand import Brand, stored_brand
from ckanext.mutualisation.core.logo import Logo
from ckanext.mutualisation.portal.model import draft, file, portal, version

__all__ = [
    "Author",
    "discard",
    "find_draft",
    "find_live",
    "find_version",
    "hold",
    "keep_picture",
    "kept_picture",
    "live_document",
    "publish",
    "save_draft",
    "versions",
    "whole_brand",
]


@dataclass(frozen=True)
class Author:
    """Who wrote: the id to find the account by, and the name as it was that day."""

    id: str | None
    name: str

    @classmethod
    def of(cls, user_name: str | None) -> Author:
        """Return the author with this user name; without an account, the name alone."""
        user = model.User.get(user_name) if user_name else None
        return cls(user.id, user.display_name) if user else cls(None, user_name or "")


def find_version(portal_id: str, number: int) -> Any:
    """Return the row of a publication, or None."""
    query = sa.select(version).where(version.c.portal_id == portal_id, version.c.number == number)
    return model.Session.execute(query).one_or_none()


def find_live(portal_id: str) -> Any:
    """Return the row of the publication that visitors see."""
    query = sa.select(version).join(
        portal, sa.and_(portal.c.id == version.c.portal_id, portal.c.version == version.c.number)
    )
    return model.Session.execute(query.where(portal.c.id == portal_id)).one()


def hold(portal_id: str) -> None:
    """Make whoever else would write this portal's brand wait until this transaction ends."""
    model.Session.execute(sa.select(portal.c.id).where(portal.c.id == portal_id).with_for_update())


def versions(portal_id: str) -> list[Any]:
    """Return every publication but its brand, the latest first."""
    columns = [column for column in version.c if column is not version.c.brand]
    query = sa.select(*columns).where(version.c.portal_id == portal_id).order_by(version.c.number.desc())
    return list(model.Session.execute(query))


def find_draft(portal_id: str) -> Any:
    """Return the row of the draft, or None."""
    return model.Session.execute(sa.select(draft).where(draft.c.portal_id == portal_id)).one_or_none()


def live_document(portal_id: str) -> dict[str, Any]:
    """Return the document of the brand that visitors see."""
    query = sa.select(version.c.brand).join(
        portal, sa.and_(portal.c.id == version.c.portal_id, portal.c.version == version.c.number)
    )
    return model.Session.execute(query.where(portal.c.id == portal_id)).scalar_one()


def whole_brand(slug: str) -> Brand:
    """Return the brand that visitors see, with the texts of its free pages, which the registry does not hold."""
    query = sa.select(version.c.brand).join(
        portal, sa.and_(portal.c.id == version.c.portal_id, portal.c.version == version.c.number)
    )
    return stored_brand(model.Session.execute(query.where(portal.c.slug == slug)).scalar_one())


def save_draft(portal_id: str, brand: dict[str, Any], author: Author) -> None:
    """Replace the draft."""
    values = {"brand": brand, "author_id": author.id, "author_name": author.name, "modified": _now()}
    writing = insert(draft).values(portal_id=portal_id, **values)
    model.Session.execute(writing.on_conflict_do_update(index_elements=["portal_id"], set_=values))


def discard(portal_id: str) -> None:
    """Remove the draft, if there is one."""
    model.Session.execute(draft.delete().where(draft.c.portal_id == portal_id))


def publish(portal_id: str, brand: dict[str, Any], author: Author, note: str = "") -> int:
    """Add a publication, show it to visitors, and return its number."""
    hold(portal_id)
    numbers = sa.select(sa.func.max(version.c.number)).where(version.c.portal_id == portal_id)
    number = (model.Session.scalar(numbers) or 0) + 1
    now = _now()
    model.Session.execute(
        version.insert().values(
            portal_id=portal_id,
            number=number,
            brand=brand,
            author_id=author.id,
            author_name=author.name,
            note=note,
            published=now,
        )
    )
    model.Session.execute(portal.update().where(portal.c.id == portal_id).values(version=number, modified=now))
    return number


def keep_picture(picture: Logo) -> dict[str, str]:
    """Store an accepted file under its SHA-256, once, and return it as a brand's document names it."""
    values = {"sha256": picture.sha256, "media_type": picture.media_type, "content": picture.content}
    model.Session.execute(insert(file).values(**values).on_conflict_do_nothing())
    return {"sha256": picture.sha256, "media_type": picture.media_type}


def kept_picture(sha256: str) -> dict[str, str] | None:
    """Return a stored file as a brand's document names it, None when it is not stored."""
    row = model.Session.execute(sa.select(file.c.sha256, file.c.media_type).where(file.c.sha256 == sha256)).first()
    return dict(row._mapping) if row else None


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)
