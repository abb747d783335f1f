"""Who may do what with the books. Nothing is public: a visitor who is not logged in is refused everything.

The platform's administrator writes agreements, which bind organisations other than their author's. The lead's
administrators and those who hold its ledger duty write expenses and allocations, and see everything. Those of each
other member see what concerns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.mutualisation.ledger import agreements, organizations
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.rights import may_act

__all__ = [
    "mutualisation_agreement_create",
    "mutualisation_agreement_list",
    "mutualisation_agreement_show",
    "mutualisation_agreement_update",
    "mutualisation_agreement_version_create",
    "mutualisation_allocation_create",
    "mutualisation_balance_list",
    "mutualisation_balance_show",
    "mutualisation_entry_list",
    "mutualisation_expense_create",
    "mutualisation_expense_list",
    "mutualisation_ledger_verify",
]

DataDict = Mapping[str, Any]


def mutualisation_agreement_create(context: Context, data_dict: DataDict) -> AuthResult:
    return _refuse(tk._("Only an administrator of the platform writes agreements"))


mutualisation_agreement_update = mutualisation_agreement_create
mutualisation_agreement_version_create = mutualisation_agreement_create


def mutualisation_expense_create(context: Context, data_dict: DataDict) -> AuthResult:
    agreement = _agreement(data_dict)
    if agreement is not None and _acts_for(context, agreement.lead_id):
        return {"success": True}
    return _refuse(tk._("Only the lead of the agreement may write in its books"))


mutualisation_allocation_create = mutualisation_expense_create


def mutualisation_agreement_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let every user ask: the list holds only the agreements that the user may see.

    The anonymous visitor is refused here: in a request CKAN takes its user object for that of somebody.
    """
    return (
        {"success": True} if context.get("user") else _refuse(tk._("Log in to see the agreements of your organization"))
    )


def mutualisation_agreement_show(context: Context, data_dict: DataDict) -> AuthResult:
    agreement = _agreement(data_dict)
    if agreement is not None and any(_acts_for(context, each) for each in agreements.everyone(agreement)):
        return {"success": True}
    return _refuse(tk._("Only the members of an agreement see its books"))


mutualisation_expense_list = mutualisation_agreement_show
mutualisation_ledger_verify = mutualisation_agreement_show


def mutualisation_balance_list(context: Context, data_dict: DataDict) -> AuthResult:
    agreement = _agreement(data_dict)
    if agreement is not None and _acts_for(context, agreement.lead_id):
        return {"success": True}
    return _refuse(tk._("Only the lead of the agreement sees every balance"))


def mutualisation_balance_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Let a member see its own balance, and the lead every balance of its agreement."""
    agreement = _agreement(data_dict)
    if _acts_for_reference(context, data_dict.get("organization_id")):
        return {"success": True}
    if agreement is not None and _acts_for(context, agreement.lead_id):
        return {"success": True}
    return _refuse(tk._("Only a member and the lead see this balance"))


def mutualisation_entry_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let the lead see every entry, and a member those of its own account."""
    if data_dict.get("organization_id"):
        return mutualisation_balance_show(context, data_dict)
    return mutualisation_balance_list(context, data_dict)


def _agreement(data_dict: DataDict) -> Agreement | None:
    reference = data_dict.get("agreement")
    return agreements.find(reference) if isinstance(reference, str) else None


def _acts_for(context: Context, organization_id: str) -> bool:
    return may_act(context.get("user"), organization_id, "ledger")


def _acts_for_reference(context: Context, reference: object) -> bool:
    found = organizations.find(reference) if isinstance(reference, str) else None
    return found is not None and _acts_for(context, found.id)


def _refuse(message: str) -> AuthResult:
    return {"success": False, "msg": message}
