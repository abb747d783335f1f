"""The commands ``ckan mutualisation ledger …``."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import money

__all__ = ["ledger"]

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

FAULTS = {
    "trigger_missing": "the guard {about} is missing from the database",
    "trigger_disabled": "the guard {about} is disabled in the database",
    "trigger_changed": "the guard {about} is not the one that was installed",
    "function_changed": "the function {about} of a guard is not the one that was installed",
    "chain_gap": "entry {seq} is missing or out of order",
    "chain_chain": "entry {seq} does not follow the one before: one of them was rewritten",
    "chain_hash": "entry {seq} was rewritten: its hash is another",
    "chain_content": "entry {seq} was rewritten: the hash of its content is another",
    "chain_unbalanced": "entry {seq} does not balance",
    "chain_year": "entry {seq} is in a year that is not its own",
    "chain_number": "entry {seq} breaks the numbering of its journal",
    "chain_order": "entry {seq} was recorded before the one that it follows",
    "head_differs": "the last entry is not number {seq}, with which the ledger ends",
    "entry_total": "entry {seq} has not the lines or the total that it announces",
    "trial_balance": "debits and credits differ by {about} cents",
    "allocation_without_entry": "the allocation {about} has lost an entry",
    "entry_without_allocation": "entry {seq} ({about}) has lost its allocation",
    "allocation_inputs": "the inputs of the allocation of {about} (entry {seq}) were rewritten",
    "key_changed": "the key by which {about} (entry {seq}) was allocated is no longer the agreement's",
    "allocation_shares": "computed again, the shares of {about} (entry {seq}) are others",
    "allocation_amount": "the allocation of {about} (entry {seq}) is of another amount than the expense",
    "allocation_entry": "entry {seq} does not debit the shares of the allocation of {about}",
}


@click.group()
def ledger() -> None:
    """Shared costs: prove the books, see who owes what."""


@ledger.command("verify")
@click.argument("agreement", required=False)
@AS_JSON
def verify(agreement: str | None, as_json: bool) -> None:
    """Prove the books of AGREEMENT, or of every agreement.

    Looks at the guards of the database (triggers present, enabled, unchanged), the chain of hashes, the balance and the
    numbering of every entry, and computes every allocation again from its stored inputs. Exit code 1 at the first book
    that does not hold, whose first fault is named.
    """
    slugs = [agreement] if agreement else [each["slug"] for each in _call("agreement_list")]
    reports = [_call("ledger_verify", agreement=slug) for slug in slugs]
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _say(report)
        if not reports:
            click.echo("No agreement: there are no books to prove.")
    if not all(report["is_valid"] for report in reports):
        sys.exit(1)


def _say(report: dict[str, Any]) -> None:
    name = report["agreement"]
    if report["is_valid"]:
        click.echo(
            f"{name}: the books hold. {report['entries']} entries, {report['allocations']} allocations computed again,"
            f" head {report['head_seq']} {report['head_hash']}"
        )
        return
    first, *others = [FAULTS[fault["code"]].format(**fault) for fault in report["faults"]]
    click.secho(f"{name}: THE BOOKS DO NOT HOLD: {first}", fg="red", err=True)
    for other in others:
        click.echo(f"  also: {other}", err=True)


@ledger.command("balances")
@click.argument("agreement")
@AS_JSON
def balances(agreement: str, as_json: bool) -> None:
    """Print what each member of AGREEMENT owes; the lead's is negative while the others owe it money."""
    found = _call("balance_list", agreement=agreement)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    rows = [("MEMBER", "SHARE", "ADVANCED", "BALANCE")]
    columns = ("share_cents", "advanced_cents", "balance_cents")
    rows += [(each["title"], *(money.render(each[column], "fr") for column in columns)) for each in found]
    rows.append(("TOTAL", *(money.render(sum(each[column] for each in found), "fr") for column in columns)))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for name, *figures in rows:
        cells = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        click.echo("  ".join([name.ljust(widths[0]), *cells]))


def _call(name: str, **values: Any) -> Any:
    """Call an action as the platform; a refusal becomes a message and exit code 1."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        return tk.get_action(f"mutualisation_{name}")({"ignore_auth": True, "user": site_user}, values)
    except (tk.ObjectNotFound, tk.ValidationError) as error:
        raise click.ClickException(str(error)) from None
