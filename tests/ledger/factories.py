"""The Pays de la Loire and other agreements, each with organisations of its own: the books keep what is written."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from ckan.tests import factories
from ckan.tests.helpers import call_action

__all__ = ["Scenario", "agreement", "allocate", "equal_key", "expense", "pays_de_la_loire"]

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Scenario:
    """The four members of the scenario and their agreement, by slug."""

    slug: str
    department: dict
    region: dict
    metropolis: dict
    town: dict

    @property
    def members(self) -> list[dict]:
        return [self.metropolis, self.department, self.region, self.town]


def equal_key(*names: str) -> dict:
    return {"method": "equal", "shares": [{"member": name} for name in names]}


def agreement(a_lead: dict, a_key: dict, /, **fields: object) -> dict:
    """Write an agreement in force from the end of 2012."""
    values = {"slug": f"agreement-{next(_numbers)}-{a_lead['name']}", "title": "Convention", "lead": a_lead["name"],
              "valid_from": "2012-12-21", "key": a_key, **fields}  # fmt: skip
    return call_action("mutualisation_agreement_create", context={"ignore_auth": True}, **values)


def pays_de_la_loire(*, with_expense: bool = True, allocated: bool = True) -> Scenario:
    """Make the scenario: a contract of 210,000.00 in three equal shares, Nantes and its metropolis sharing one."""
    department = factories.Organization(title="Loire-Atlantique")
    region = factories.Organization(title="Pays de la Loire")
    metropolis = factories.Organization(title="Nantes Métropole")
    town = factories.Organization(title="Ville de Nantes")
    inner = {"group": "nantes", "title": "Nantes", "key": equal_key(metropolis["name"], town["name"])}
    shares = [{"member": department["name"]}, {"member": region["name"]}, inner]
    made = agreement(
        metropolis, {"method": "equal", "shares": shares}, title="Plateforme des Pays de la Loire",
        valid_to="2013-12-31", vat_regime="Hors champ de la TVA",
    )  # fmt: skip
    if with_expense:
        expense(made["slug"])
        if allocated:
            allocate(made["slug"])
    return Scenario(made["slug"], department, region, metropolis, town)


def expense(slug: str, **fields: object) -> dict:
    """Record the contract of the scenario, or another expense."""
    values = {"agreement": slug, "reference": "MARCHE-2012-01", "label": "Marché d'investissement 2012-2013",
              "date": "2012-12-21", "amount_cents": 21_000_000, "section": "investment", **fields}  # fmt: skip
    return call_action("mutualisation_expense_create", context={"ignore_auth": True}, **values)


def allocate(slug: str, reference: str = "MARCHE-2012-01") -> dict:
    """Split an expense."""
    context = {"ignore_auth": True}
    return call_action("mutualisation_allocation_create", context=context, agreement=slug, reference=reference)
