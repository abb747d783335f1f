"""Balances: what each member owes or has advanced, always added up from the lines of the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.ledger import allocations, expenses
from ckanext.mutualisation.ledger import model as tables

__all__ = ["Balance", "Movement", "added_up", "balances", "entries_of", "movements", "trial_balance"]


@dataclass(frozen=True)
class Balance:
    """The account of one member, in cents.

    ``share_cents``: its part of the shared costs. ``advanced_cents``: what it paid to suppliers for all, as lead.
    ``balance_cents``: what it owes when positive, what the others owe it when negative.
    """

    organization_id: str
    debit_cents: int
    credit_cents: int
    share_cents: int
    advanced_cents: int

    @property
    def balance_cents(self) -> int:
        return self.debit_cents - self.credit_cents


@dataclass(frozen=True)
class Movement:
    """One line of a member's account; ``balance_cents`` is its balance after this line."""

    seq: int
    journal: str
    year: int
    number: int
    kind: str
    date: date
    label: str
    reference: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


def balances(ledger_id: str) -> dict[str, Balance]:
    """Return the balance of each account of a member, by organisation id; an account that never moved is at zero."""
    line, entry, account = tables.line.c, tables.entry.c, tables.account.c
    net = line.debit_cents - line.credit_cents
    query = (
        sa.select(
            account.organization_id,
            _sum(line.debit_cents),
            _sum(line.credit_cents),
            _sum(sa.case((entry.kind == allocations.KIND, net))),
            _sum(sa.case((entry.kind == expenses.KIND, -net))),
        )
        .select_from(tables.account)
        .outerjoin(tables.line, line.account_id == account.id)
        .outerjoin(tables.entry, entry.id == line.entry_id)
        .where(account.ledger_id == ledger_id, account.organization_id.is_not(None))
        .group_by(account.organization_id)
    )
    return {row[0]: Balance(row[0], *map(int, row[1:])) for row in model.Session.execute(query)}


def added_up(organization_id: str, several: Sequence[Balance]) -> Balance:
    """Return the balances of one member in several ledgers as one."""
    return Balance(
        organization_id,
        sum(each.debit_cents for each in several),
        sum(each.credit_cents for each in several),
        sum(each.share_cents for each in several),
        sum(each.advanced_cents for each in several),
    )


def _sum(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)


def movements(ledger_id: str, organization_id: str) -> list[Movement]:
    """Return the lines of a member's account, in the order of the books."""
    line, entry, account = tables.line.c, tables.entry.c, tables.account.c
    running = sa.func.sum(line.debit_cents - line.credit_cents).over(order_by=(entry.seq, line.position))
    query = (
        sa.select(entry.seq, entry.journal, entry.year, entry.number, entry.kind, entry.effective_date, entry.label,
                  entry.piece_ref, line.debit_cents, line.credit_cents, running)
        .join(tables.line, line.entry_id == entry.id)
        .join(tables.account, account.id == line.account_id)
        .where(entry.ledger_id == ledger_id, account.organization_id == organization_id)
        .order_by(entry.seq, line.position)
    )  # fmt: skip
    return [Movement(*row[:-1], balance_cents=int(row[-1])) for row in model.Session.execute(query)]


def entries_of(ledger_id: str, organization_id: str) -> sa.Select[tuple[int]]:
    """Return the query of the ids of the entries that move a member's account."""
    account = tables.account.c
    return (
        sa.select(tables.line.c.entry_id)
        .join(tables.account, account.id == tables.line.c.account_id)
        .where(account.ledger_id == ledger_id, account.organization_id == organization_id)
    )


def trial_balance(ledger_id: str) -> int:
    """Return debits less credits of a whole ledger, in cents: zero when the books are right."""
    line = tables.line.c
    query = sa.select(_sum(line.debit_cents - line.credit_cents)).where(line.ledger_id == ledger_id)
    return int(model.Session.execute(query).scalar_one())
