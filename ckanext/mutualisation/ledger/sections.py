"""The agreements of a declarative file: made once, then found again. What the books hold is never changed by a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import allocation, keys, money
from ckanext.mutualisation.core.declaration import Change, Path, Problem, Section
from ckanext.mutualisation.core.keys import Key
from ckanext.mutualisation.ledger import agreements, allocations, declared, expenses, organizations, sentences
from ckanext.mutualisation.ledger.agreements import Agreement
from ckanext.mutualisation.ledger.declared import DeclaredAgreement, DeclaredExpense, DeclaredVersion

__all__ = ["SECTIONS"]


class _Step(NamedTuple):
    """A difference, and what makes it disappear."""

    change: Change
    make: Callable[[], object]


class Agreements:
    """Agreements, their versions and keys, and their expenses, which are split as soon as they are recorded."""

    key = "agreements"
    rank = 50

    def check(self, document: Mapping[str, Any]) -> Iterable[Problem]:
        """Return every problem: what cannot be read, members that nobody knows, and what contradicts the books."""
        found, problems = declared.read(document)
        announced = _announced(document)
        for agreement in found:
            problems += _unknown_members(agreement, announced)
            problems += _unsplittable(agreement)
            stored = agreements.find(agreement.slug)
            if stored is not None:
                problems += _contradictions(agreement, stored)
        return problems

    def plan(self, document: Mapping[str, Any]) -> Iterable[Change]:
        return [step.change for step in _steps(document)]

    def apply(self, document: Mapping[str, Any]) -> Iterable[Change]:
        for step in _steps(document):
            step.make()
            yield step.change

    def export(self) -> Any:
        return [_exported(agreement) for agreement in agreements.find_all()] or None


def _announced(document: Mapping[str, Any]) -> set[str]:
    """Return the names of the members that the same file makes."""
    listed = document.get("members")
    return (
        {str(each.get("name")) for each in listed if isinstance(each, Mapping)} if isinstance(listed, list) else set()
    )


def _unknown_members(agreement: DeclaredAgreement, announced: set[str]) -> Iterator[Problem]:
    def is_unknown(name: str) -> bool:
        return name not in announced and organizations.find(name) is None

    message = tk._("No member is named “{name}”")
    if is_unknown(agreement.lead):
        yield Problem((*agreement.path, "lead"), message.format(name=agreement.lead))
    for version in agreement.versions:
        for path, name in _places(version.key, (*version.path, "key")):
            if is_unknown(name):
                yield Problem(path, message.format(name=name))


def _places(key: Key, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each member of a tree with the path that leads to its name in the file."""
    for i, share in enumerate(key.shares):
        here = (*path, "shares", i)
        if share.key:
            yield from _places(share.key, (*here, "key"))
        else:
            yield (*here, "member"), share.name


def _unsplittable(agreement: DeclaredAgreement) -> Iterator[Problem]:
    for expense in agreement.expenses:
        version = agreement.version_on(expense.date)
        try:
            allocation.allocate(expense.amount_cents, version.key if version else Key("equal", ()))
        except allocation.AllocationError as error:
            message = tk._("The key cannot split this amount: {reason}").format(reason=error)
            yield Problem((*expense.path, "amount"), message)


def _contradictions(agreement: DeclaredAgreement, stored: Agreement) -> Iterator[Problem]:
    """Yield each place where the file says of the past what the books do not."""
    lead = organizations.find(agreement.lead)
    if lead is None or lead.id != stored.lead_id:
        yield Problem((*agreement.path, "lead"), tk._("The lead of an agreement does not change"))
    known = {version.valid_from: version for version in agreements.versions(stored.id)}
    for version in agreement.versions:
        same = known.get(version.valid_from)
        if same is None and version.valid_from <= max(known):
            message = tk._("A new version begins after the one before, which began on {day}").format(day=max(known))
            yield Problem((*version.path, "valid_from"), message)
        elif same and (same.valid_to, _plain(same.key)) != (version.valid_to, _plain(_with_ids(version.key))):
            field = "valid_to" if same.valid_to != version.valid_to else "key"
            yield Problem((*version.path, field), tk._("A version is never changed: add one to “versions”"))
    for expense in agreement.expenses:
        yield from _other_content(expense, stored)


def _other_content(expense: DeclaredExpense, stored: Agreement) -> Iterator[Problem]:
    posted = expenses.find(stored.ledger_id, expense.reference)
    if posted is None:
        return
    known = expenses.of_draft(posted.entry.draft)
    message = tk._("The expense {reference} is already recorded with “{value}”")
    told = {"amount_cents": sentences.rendered(known.amount_cents)}
    for field in ("amount_cents", "label", "date", "section"):
        if getattr(known, field) != getattr(expense, field):
            value = told.get(field, str(getattr(known, field)))
            yield Problem(
                (*expense.path, "amount" if field == "amount_cents" else field),
                message.format(reference=known.reference, value=value),
            )


