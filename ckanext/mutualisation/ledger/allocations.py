"""Allocations: an expense split by the agreement's key, with what is needed to compute it again years later."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core import allocation, keys
from ckanext.mutualisation.core.journal import Line, make_draft, sha256_of
from ckanext.mutualisation.ledger import accounts, expenses, posting
from ckanext.mutualisation.ledger import model as tables
from ckanext.mutualisation.ledger.agreements import Agreement, Version
from ckanext.mutualisation.ledger.posting import Posted

__all__ = ["JOURNAL", "KIND", "Run", "Share", "allocate", "compute", "find", "runs"]

JOURNAL = "allocations"
KIND = "allocation"


@dataclass(frozen=True)
class Share:
    """One stored line of an allocation; the fields of :class:`core.allocation.Line`, by place in the tree."""

    position: int
    parent_position: int | None
    organization_id: str | None
    name: str
    title: str
    of_cents: int
    ratio: Fraction
    exact: Fraction
    cents: int
    reason: str
    odd_cents: int
    rank: int


@dataclass(frozen=True)
class Run:
    """A stored allocation: the entries of the expense and of its split, the inputs as text, and the shares."""

    id: str
    expense_entry_id: int
    entry_id: int
    amount_cents: int
    algorithm: int
    inputs: str
    inputs_sha256: str
    shares: tuple[Share, ...]


def allocate(agreement: Agreement, version: Version, expense_entry: Posted, actor: str) -> Run:
    """Split an expense by the key of a version and write the entry: each member debited its share.

    An expense is allocated once: the stored run is returned the second time. The caller commits.
    Raises :class:`core.allocation.AllocationError`, and as :func:`posting.post` does.
    """
    posting.lock(agreement.ledger_id)
    if (known := find(agreement.ledger_id, expense_entry.id)) is not None:
        return known
    expense = expenses.of_draft(expense_entry.entry.draft)
    inputs = {
        "algorithm": allocation.ALGORITHM,
        "amount_cents": expense.amount_cents,
        "expense": expense.reference,
        "key": keys.to_plain(version.key),
        "lead": agreement.lead_id,
        "names": dict(version.names),
        "version": version.number,
    }
    shares = compute(inputs)
    posted = _post(agreement, expense, shares, sha256_of(inputs), actor)
    return _store(agreement, version, expense_entry, posted, inputs, shares)


def compute(inputs: Mapping[str, Any]) -> tuple[Share, ...]:
    """Return the shares that stored inputs give: a function of its argument alone."""
    key = keys.read(inputs["key"])
    lines = allocation.allocate(inputs["amount_cents"], key, lead=inputs["lead"])
    positions = {line.path: position for position, line in enumerate(lines, start=1)}
    titles = {path: share.title for path, share in keys.walk(key)}
    return tuple(
        Share(
            position=positions[line.path],
            parent_position=positions.get(line.path[:-1]),
            organization_id=None if line.is_group else line.name,
            name=line.name if line.is_group else inputs["names"][line.name],
            title=titles[line.path],
            of_cents=line.of_cents,
            ratio=line.ratio,
            exact=line.exact,
            cents=line.cents,
            reason=line.reason,
            odd_cents=line.odd_cents,
            rank=line.rank,
        )
        for line in lines
    )


def _post(
    agreement: Agreement, expense: expenses.Expense, shares: tuple[Share, ...], sha256: str, actor: str
) -> Posted:
    debits = tuple(
        Line(accounts.of_member(agreement.ledger_id, share.organization_id), share.cents, 0, share.organization_id)
        for share in shares
        if share.organization_id and share.cents
    )
    draft = make_draft(
        key=f"allocation:{expense.reference}",
        journal=JOURNAL,
        kind=KIND,
        effective_date=expense.date,
        label=expense.label,
        lines=(*debits, Line(accounts.transfer(expense.section), credit_cents=expense.amount_cents)),
        piece_ref=expense.reference,
        piece_sha256=sha256,
    )
    return posting.post(draft, agreement.ledger_id, actor)


def _store(
    agreement: Agreement,
    version: Version,
    expense_entry: Posted,
    posted: Posted,
    inputs: Mapping[str, Any],
    shares: tuple[Share, ...],
) -> Run:
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    amount = inputs["amount_cents"]
    version_of = inputs["algorithm"]
    run = Run(str(uuid.uuid4()), expense_entry.id, posted.id, amount, version_of, text, sha256_of(inputs), shares)
    model.Session.execute(
        tables.allocation_run.insert().values(
            id=run.id,
            ledger_id=agreement.ledger_id,
            version_id=version.id,
            expense_entry_id=run.expense_entry_id,
            entry_id=run.entry_id,
            amount_cents=amount,
            line_count=len(shares),
            algorithm=run.algorithm,
            inputs=text,
            inputs_sha256=run.inputs_sha256,
        )
    )
    model.Session.execute(tables.allocation_line.insert(), [_row(run.id, share) for share in shares])
    posting.check_now("mutualisation_allocation_run_exact")
    return run


def _row(run_id: str, share: Share) -> dict[str, Any]:
    row = {name: getattr(share, name) for name in share.__dataclass_fields__ if name not in ("ratio", "exact")}
    return {
        "run_id": run_id,
        **row,
        "ratio_num": share.ratio.numerator,
        "ratio_den": share.ratio.denominator,
        "exact_num": share.exact.numerator,
        "exact_den": share.exact.denominator,
    }


def find(ledger_id: str, expense_entry_id: int) -> Run | None:
    """Return the allocation of an expense."""
    return next(iter(list(runs(ledger_id, tables.allocation_run.c.expense_entry_id == expense_entry_id))), None)


def runs(ledger_id: str, *conditions: sa.ColumnElement[bool]) -> Iterator[Run]:
    """Yield the stored allocations of a ledger, in the order of their entries."""
    query = (
        sa.select(tables.allocation_run)
        .where(tables.allocation_run.c.ledger_id == ledger_id, *conditions)
        .order_by(tables.allocation_run.c.entry_id)
    )
    for row in model.Session.execute(query).all():
        yield Run(
            row.id,
            row.expense_entry_id,
            row.entry_id,
            row.amount_cents,
            row.algorithm,
            row.inputs,
            row.inputs_sha256,
            _shares(row.id),
        )


def _shares(run_id: str) -> tuple[Share, ...]:
    columns = tables.allocation_line.c
    query = sa.select(tables.allocation_line).where(columns.run_id == run_id).order_by(columns.position)
    return tuple(
        Share(
            position=row.position,
            parent_position=row.parent_position,
            organization_id=row.organization_id,
            name=row.name,
            title=row.title,
            of_cents=row.of_cents,
            ratio=Fraction(int(row.ratio_num), int(row.ratio_den)),
            exact=Fraction(int(row.exact_num), int(row.exact_den)),
            cents=row.cents,
            reason=row.reason,
            odd_cents=row.odd_cents,
            rank=row.rank,
        )
        for row in model.Session.execute(query)
    )
