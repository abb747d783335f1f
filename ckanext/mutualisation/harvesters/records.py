"""What each source's datasets are on this instance: the proof of who made what."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

import ckan.model as model

from ckanext.mutualisation.core.records.plan import Known, State
from ckanext.mutualisation.harvesters.model import record

__all__ = [
    "Held", "expired", "find", "indexed", "known", "package_ids", "remote_url", "save", "set_state",
    "unindexed",
]


@dataclass(frozen=True)
class Held:
    """One dataset of a source as it is held here."""

    package_id: str
    fingerprint: str
    state: State
    was_private: bool


def known(source_id: str) -> dict[str, Known]:
    """Return what is held of a source by guid; a dataset purged here since counts as never seen."""
    package = model.package_table
    query = (
        sa.select(record.c.guid, record.c.fingerprint, record.c.state)
        .join_from(record, package, record.c.package_id == package.c.id)
        .where(record.c.source_id == source_id)
    )
    return {row.guid: Known(row.fingerprint, row.state) for row in model.Session.execute(query)}


def find(source_id: str, guid: str) -> Held | None:
    """Return what is held of one dataset of a source."""
    query = sa.select(record.c.package_id, record.c.fingerprint, record.c.state, record.c.was_private)
    row = model.Session.execute(query.where(record.c.source_id == source_id, record.c.guid == guid)).first()
    return Held(row.package_id, row.fingerprint, row.state, row.was_private) if row else None


def save(source_id: str, guid: str, package_id: str, **values: Any) -> None:
    """Hold a dataset just written as current: fingerprint, mapping_version, remote_url."""
    row = {
        "package_id": package_id, "state": "current", "archived_at": None, "was_private": False, "indexed": False,
        "written_at": datetime.now(timezone.utc), **values,
    }  # fmt: skip
    insert = postgresql.insert(record).values(source_id=source_id, guid=guid, **row)
    model.Session.execute(insert.on_conflict_do_update(index_elements=["source_id", "guid"], set_=row))


def set_state(source_id: str, guid: str, state: State, was_private: bool) -> None:
    """Mark a dataset as archived (from now) or deleted."""
    now = datetime.now(timezone.utc)
    values: dict[str, Any] = {"state": state, "was_private": was_private, "indexed": False, "written_at": now}
    if state == "archived":
        values["archived_at"] = now
    model.Session.execute(
        sa.update(record).where(record.c.source_id == source_id, record.c.guid == guid).values(values)
    )


def expired(source_id: str, delay: timedelta) -> dict[str, str]:
    """Return guid and package id of what was archived longer than the delay ago."""
    query = sa.select(record.c.guid, record.c.package_id).where(
        record.c.source_id == source_id,
        record.c.state == "archived",
        record.c.archived_at < datetime.now(timezone.utc) - delay,
    )
    return {row.guid: row.package_id for row in model.Session.execute(query)}


def package_ids(source_id: str, guids: Iterable[str]) -> dict[str, str]:
    """Return the package id of each of these guids."""
    query = sa.select(record.c.guid, record.c.package_id).where(
        record.c.source_id == source_id, record.c.guid.in_(list(guids))
    )
    return {row.guid: row.package_id for row in model.Session.execute(query)}


def unindexed(source_id: str) -> list[str]:
    """Return the datasets that were written, and whose place in the search index is not certain."""
    package = model.package_table
    query = (
        sa.select(record.c.package_id)
        .join_from(record, package, record.c.package_id == package.c.id)
        .where(record.c.source_id == source_id, ~record.c.indexed)
    )
    return list(model.Session.execute(query).scalars())


def indexed(package_ids: Iterable[str]) -> None:
    """Hold that the search index has these datasets, and has been told to keep them."""
    model.Session.execute(sa.update(record).where(record.c.package_id.in_(list(package_ids))).values(indexed=True))


def remote_url(source_id: str, guid: str) -> str | None:
    """Return the page of a dataset at its source."""
    query = sa.select(record.c.remote_url).where(record.c.source_id == source_id, record.c.guid == guid)
    return model.Session.execute(query).scalar()
