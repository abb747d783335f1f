"""What the actions share: read the request, find what it names, refuse in the terms of the API."""

from __future__ import annotations

from typing import Any, NoReturn

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict, Schema

from ckanext.mutualisation.core import keys
from ckanext.mutualisation.core.keys import Key
from ckanext.mutualisation.ledger import agreements, expenses, organizations, posting, sentences
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.organizations import Organization

__all__ = [
    "actor_id",
    "finish",
    "found_agreement",
    "found_organization",
    "found_party",
    "key_of_organizations",
    "refuse",
    "refuse_posting",
    "validated",
]


def validated(data_dict: DataDict, schema: Schema, context: Context) -> dict[str, Any]:
    """Return the request's values as the schema makes them. Raises ``ValidationError``."""
    data, errors = tk.navl_validate(dict(data_dict), schema, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def refuse(field: str, message: str) -> NoReturn:
    """Undo what was begun and raise a ``ValidationError`` that names the field."""
    model.Session.rollback()
    raise tk.ValidationError({field: [message]})


def finish(context: Context) -> None:
    """Commit, unless the caller does."""
    if not context.get("defer_commit"):
        model.Session.commit()


def actor_id(context: Context) -> str:
    """Return the id of the user who acts: an id, not a name, since the books keep it for ever."""
    user = model.User.by_name(context.get("user"))
    return user.id if user is not None else ""


def found_agreement(reference: str) -> Agreement:
    """Return the agreement of that id or slug. Raises ``ObjectNotFound``."""
    agreement = agreements.find(reference)
    if agreement is None:
        raise tk.ObjectNotFound(tk._("No agreement is named “{name}”").format(name=reference))
    return agreement


def found_organization(reference: str, field: str) -> Organization:
    """Return the organisation of that id or name. Raises ``ValidationError`` on ``field``."""
    organization = organizations.find(str(reference))
    if organization is None:
        refuse(field, tk._("No organization is named “{name}”").format(name=reference))
    return organization


def found_party(reference: str, concerned: list[Agreement] | None) -> Organization:
    """Return a member of the agreements, one that is no longer in CKAN too. Raises ``ObjectNotFound``.

    A name is that of the organisation that bears it today; only then that of one that is gone.
    """
    remembered = {}
    for agreement in agreements.find_all() if concerned is None else concerned:
        remembered.update(agreements.everyone(agreement))
    present = organizations.find(reference)
    if present is not None and present.id in remembered:
        return present
    for organization in organizations.named(remembered).values() if present is None else ():
        if not organization.is_present and reference in (organization.id, organization.name):
            return organization
    raise tk.ObjectNotFound(tk._("“{name}” shares no costs here").format(name=reference))


def key_of_organizations(key: Key) -> tuple[Key, dict[str, str]]:
    """Return the key with ids for members, and the name of each id. Raises ``ValidationError`` on ``key``."""
    names: dict[str, str] = {}

    def identify(reference: str) -> str:
        organization = found_organization(reference, "key")
        if organization.id in names:
            refuse("key", tk._("“{name}” already has a share in this key").format(name=reference))
        names[organization.id] = organization.name
        return organization.id

    return keys.renamed(key, identify), names


def refuse_posting(error: posting.PostingError, expense: expenses.Expense | None = None) -> NoReturn:
    """Raise the ``ValidationError`` that an entry refused by the books deserves."""
    if isinstance(error, posting.YearClosed):
        refuse("date", tk._("The year {year} is closed").format(year=error.year))
    if isinstance(error, posting.KeyTaken) and expense is not None:
        _refuse_other_content(expenses.of_draft(error.entry.draft), expense)
    refuse("reference", tk._("The books refuse this entry: {reason}").format(reason=error))


def _refuse_other_content(known: expenses.Expense, given: expenses.Expense) -> NoReturn:
    """Name each field in which an expense differs from the one recorded under its reference."""
    model.Session.rollback()
    message = tk._("The expense {reference} is already recorded with “{value}”")
    errors: dict[str, Any] = {
        field: [message.format(reference=known.reference, value=told(getattr(known, field)))]
        for field, told in (("amount_cents", sentences.rendered), ("label", str), ("date", str), ("section", str))
        if getattr(known, field) != getattr(given, field)
    }
    raise tk.ValidationError(errors or {"reference": [tk._("This reference is already recorded")]})
