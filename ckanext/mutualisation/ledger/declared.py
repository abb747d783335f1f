"""What a declarative file says of agreements, read into exact values, with every problem and the place where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import keys, money
from ckanext.mutualisation.core.declaration import Path, Problem
from ckanext.mutualisation.core.keys import Key
from ckanext.mutualisation.ledger import sentences
from ckanext.mutualisation.ledger.validators import (
    mutualisation_day,
    mutualisation_one_line,
    mutualisation_section,
    mutualisation_slug,
)

__all__ = ["DeclaredAgreement", "DeclaredExpense", "DeclaredVersion", "read"]


@dataclass(frozen=True)
class DeclaredVersion:
    """A version of an agreement; the members in ``key`` are names of organisations."""

    path: Path
    valid_from: date
    valid_to: date | None
    key: Key


@dataclass(frozen=True)
class DeclaredExpense:
    """An expense that the lead paid for all."""

    path: Path
    reference: str
    label: str
    date: date
    amount_cents: int
    section: str


@dataclass(frozen=True)
class DeclaredAgreement:
    """An agreement of the file: its versions by rising first day, its expenses as listed."""

    path: Path
    slug: str
    title: str
    lead: str
    vat_regime: str
    versions: tuple[DeclaredVersion, ...]
    expenses: tuple[DeclaredExpense, ...]

    def version_on(self, day: date) -> DeclaredVersion | None:
        """Return the version in force on a day, as :func:`agreements.version_on` does."""
        begun = [version for version in self.versions if version.valid_from <= day]
        return begun[-1] if begun and (begun[-1].valid_to is None or day <= begun[-1].valid_to) else None


def read(document: Mapping[str, Any]) -> tuple[list[DeclaredAgreement], list[Problem]]:
    """Return the agreements of a file that can be read, and every problem found; nothing of CKAN is looked at."""
    reader = _Reader()
    listed = reader.items(document.get("agreements"), ("agreements",))
    found = [agreement for path, plain in listed if (agreement := reader.agreement(plain, path)) is not None]
    return found, reader.problems


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.slugs: set[str] = set()

    def refuse(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))

    def agreement(self, plain: Mapping[str, Any], path: Path) -> DeclaredAgreement | None:
        self.known(plain, path, "slug", "title", "lead", "valid_from", "valid_to", "vat_regime", "key", "versions",
                   "expenses")  # fmt: skip
        slug = self.value(plain, path, "slug", mutualisation_slug)
        title = self.value(plain, path, "title", mutualisation_one_line)
        lead = self.value(plain, path, "lead", mutualisation_one_line)
        vat_regime = self.value(plain, path, "vat_regime", mutualisation_one_line, "")
        if slug in self.slugs:
            self.refuse((*path, "slug"), tk._("Another agreement has this short name"))
        self.slugs.add(slug)
        versions = [self.version(plain, path)]
        for at, more in self.items(plain.get("versions"), (*path, "versions")):
            self.known(more, at, "valid_from", "valid_to", "key")
            versions.append(self.version(more, at))
        spent = self.expenses(plain, path)
        if None in (slug, title, lead, vat_regime, *versions):
            return None
        agreement = DeclaredAgreement(
            path, slug, title, lead, vat_regime,
            tuple(each for each in versions if each), tuple(each for each in spent if each),
        )  # fmt: skip
        self.in_order(agreement)
        return agreement

    def version(self, plain: Mapping[str, Any], path: Path) -> DeclaredVersion | None:
        valid_from = self.value(plain, path, "valid_from", mutualisation_day)
        valid_to = self.value(plain, path, "valid_to", mutualisation_day, None)
        if valid_from and valid_to and valid_to < valid_from:
            self.refuse((*path, "valid_to"), tk._("The last day comes before the first"))
        try:
            key = keys.read(plain.get("key"))
        except keys.InvalidKey as error:
            for problem in error.problems:
                self.refuse((*path, "key", *problem.path), sentences.key_problem(problem))
            return None
        return DeclaredVersion(path, valid_from, valid_to, key) if valid_from else None

    def expenses(self, plain: Mapping[str, Any], path: Path) -> list[DeclaredExpense | None]:
        found: list[DeclaredExpense | None] = []
        references: set[str] = set()
        for at, each in self.items(plain.get("expenses"), (*path, "expenses")):
            expense = self.expense(each, at)
            if expense and expense.reference in references:
                self.refuse((*at, "reference"), tk._("Another expense has this reference"))
            references.add(expense.reference if expense else "")
            found.append(expense)
        return found

    def expense(self, plain: Mapping[str, Any], path: Path) -> DeclaredExpense | None:
        self.known(plain, path, "reference", "label", "date", "amount", "section")
        values = (
            self.value(plain, path, "reference", mutualisation_one_line),
            self.value(plain, path, "label", mutualisation_one_line),
            self.value(plain, path, "date", mutualisation_day),
            self.value(plain, path, "amount", _amount),
            self.value(plain, path, "section", mutualisation_section, "investment"),
        )
        return None if None in values else DeclaredExpense(path, *values)

    def in_order(self, agreement: DeclaredAgreement) -> None:
        for before, version in zip(agreement.versions, agreement.versions[1:], strict=False):
            if version.valid_from <= before.valid_from:
                self.refuse((*version.path, "valid_from"), tk._("A new version begins after the one before"))
        for expense in agreement.expenses:
            if agreement.version_on(expense.date) is None:
                self.refuse((*expense.path, "date"), tk._("No version of the agreement is in force on this day"))

    def items(self, plain: object, path: Path) -> list[tuple[Path, Mapping[str, Any]]]:
        """Return the mappings of a list with the path of each; what is no list or no mapping is a problem."""
        if plain is None:
            return []
        if not isinstance(plain, Sequence) or isinstance(plain, str):
            self.refuse(path, tk._("A list is expected here"))
            return []
        for i, each in enumerate(plain):
            if not isinstance(each, Mapping):
                self.refuse((*path, i), tk._("Named fields are expected here"))
        return [((*path, i), each) for i, each in enumerate(plain) if isinstance(each, Mapping)]

    def known(self, plain: Mapping[str, Any], path: Path, *fields: str) -> None:
        for field in plain:
            if field not in fields:
                message = tk._("Unknown field “{field}”: known here are {known}")
                self.refuse((*path, str(field)), message.format(field=field, known=", ".join(fields)))

    def value(
        self, plain: Mapping[str, Any], path: Path, field: str, accept: Callable[[Any], Any], default: Any = ...
    ) -> Any:
        """Return a field as its validator makes it, ``default`` when it is absent, or None after a problem."""
        given = plain.get(field)
        if given is None or given == "":
            if default is ...:
                self.refuse((*path, field), tk._("“{field}” is missing").format(field=field))
                return None
            return default
        try:
            return accept(given)
        except tk.Invalid as error:
            self.refuse((*path, field), str(error.error))
            return None


def _amount(value: object) -> int:
    try:
        cents = money.parse(value)
    except money.MoneyError as error:
        raise tk.Invalid(sentences.money_problem(error)) from None
    if cents <= 0:
        raise tk.Invalid(tk._("An amount is more than zero"))
    return cents
