"""Expenses: what the lead spends for all. An expense is an entry of the books, known by its reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ckanext.mutualisation.core.journal import Draft, Line, make_draft
from ckanext.mutualisation.ledger import accounts, posting
from ckanext.mutualisation.ledger import model as tables
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.posting import Posted

__all__ = ["JOURNAL", "KIND", "Expense", "find", "find_all", "of_draft", "record"]

JOURNAL = "expenses"
KIND = "expense"


@dataclass(frozen=True)
class Expense:
    """What was spent for all, in a section of the budget; ``reference`` is that of the supporting document."""

    reference: str
    label: str
    date: date
    amount_cents: int
    section: str


def record(agreement: Agreement, expense: Expense, actor: str) -> Posted:
    """Write an expense: the cost is debited, and the lead, who paid, credited. Raises as :func:`posting.post` does."""
    cents = expense.amount_cents
    draft = make_draft(
        key=_key(expense.reference),
        journal=JOURNAL,
        kind=KIND,
        effective_date=expense.date,
        label=expense.label,
        lines=(
            Line(accounts.cost(expense.section), debit_cents=cents),
            Line(
                accounts.of_member(agreement.ledger_id, agreement.lead_id),
                credit_cents=cents,
                organization_id=agreement.lead_id,
            ),
        ),
        piece_ref=expense.reference,
    )
    return posting.post(draft, agreement.ledger_id, actor)


def find(ledger_id: str, reference: str) -> Posted | None:
    """Return the entry of the expense of that reference."""
    return posting.find(ledger_id, _key(reference))


def find_all(ledger_id: str) -> Sequence[Posted]:
    """Return the entries of a ledger's expenses, in the order of the books."""
    return list(posting.entries(ledger_id, tables.entry.c.kind == KIND))


def of_draft(draft: Draft) -> Expense:
    """Return the expense that an entry records."""
    return Expense(
        draft.piece_ref,
        draft.label,
        draft.effective_date,
        draft.total_cents,
        next(accounts.section_of(line.account) for line in draft.lines if line.debit_cents),
    )


def _key(reference: str) -> str:
    return f"expense:{reference}"