def _plain(key: Key) -> dict[str, Any]:
    return keys.to_plain(key)


def _with_ids(key: Key) -> Key:
    def identify(name: str) -> str:
        found = organizations.find(name)
        return found.id if found else name

    return keys.renamed(key, identify)


def _steps(document: Mapping[str, Any]) -> Iterator[_Step]:
    for agreement in declared.read(document)[0]:
        stored = agreements.find(agreement.slug)
        if stored is None:
            yield _creation(agreement)
        else:
            yield from _update(agreement, stored)
        yield from _new_versions(agreement, stored)
        for expense in agreement.expenses:
            yield from _recording(agreement, expense, stored)


def _creation(agreement: DeclaredAgreement) -> _Step:
    first = agreement.versions[0]
    values = {"title": agreement.title, "lead": agreement.lead, "vat_regime": agreement.vat_regime, **_version(first)}
    change = Change(
        "agreements", agreement.slug, "create", {name: (None, value) for name, value in values.items() if value}
    )
    return _Step(change, lambda: _call("agreement_create", slug=agreement.slug, **values))


def _update(agreement: DeclaredAgreement, stored: Agreement) -> Iterator[_Step]:
    fields = {
        name: (getattr(stored, name), getattr(agreement, name))
        for name in ("title", "vat_regime")
        if getattr(stored, name) != getattr(agreement, name)
    }
    if fields:
        values = {name: new for name, (_, new) in fields.items()}
        change = Change("agreements", agreement.slug, "update", fields)
        yield _Step(change, lambda: _call("agreement_update", agreement=agreement.slug, **values))


def _new_versions(agreement: DeclaredAgreement, stored: Agreement | None) -> Iterator[_Step]:
    known = {version.valid_from for version in agreements.versions(stored.id)} if stored else set()
    for version in agreement.versions[0 if stored else 1 :]:
        if version.valid_from not in known:
            values = _version(version)
            fields = {name: (None, value) for name, value in values.items() if value}
            change = Change("agreements", f"{agreement.slug}/{version.valid_from}", "record", fields)
            yield _Step(
                change, lambda values=values: _call("agreement_version_create", agreement=agreement.slug, **values)
            )


def _version(version: DeclaredVersion) -> dict[str, Any]:
    return {
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "key": _plain(version.key),
    }


def _recording(agreement: DeclaredAgreement, expense: DeclaredExpense, stored: Agreement | None) -> Iterator[_Step]:
    posted = expenses.find(stored.ledger_id, expense.reference) if stored else None
    if stored and posted and allocations.find(stored.ledger_id, posted.id):
        return
    verb = (
        {"allocation": (None, expense.amount_cents)}
        if posted
        else {"amount": (None, money.plain(expense.amount_cents))}
    )
    change = Change("agreements", f"{agreement.slug}/{expense.reference}", "record", verb)
    yield _Step(change, lambda: _record(agreement.slug, expense))


def _record(slug: str, expense: DeclaredExpense) -> None:
    """Record an expense and split it, in one transaction."""
    _call(
        "expense_create", {"defer_commit": True}, agreement=slug, reference=expense.reference, label=expense.label,
        date=expense.date.isoformat(), amount_cents=expense.amount_cents, section=expense.section,
    )  # fmt: skip
    _call("allocation_create", agreement=slug, reference=expense.reference)


def _call(name: str, more: Mapping[str, Any] | None = None, /, **values: Any) -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Any = {"ignore_auth": True, "user": site_user, "model": model, **(more or {})}
    return tk.get_action(f"mutualisation_{name}")(context, values)


def _exported(agreement: Agreement) -> dict[str, Any]:
    people = organizations.named(agreements.everyone(agreement))
    versions = [
        {
            "valid_from": version.valid_from,
            **({"valid_to": version.valid_to} if version.valid_to else {}),
            "key": keys.to_plain(keys.renamed(version.key, lambda each: people[each].name)),
        }
        for version in agreements.versions(agreement.id)
    ]
    plain = {"slug": agreement.slug, "title": agreement.title, "lead": people[agreement.lead_id].name}
    plain |= {"vat_regime": agreement.vat_regime} if agreement.vat_regime else {}
    plain |= versions[0]
    plain |= {"versions": versions[1:]} if versions[1:] else {}
    spent = [_exported_expense(posted) for posted in expenses.find_all(agreement.ledger_id)]
    return plain | ({"expenses": spent} if spent else {})


def _exported_expense(posted: expenses.Posted) -> dict[str, Any]:
    expense = expenses.of_draft(posted.entry.draft)
    return {
        "reference": expense.reference,
        "label": expense.label,
        "date": expense.date,
        "amount": money.plain(expense.amount_cents),
        "section": expense.section,
    }


SECTIONS: list[Section] = [Agreements()]
