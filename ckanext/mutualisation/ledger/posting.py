"""The one door by which entries enter the books.

Locks are always taken in this order: the ledger's row, then the year's. Entries of one ledger are thus written one
after the other, and a year that is being closed waits for them, or they for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

import ckan.model as model

from ckanext.mutualisation.core import journal
from ckanext.mutualisation.core.journal import Draft, Line, Sealed
from ckanext.mutualisation.ledger import model as tables

__all__ = [
    "KeyTaken",
    "Posted",
    "PostingError",
    "RefusedByDatabase",
    "YearClosed",
    "check_now",
    "entries",
    "find",
    "lock",
    "post",
]


class PostingError(Exception):
    """An entry that the books do not take."""


class KeyTaken(PostingError):
    """An entry of the same key says something else; ``entry`` is the one in the books."""

    def __init__(self, entry: Sealed) -> None:
        super().__init__(entry.draft.key)
        self.entry = entry


class YearClosed(PostingError):
    """The year of the entry takes no more entries."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))
        self.year = year


class RefusedByDatabase(PostingError):
    """A guard of the database refused the entry: its message says why."""


@dataclass(frozen=True)
class Posted:
    """An entry of the books; ``is_new`` is False when the same entry was there already."""

    id: int
    entry: Sealed
    is_new: bool = True


def lock(ledger_id: str) -> tuple[int, str]:
    """Hold the ledger until the transaction ends; return the number and the hash of its last entry."""
    columns = tables.ledger.c
    query = sa.select(columns.head_seq, columns.head_hash).where(columns.id == ledger_id).with_for_update()
    row = model.Session.execute(query).one()
    return row.head_seq, row.head_hash


def post(draft: Draft, ledger_id: str, actor: str) -> Posted:
    """Write an entry at the end of the ledger, or return the one that says the same under the same key.

    ``actor`` is the id of the user. The caller commits. Raises :class:`KeyTaken`, :class:`YearClosed`,
    :class:`RefusedByDatabase`.
    """
    head_seq, head_hash = lock(ledger_id)
    if (known := find(ledger_id, draft.key)) is not None:
        if known.entry.content_sha256 != journal.content_sha256(draft):
            raise KeyTaken(known.entry)
        return known
    _open_year(ledger_id, draft.effective_date.year)
    entry = journal.seal(
        draft,
        ledger_id=ledger_id,
        seq=head_seq + 1,
        year=draft.effective_date.year,
        number=_next_number(ledger_id, draft.journal, draft.effective_date.year),
        recorded_at=_now(),
        actor=actor,
        previous_hash=head_hash,
    )
    try:
        with model.Session.begin_nested():
            entry_id = _insert(entry)
            check_now("mutualisation_entry_balanced")
    except IntegrityError as error:
        raise RefusedByDatabase(str(error.orig).partition("\n")[0]) from error
    return Posted(entry_id, entry)


def check_now(constraint: str) -> None:
    """Have a deferred guard check at once what was written, so that a refusal comes here and not at the commit."""
    model.Session.execute(sa.text(f"SET CONSTRAINTS {constraint} IMMEDIATE"))
    model.Session.execute(sa.text(f"SET CONSTRAINTS {constraint} DEFERRED"))


def _open_year(ledger_id: str, year: int) -> None:
    columns = tables.fiscal_year.c
    query = sa.select(columns.status).where(columns.ledger_id == ledger_id, columns.year == year)
    status = model.Session.execute(query.with_for_update(read=True)).scalar()
    if status is None:
        values = {"ledger_id": ledger_id, "year": year, "status": "open"}
        model.Session.execute(insert(tables.fiscal_year).values(**values).on_conflict_do_nothing())
    elif status != "open":
        raise YearClosed(year)


def _next_number(ledger_id: str, journal_code: str, year: int) -> int:
    columns = tables.entry.c
    query = sa.select(sa.func.coalesce(sa.func.max(columns.number), 0) + 1).where(
        columns.ledger_id == ledger_id, columns.journal == journal_code, columns.year == year
    )
    return model.Session.execute(query).scalar_one()


