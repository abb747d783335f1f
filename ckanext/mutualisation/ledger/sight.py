"""What a user sees of a member's part in agreements: all for those who act for it, theirs for its leads."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.mutualisation.ledger import agreements
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.balances import Balance, added_up, balances
from ckanext.mutualisation.rights import may_act

__all__ = ["Sight", "of_member"]


@dataclass(frozen=True)
class Sight:
    """The agreements of one member that a user may see, and the member's balance over them."""

    agreements: tuple[Agreement, ...]
    balance: Balance


def of_member(user_name: str | None, organization_id: str) -> Sight | None:
    """Return what this user may see of this member; None when it shares no costs, or they are not the user's to see."""
    if not user_name:
        return None
    concerned = agreements.find_all(organization_id)
    if concerned and not may_act(user_name, organization_id, "ledger"):
        concerned = [each for each in concerned if may_act(user_name, each.lead_id, "ledger")]
    if not concerned:
        return None
    found = [balances(each.ledger_id).get(organization_id) for each in concerned]
    return Sight(tuple(concerned), added_up(organization_id, [each for each in found if each]))
