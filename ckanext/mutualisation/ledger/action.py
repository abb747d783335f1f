"""The actions of the ledger; those that write are here, those that read in :mod:`.reading`.

Money is in integer cents; organisations are given by id or name, agreements by id or slug.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.allocation import AllocationError
from ckanext.mutualisation.ledger import accounts, agreements, allocations, dictize, expenses, posting, schema
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.asking import (
    actor_id,
    finish,
    found_agreement,
    found_organization,
    key_of_organizations,
    refuse,
    refuse_posting,
    validated,
)
from ckanext.mutualisation.ledger.reading import (
    mutualisation_agreement_list,
    mutualisation_agreement_show,
    mutualisation_balance_list,
    mutualisation_balance_show,
    mutualisation_entry_list,
    mutualisation_expense_list,
    mutualisation_ledger_verify,
)

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
