from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import ckan.model as model

from ckanext.mutualisation.ledger.cli import ledger
from tests.ledger import factories


def run(*arguments):
    return CliRunner().invoke(ledger, arguments)


def test_verify_says_that_the_books_hold(books):
    result = run("verify", books.slug)
    assert result.exit_code == 0
    assert f"{books.slug}: the books hold" in result.stdout


def test_verify_without_an_agreement_proves_them_all(books):
    other = factories.pays_de_la_loire(with_expense=False)
    result = run("verify", "--json")
    assert result.exit_code == 0
    assert {books.slug, other.slug} <= {report["agreement"] for report in json.loads(result.stdout)}


def test_verify_names_the_first_fault_and_fails(books):
    model.Session.commit()
    model.Session.execute(sa.text("ALTER TABLE mutualisation_line DISABLE TRIGGER mutualisation_line_place"))
    result = run("verify", books.slug)
    assert result.exit_code == 1
    assert "the guard mutualisation_line_place is disabled" in result.stderr
    report = json.loads(run("verify", books.slug, "--json").stdout)[0]
    assert report["faults"] == [{"code": "trigger_disabled", "seq": None, "about": "mutualisation_line_place"}]


def test_verify_of_an_unknown_agreement_fails(platform_ready):
    result = run("verify", "no-such-agreement")
    assert result.exit_code == 1
    assert "no-such-agreement" in result.stderr


def test_balances_are_printed_in_euros_and_in_cents(books):
    printed = run("balances", books.slug).stdout.replace("\u202f", " ").replace("\u00a0", " ")
    assert "-175 000,00 €" in printed
    assert printed.count("70 000,00 €") == 4
    in_cents = [each["balance_cents"] for each in json.loads(run("balances", books.slug, "--json").stdout)]
    assert in_cents == [-17_500_000, 7_000_000, 7_000_000, 3_500_000]


@pytest.mark.parametrize("command", ["verify", "balances"])
def test_help_is_there(command):
    assert "AGREEMENT" in run(command, "--help").stdout
