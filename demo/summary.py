"""Say where everything of the demo is, and who can log in."""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from demo.accounts import ACCOUNTS

__all__ = ["table_of_addresses"]


def table_of_addresses(folder: Path, scenario: dict[str, Any]) -> str:
    """Return the addresses of the site, of each portal and of the ledger, then the accounts with their passwords."""
    ports = json.loads((folder / "ports.json").read_text())
    passwords = json.loads((folder / "accounts.json").read_text())
    site = f"http://localhost:{ports['ckan']}"
    places = [("The common site", f"{site}/")]
    for portal in scenario["portals"]:
        title = portal["title"]["fr"]
        places.append((title, f"http://{portal['hosts'][0]}:{ports['ckan']}/"))
        places.append(("", f"{site}/p/{portal['slug']}/"))
    lead = scenario["agreements"][0]
    places.append((f"Ledger, for the lead ({lead['lead']})", f"{site}/organization/{lead['lead']}/ledger"))
    places.append(("The peer CKAN (what is harvested)", f"http://127.0.0.1:{ports['peer']}/"))
    people = [(account.name, passwords[account.name], account.title) for account in ACCOUNTS]
    return "\n".join([
        *_table(places),
        "",
        f"Log in on the common site: {site}/user/login",
        *_table(people),
        "",
        f"Passwords are kept in {folder / 'accounts.json'}",
    ])


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