def _now() -> datetime:
    """Return the database's clock, read while the ledger is held: entries are in the order of their instants."""
    return model.Session.execute(sa.select(sa.func.clock_timestamp())).scalar_one().astimezone(timezone.utc)


def _insert(entry: Sealed) -> int:
    draft = entry.draft
    values = {
        "ledger_id": entry.ledger_id, "seq": entry.seq, "journal": draft.journal, "year": entry.year,
        "number": entry.number, "kind": draft.kind, "effective_date": draft.effective_date,
        "recorded_at": entry.recorded_at, "actor": entry.actor, "label": draft.label, "piece_ref": draft.piece_ref,
        "piece_sha256": draft.piece_sha256, "reverses_seq": draft.reverses, "idempotency_key": draft.key,
        "content_sha256": entry.content_sha256, "line_count": len(draft.lines), "total_cents": draft.total_cents,
        "previous_hash": entry.previous_hash, "hash_version": entry.hash_version, "hash": entry.hash,
    }  # fmt: skip
    entry_id = model.Session.execute(tables.entry.insert().values(**values).returning(tables.entry.c.id)).scalar_one()
    codes = _account_ids(entry)
    lines = [
        {
            "entry_id": entry_id,
            "ledger_id": entry.ledger_id,
            "position": position,
            "account_id": codes[line.account],
            "debit_cents": line.debit_cents,
            "credit_cents": line.credit_cents,
        }
        for position, line in enumerate(draft.lines, start=1)
    ]
    model.Session.execute(tables.line.insert(), lines)
    head = tables.ledger.update().where(tables.ledger.c.id == entry.ledger_id)
    model.Session.execute(head.values(head_seq=entry.seq, head_hash=entry.hash))
    return entry_id


def _account_ids(entry: Sealed) -> dict[str, int]:
    columns = tables.account.c
    query = sa.select(columns.code, columns.id).where(
        columns.ledger_id == entry.ledger_id, columns.code.in_([line.account for line in entry.draft.lines])
    )
    return {row.code: row.id for row in model.Session.execute(query)}


def find(ledger_id: str, key: str) -> Posted | None:
    """Return the entry of that key."""
    found = list(entries(ledger_id, tables.entry.c.idempotency_key == key))
    return found[0] if found else None


def entries(ledger_id: str, *conditions: sa.ColumnElement[bool], batch: int = 1000) -> Iterator[Posted]:
    """Yield the entries of a ledger as they stand in the tables, by rising ``seq``, without loading them all."""
    query = (
        sa.select(tables.entry, tables.line.c.debit_cents, tables.line.c.credit_cents, tables.account.c.code,
                  tables.account.c.organization_id)
        .outerjoin(tables.line, tables.line.c.entry_id == tables.entry.c.id)
        .outerjoin(tables.account, tables.account.c.id == tables.line.c.account_id)
        .where(tables.entry.c.ledger_id == ledger_id, *conditions)
        .order_by(tables.entry.c.seq, tables.line.c.position)
    )  # fmt: skip
    rows = model.Session.execute(query, execution_options={"yield_per": batch})
    for _, group in groupby(rows, key=lambda row: row.id):
        yield _posted(list(group))


def _posted(rows: list[Any]) -> Posted:
    row = rows[0]
    draft = Draft(
        key=row.idempotency_key,
        journal=row.journal,
        kind=row.kind,
        effective_date=row.effective_date,
        label=row.label,
        lines=tuple(
            Line(each.code, each.debit_cents, each.credit_cents, each.organization_id) for each in rows if each.code
        ),
        piece_ref=row.piece_ref,
        piece_sha256=row.piece_sha256,
        reverses=row.reverses_seq,
    )
    entry = Sealed(
        ledger_id=row.ledger_id,
        seq=row.seq,
        year=row.year,
        number=row.number,
        recorded_at=row.recorded_at,
        actor=row.actor,
        previous_hash=row.previous_hash,
        draft=draft,
        content_sha256=row.content_sha256,
        hash_version=row.hash_version,
        hash=row.hash,
    )
    return Posted(row.id, entry, is_new=False)
