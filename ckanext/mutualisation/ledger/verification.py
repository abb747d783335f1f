"""Prove the books from what the tables hold: guards, chain, balances, numbering, allocations computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core import journal, keys
from ckanext.mutualisation.core.journal import CHAIN_START, Sealed
from ckanext.mutualisation.ledger import agreements, allocations, balances, guards, posting
from ckanext.mutualisation.ledger import model as tables
from ckanext.mutualisation.ledger.agreements import Agreement

__all__ = ["Fault", "Report", "verify"]


@dataclass(frozen=True)
class Fault:
    """What is wrong: a code, the number in the chain (``seq``) where it is known, and what it is about."""

    code: str
    seq: int | None = None
    about: str = ""


@dataclass(frozen=True)
class Report:
    """The proof of one ledger; the books hold when there is no fault. Faults are in the order they were looked for."""

    agreement: str
    entries: int
    allocations: int
    head_seq: int
    head_hash: str
    faults: tuple[Fault, ...] = field(default=())

    @property
    def is_valid(self) -> bool:
        return not self.faults


def verify(agreement: Agreement) -> Report:
    """Prove the books of one agreement; write nothing."""
    walk = _Walk()
    faults = [Fault(code, about=name) for code, name in guards.faults()]
    faults += _chain_faults(agreement, walk)
    faults += _row_faults(agreement)
    faults += _allocation_faults(agreement, walk)
    return Report(agreement.slug, walk.count, walk.run_count, agreement.head_seq, agreement.head_hash, tuple(faults))


@dataclass
class _Walk:
    """What one passage over the entries keeps for the checks that follow."""

    count: int = 0
    run_count: int = 0
    head: Sealed | None = None
    allocated: dict[int, Sealed] = field(default_factory=dict)
    expenses: dict[int, Sealed] = field(default_factory=dict)

    def over(self, ledger_id: str) -> Iterator[Sealed]:
        for posted in posting.entries(ledger_id):
            self.count += 1
            self.head = posted.entry
            if posted.entry.draft.kind == allocations.KIND:
                self.allocated[posted.id] = posted.entry
            elif posted.entry.draft.kind == "expense":
                self.expenses[posted.id] = posted.entry
            yield posted.entry


def _chain_faults(agreement: Agreement, walk: _Walk) -> Iterator[Fault]:
    entries = walk.over(agreement.ledger_id)
    if (fault := journal.first_fault(entries)) is not None:
        yield Fault(f"chain_{fault.code}", fault.seq)
    for _ in entries:
        pass
    head = (walk.head.seq, walk.head.hash) if walk.head else (0, CHAIN_START)
    if head != (agreement.head_seq, agreement.head_hash):
        yield Fault("head_differs", agreement.head_seq)


def _row_faults(agreement: Agreement) -> Iterator[Fault]:
    """Check what the chain does not cover: counts and totals kept beside the lines, and the books as a whole."""
    line, entry = tables.line.c, tables.entry.c
    query = (
        sa.select(entry.seq)
        .outerjoin(tables.line, line.entry_id == entry.id)
        .where(entry.ledger_id == agreement.ledger_id)
        .group_by(entry.id, entry.seq, entry.line_count, entry.total_cents)
        .having(
            sa.or_(
                sa.func.count(line.position) != entry.line_count,
                sa.func.coalesce(sa.func.sum(line.debit_cents), 0) != entry.total_cents,
            )
        )
        .order_by(entry.seq)
        .limit(1)
    )
    for seq in model.Session.execute(query).scalars():
        yield Fault("entry_total", seq)
    if (difference := balances.trial_balance(agreement.ledger_id)) != 0:
        yield Fault("trial_balance", about=str(difference))


def _allocation_faults(agreement: Agreement, walk: _Walk) -> Iterator[Fault]:
    trees = {version.number: keys.to_plain(version.key) for version in agreements.versions(agreement.id)}
    seen = set()
    for run in allocations.runs(agreement.ledger_id):
        walk.run_count += 1
        seen.add(run.entry_id)
        entry, expense = walk.allocated.get(run.entry_id), walk.expenses.get(run.expense_entry_id)
        if entry is None or expense is None:
            yield Fault("allocation_without_entry", about=run.id)
        elif (code := _allocation_fault(run, entry, expense, trees)) is not None:
            yield Fault(code, entry.seq, entry.draft.piece_ref)
    for entry_id, entry in walk.allocated.items():
        if entry_id not in seen:
            yield Fault("entry_without_allocation", entry.seq, entry.draft.piece_ref)


def _allocation_fault(run: allocations.Run, entry: Sealed, expense: Sealed, trees: dict[int, dict]) -> str | None:
    sha256 = hashlib.sha256(run.inputs.encode()).hexdigest()
    if not sha256 == run.inputs_sha256 == entry.draft.piece_sha256:
        return "allocation_inputs"
    inputs = json.loads(run.inputs)
    if trees.get(inputs["version"]) != inputs["key"]:
        return "key_changed"
    shares = allocations.compute(inputs)
    if shares != run.shares:
        return "allocation_shares"
    amounts = {run.amount_cents, inputs["amount_cents"], entry.draft.total_cents, expense.draft.total_cents}
    if len(amounts) != 1 or inputs["expense"] != expense.draft.piece_ref:
        return "allocation_amount"
    expected = {share.organization_id: share.cents for share in shares if share.organization_id and share.cents}
    posted = {line.organization_id: line.debit_cents for line in entry.draft.lines if line.organization_id}
    return "allocation_entry" if posted != expected else None
