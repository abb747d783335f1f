"""The accounts of a ledger, named so that a treasurer reads them (docs/decisions/ledger-accounts.md).

``cost.<section>``      what was spent for all: debited by an expense
``transfer.<section>``  what was passed on to the members: credited by an allocation
``member.<name>``       what a member owes (debit) or has advanced (credit), the lead's too
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.ledger import model as tables
from ckanext.mutualisation.ledger.agreements import SECTIONS

__all__ = ["cost", "ensure", "of_member", "section_of", "transfer"]


def cost(section: str) -> str:
    """Return the code of the account of what is spent in a section."""
    return f"cost.{section}"


def transfer(section: str) -> str:
    """Return the code of the account of what is passed on to the members from a section."""
    return f"transfer.{section}"


def section_of(code: str) -> str:
    """Return the section of a cost or transfer account, from its code."""
    return code.partition(".")[2]


def of_member(ledger_id: str, organization_id: str) -> str:
    """Return the code of a member's account."""
    query = sa.select(tables.account.c.code).where(
        tables.account.c.ledger_id == ledger_id, tables.account.c.organization_id == organization_id
    )
    return model.Session.execute(query).scalar_one()


def ensure(ledger_id: str, members: Mapping[str, str]) -> None:
    """Open the accounts that a ledger lacks: those of the sections, and one for each member (id to name).

    The caller holds the ledger's lock. A code keeps the name of the day it was opened; when an organisation left its
    name to another, the newcomer's code ends in a number.
    """
    columns = tables.account.c
    rows = model.Session.execute(sa.select(columns.code, columns.organization_id).where(columns.ledger_id == ledger_id))
    codes = {row.code: row.organization_id for row in rows}
    wanted = [
        {"ledger_id": ledger_id, "code": code(section), "kind": code.__name__, "section": section}
        for section in SECTIONS
        for code in (cost, transfer)
        if code(section) not in codes
    ]
    for organization_id, name in members.items():
        if organization_id not in codes.values():
            code = _free_code(f"member.{name}", codes)
            codes[code] = organization_id
            wanted.append(
                {
                    "ledger_id": ledger_id,
                    "code": code,
                    "kind": "member",
                    "section": "",
                    "organization_id": organization_id,
                    "organization_name": name,
                }
            )
    for values in wanted:
        model.Session.execute(tables.account.insert().values(**values))


def _free_code(code: str, taken: Mapping[str, str | None]) -> str:
    number = 2
    free = code
    while free in taken:
        free, number = f"{code}.{number}", number + 1
    return free
