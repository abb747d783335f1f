"""Several clients at once: numbers without gaps, one chain, one entry for one reference, no entry after a closing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.mutualisation.ledger import agreements, expenses, posting, verification
from tests.ledger import factories


def at_once(work, count, clients):
    """Run ``work(i)`` for each number below ``count`` in as many threads as there are clients; return the results."""

    def one(i):
        try:
            return work(i)
        except (tk.ValidationError, posting.PostingError) as error:
            return error
        finally:
            model.Session.remove()

    model.Session.commit()
    with ThreadPoolExecutor(max_workers=clients) as pool:
        return list(pool.map(one, range(count)))


def test_eight_clients_leave_no_gap_and_one_chain(empty_books):
    def work(i):
        factories.expense(empty_books.slug, reference=f"R{i}", amount_cents=100 + i)
        factories.allocate(empty_books.slug, f"R{i}")

    assert at_once(work, count=48, clients=8) == [None] * 48
    report = verification.verify(agreements.find(empty_books.slug))
    assert (report.faults, report.entries, report.allocations) == ((), 96, 48)
    entries = call_action("mutualisation_entry_list", context={"ignore_auth": True}, agreement=empty_books.slug)
    assert sorted(each["number"] for each in entries if each["journal"] == "expenses") == list(range(1, 49))


def test_ten_clients_with_the_same_reference_write_one_entry(empty_books):
    results = at_once(lambda _: factories.expense(empty_books.slug), count=10, clients=10)
    assert all(result == results[0] for result in results)
    assert verification.verify(agreements.find(empty_books.slug)).entries == 1


def test_ten_clients_with_other_amounts_under_one_reference_write_one_entry(empty_books):
    results = at_once(lambda i: factories.expense(empty_books.slug, amount_cents=i + 1), count=10, clients=10)
    refused = [result for result in results if isinstance(result, tk.ValidationError)]
    assert len(refused) == 9
    assert all(list(error.error_dict) == ["amount_cents"] for error in refused)


def test_ten_clients_allocate_an_expense_once(empty_books):
    factories.expense(empty_books.slug)
    results = at_once(lambda _: factories.allocate(empty_books.slug), count=10, clients=10)
    assert all(result == results[0] for result in results)
    report = verification.verify(agreements.find(empty_books.slug))
    assert (report.faults, report.entries) == ((), 2)


def test_a_year_closed_under_load_takes_no_entry_after(empty_books):
    ledger_id = agreements.find(empty_books.slug).ledger_id

    def work(i):
        if i != 20:
            return factories.expense(empty_books.slug, reference=f"R{i}")
        statement = sa.text("UPDATE mutualisation_fiscal_year SET status = 'closed' WHERE ledger_id = :id")
        model.Session.execute(statement, {"id": ledger_id})
        counted = sa.text("SELECT count(*) FROM mutualisation_entry WHERE ledger_id = :id")
        at_closing = model.Session.execute(counted, {"id": ledger_id}).scalar_one()
        model.Session.commit()
        return at_closing

    results = at_once(work, count=40, clients=8)
    at_closing = results.pop(20)
    refused = [result for result in results if isinstance(result, tk.ValidationError)]
    assert refused
    assert all("2012" in error.error_dict["date"][0] for error in refused)
    report = verification.verify(agreements.find(empty_books.slug))
    assert (report.entries, report.faults) == (39 - len(refused), ())
    assert report.entries == at_closing


def test_what_fails_before_the_end_leaves_nothing(empty_books, monkeypatch):
    agreement = agreements.find(empty_books.slug)
    spent = expenses.Expense("A", "A", date(2012, 12, 31), 5, "investment")
    monkeypatch.setattr(posting, "check_now", lambda _: (_ for _ in ()).throw(RuntimeError))
    try:
        expenses.record(agreement, spent, "")
    except RuntimeError:
        model.Session.rollback()
    report = verification.verify(agreement)
    assert (report.entries, report.faults) == (0, ())
