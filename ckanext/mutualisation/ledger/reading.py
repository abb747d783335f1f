"""The actions that read the ledger: money in integer cents, organisations by id or name, agreements by id or slug."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.ledger import (
    agreements,
    allocations,
    balances,
    dictize,
    expenses,
    organizations,
    posting,
    schema,
    verification,
)
from ckanext.mutualisation.ledger import model as tables
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.asking import found_agreement, found_organization, found_party, validated
from ckanext.mutualisation.rights import may_act

__all__ = [
    "mutualisation_agreement_list",
    "mutualisation_agreement_show",
    "mutualisation_balance_list",
    "mutualisation_balance_show",
    "mutualisation_entry_list",
    "mutualisation_expense_list",
    "mutualisation_ledger_verify",
]


@tk.side_effect_free
def mutualisation_agreement_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return an agreement with its lead, its members and its versions; each version's key has the members' names.

    :param agreement: id or slug
    :type agreement: string

    :returns: ``id``, ``slug``, ``title``, ``lead``, ``members``, ``vat_regime``, ``versions``, and ``head_seq`` and
        ``head_hash``, the number and hash of the last entry of its books
    :rtype: dictionary
    """
    tk.check_access("mutualisation_agreement_show", context, data_dict)
    data = validated(data_dict, schema.agreement_reference(), context)
    return dictize.agreement(found_agreement(data["agreement"]))


@tk.side_effect_free
def mutualisation_agreement_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the agreements that the user may see, by slug.

    :param organization_id: only those to which this organisation is party, by id or name (optional)
    :type organization_id: string

    :returns: agreements, as ``mutualisation_agreement_show`` gives them
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_agreement_list", context, data_dict)
    wanted = data_dict.get("organization_id")
    known = agreements.find_all(found_organization(wanted, "organization_id").id if wanted else None)
    if not context.get("ignore_auth"):
        known = _seen_by(context.get("user"), known)
    return [dictize.agreement(each) for each in known]


def _seen_by(user: str | None, known: list[Agreement]) -> list[Agreement]:
    """Return the agreements to which an organisation for which the user acts is party."""
    parties = agreements.parties()
    concerned = set[str]().union(*(parties[each.id] for each in known))
    own = {organization_id for organization_id in concerned if may_act(user, organization_id, "ledger")}
    return [each for each in known if own & parties[each.id]]


@tk.side_effect_free
def mutualisation_expense_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the expenses of an agreement in the order of the books, each with its allocation.

    :param agreement: id or slug
    :type agreement: string

    :returns: ``reference``, ``label``, ``date``, ``amount_cents``, ``section``, ``entry_seq``, ``allocation`` or None
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_expense_list", context, data_dict)
    data = validated(data_dict, schema.agreement_reference(), context)
    agreement = found_agreement(data["agreement"])
    runs = {run.expense_entry_id: run for run in allocations.runs(agreement.ledger_id)}
    return [dictize.expense(posted, runs.get(posted.id)) for posted in expenses.find_all(agreement.ledger_id)]


@tk.side_effect_free
def mutualisation_balance_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what a member owes: positive when it owes, negative when the others owe it, as they do the lead.

    :param organization_id: id or name of the member
    :type organization_id: string
    :param agreement: id or slug; without it, every agreement to which the member is party is added up
    :type agreement: string

    :returns: ``organization_id``, ``balance_cents``, ``debit_cents``, ``credit_cents``, ``share_cents`` (its part of
        the costs), ``advanced_cents`` (what it paid for all), ``lines`` (its account), ``agreements`` (slugs)
    :rtype: dictionary
    """
    tk.check_access("mutualisation_balance_show", context, data_dict)
    data = validated(data_dict, schema.balance_show(), context)
    wanted = [found_agreement(data["agreement"])] if data.get("agreement") else None
    who = found_party(data["organization_id"], wanted)
    concerned = wanted or agreements.find_all(who.id)
    found = [balances.balances(each.ledger_id).get(who.id) for each in concerned]
    added = balances.added_up(who.id, [each for each in found if each is not None])
    lines = [line for each in concerned for line in balances.movements(each.ledger_id, who.id)]
    return {**dictize.balance(added, who, lines), "agreements": [each.slug for each in concerned]}


@tk.side_effect_free
def mutualisation_balance_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the balance of each member of an agreement, the lead first. They add up to the costs not yet allocated,
    with the sign changed: to zero when every expense was split.

    :param agreement: id or slug
    :type agreement: string

    :returns: as ``mutualisation_balance_show``, without ``lines`` and ``agreements``
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_balance_list", context, data_dict)
    data = validated(data_dict, schema.agreement_reference(), context)
    agreement = found_agreement(data["agreement"])
    found = balances.balances(agreement.ledger_id)
    people = organizations.named(agreements.everyone(agreement))
    return [dictize.balance(found[each], who) for each, who in people.items()]


@tk.side_effect_free
def mutualisation_entry_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the entries of an agreement's books, oldest first.

    :param agreement: id or slug
    :type agreement: string
    :param organization_id: only the entries of this member's account, without the lines of other members (optional for
        the lead)
    :type organization_id: string

    :returns: ``seq``, ``journal``, ``year``, ``number``, ``kind``, ``date``, ``recorded_at``, ``label``, ``reference``,
        ``total_cents``, ``hash``, ``lines`` (``account``, ``organization_id``, ``debit_cents``, ``credit_cents``)
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_entry_list", context, data_dict)
    data = validated(data_dict, schema.entry_list(), context)
    agreement = found_agreement(data["agreement"])
    people = organizations.named(agreements.everyone(agreement))
    only = found_party(data["organization_id"], [agreement]).id if data.get("organization_id") else None
    condition = () if only is None else (tables.entry.c.id.in_(balances.entries_of(agreement.ledger_id, only)),)
    return [dictize.entry(each, people, only) for each in posting.entries(agreement.ledger_id, *condition)]


@tk.side_effect_free
def mutualisation_ledger_verify(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Prove the books of an agreement: guards of the database, chain, totals, numbering, allocations computed again.

    :param agreement: id or slug
    :type agreement: string

    :returns: ``is_valid``, ``faults`` (``code``, ``seq``, ``about``), ``entries``, ``allocations``, ``head_seq``,
        ``head_hash``
    :rtype: dictionary
    """
    tk.check_access("mutualisation_ledger_verify", context, data_dict)
    data = validated(data_dict, schema.agreement_reference(), context)
    return dictize.report(verification.verify(found_agreement(data["agreement"])))
