"""The actions of the ledger: money in integer cents, organisations by id or name, agreements by id or slug."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.allocation import AllocationError
from ckanext.mutualisation.ledger import (
    accounts,
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
from ckanext.mutualisation.ledger.asking import (
    actor_id,
    finish,
    found_agreement,
    found_organization,
    found_party,
    key_of_organizations,
    refuse,
    refuse_posting,
    validated,
)
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


def mutualisation_agreement_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write an agreement, its first version and its empty books.

    :param slug: short name, lower-case letters, digits, hyphens and underscores
    :type slug: string
    :param title: title of the convention
    :type title: string
    :param lead: id or name of the organisation that pays first
    :type lead: string
    :param vat_regime: how VAT applies, as the convention says it (optional)
    :type vat_regime: string
    :param valid_from: first day, YYYY-MM-DD
    :type valid_from: string
    :param valid_to: last day, YYYY-MM-DD (optional)
    :type valid_to: string
    :param key: share tree, ``{"method": "equal", "shares": [{"member": …}, {"group": …, "key": {…}}]}``; methods:
        equal, weights (``weight`` on each share), population (``population``), fixed (``amount``)
    :type key: dictionary

    :returns: the agreement, as ``mutualisation_agreement_show`` gives it
    :rtype: dictionary
    """
    tk.check_access("mutualisation_agreement_create", context, data_dict)
    data = validated(data_dict, schema.agreement_create(), context)
    lead = found_organization(data["lead"], "lead")
    if agreements.find(data["slug"]) is not None:
        refuse("slug", tk._("Another agreement has this short name"))
    actor = actor_id(context)
    agreement = agreements.create(data["slug"], data["title"], lead.id, lead.name, data["vat_regime"], actor)
    _add_version(agreement, data, actor)
    finish(context)
    return dictize.agreement(agreement)


def mutualisation_agreement_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Change the title or the VAT regime of an agreement; its members and key change by a new version only.

    :param agreement: id or slug
    :type agreement: string
    :param title: new title (optional)
    :type title: string
    :param vat_regime: new VAT regime (optional)
    :type vat_regime: string

    :returns: the agreement, as ``mutualisation_agreement_show`` gives it
    :rtype: dictionary
    """
    tk.check_access("mutualisation_agreement_update", context, data_dict)
    data = validated(data_dict, schema.agreement_update(), context)
    agreement = found_agreement(data["agreement"])
    title = data.get("title") or agreement.title
    agreements.change(agreement.id, title, data.get("vat_regime", agreement.vat_regime))
    finish(context)
    return dictize.agreement(found_agreement(agreement.id))


def mutualisation_agreement_version_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write a new version of an agreement: another key, other members, from a day on.

    :param agreement: id or slug
    :type agreement: string
    :param valid_from: first day, YYYY-MM-DD, later than that of every version before
    :type valid_from: string
    :param valid_to: last day, YYYY-MM-DD (optional)
    :type valid_to: string
    :param key: share tree, as in ``mutualisation_agreement_create``
    :type key: dictionary

    :returns: the agreement, as ``mutualisation_agreement_show`` gives it
    :rtype: dictionary
    """
    tk.check_access("mutualisation_agreement_version_create", context, data_dict)
    data = validated(data_dict, schema.agreement_version_create(), context)
    agreement = found_agreement(data["agreement"])
    _add_version(agreement, data, actor_id(context))
    finish(context)
    return dictize.agreement(agreement)


def _add_version(agreement: Agreement, data: DataDict, actor: str) -> None:
    posting.lock(agreement.ledger_id)
    valid_from, valid_to = data["valid_from"], data.get("valid_to")
    if valid_to is not None and valid_to < valid_from:
        refuse("valid_to", tk._("The last day comes before the first"))
    known = agreements.versions(agreement.id)
    if known and valid_from <= known[-1].valid_from:
        refuse("valid_from", tk._("A new version begins after the one before"))
    key, names = key_of_organizations(data["key"])
    agreements.add_version(agreement.id, valid_from, valid_to, key, names, actor)
    posting.check_now("mutualisation_agreement_version_whole")
    accounts.ensure(agreement.ledger_id, {agreement.lead_id: agreement.lead_name, **names})


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
        known = [each for each in known if _sees(context.get("user"), each)]
    return [dictize.agreement(each) for each in known]


def _sees(user: str | None, agreement: Agreement) -> bool:
    return any(may_act(user, organization_id, "ledger") for organization_id in agreements.everyone(agreement))


def mutualisation_expense_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record what the lead spent for all, once: the same reference with the same content gives the same entry.

    :param agreement: id or slug
    :type agreement: string
    :param reference: reference of the supporting document, unique in the agreement
    :type reference: string
    :param label: what was bought
    :type label: string
    :param date: day of the expense, YYYY-MM-DD, on which a version of the agreement is in force
    :type date: string
    :param amount_cents: amount in cents, more than zero
    :type amount_cents: integer
    :param section: ``investment`` (the default) or ``operation``
    :type section: string

    :returns: the expense, as ``mutualisation_expense_list`` gives it
    :rtype: dictionary
    """
    tk.check_access("mutualisation_expense_create", context, data_dict)
    data = validated(data_dict, schema.expense_create(), context)
    agreement = found_agreement(data["agreement"])
    if agreements.version_on(agreement.id, data["date"]) is None:
        refuse("date", tk._("No version of the agreement is in force on this day"))
    expense = expenses.Expense(data["reference"], data["label"], data["date"], data["amount_cents"], data["section"])
    try:
        posted = expenses.record(agreement, expense, actor_id(context))
    except posting.PostingError as error:
        refuse_posting(error, expense)
    finish(context)
    if posted.is_new:
        tk.signals.ckanext.signal("mutualisation:expense_recorded").send(agreement.id, reference=expense.reference)
    return dictize.expense(posted, allocations.find(agreement.ledger_id, posted.id))


def mutualisation_allocation_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Split an expense by the key in force on its day and debit each member its share, once.

    :param agreement: id or slug
    :type agreement: string
    :param reference: reference of the expense
    :type reference: string

    :returns: the expense with its ``allocation``: ``shares``, a line for each node of the tree, with ``of_cents`` (what
        was split there), ``ratio`` and ``exact_cents`` (fractions), ``cents``, ``reason`` and ``explanation``
    :rtype: dictionary
    """
    tk.check_access("mutualisation_allocation_create", context, data_dict)
    data = validated(data_dict, schema.allocation_create(), context)
    agreement = found_agreement(data["agreement"])
    expense_entry = expenses.find(agreement.ledger_id, data["reference"])
    if expense_entry is None:
        refuse("reference", tk._("No expense has this reference"))
    version = agreements.version_on(agreement.id, expense_entry.entry.draft.effective_date)
    if version is None:
        refuse("reference", tk._("No version of the agreement is in force on this day"))
    try:
        run = allocations.allocate(agreement, version, expense_entry, actor_id(context))
    except AllocationError as error:
        refuse("amount_cents", tk._("The key cannot split this amount: {reason}").format(reason=error))
    except posting.PostingError as error:
        refuse_posting(error)
    finish(context)
    tk.signals.ckanext.signal("mutualisation:expense_allocated").send(agreement.id, reference=data["reference"])
    return dictize.expense(expense_entry, run)


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
