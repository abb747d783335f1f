"""What the ledger's templates ask for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import money
from ckanext.mutualisation.ledger import sentences, sight
from ckanext.mutualisation.ledger.balances import Balance

__all__ = ["mutualisation_balance", "mutualisation_euros", "mutualisation_quota"]


def mutualisation_balance(organization_id: str) -> Balance | None:
    """Return the balance of a member, or None when the visitor may not see it or there is none.

    Asked more than once on a page, it is looked up once.
    """
    if not tk.current_user.is_authenticated:
        return None
    known = tk.g.setdefault("mutualisation_balances", {})
    if organization_id not in known:
        seen = sight.of_member(tk.current_user.name, organization_id)
        known[organization_id] = seen.balance if seen else None
    return known[organization_id]


def mutualisation_euros(cents: int) -> str:
    """Return an amount in cents as the reader writes euros: ``70 000,00 €``, ``€70,000.00``."""
    return sentences.rendered(cents)


def mutualisation_quota(exact: Mapping[str, int]) -> str:
    """Return a quota in cents (numerator, denominator) in euros, before rounding."""
    return money.render_exact(Fraction(exact["numerator"], exact["denominator"]), sentences.locale())
