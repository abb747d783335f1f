"""Validators of the ledger: they turn what came from outside into exact values, or say what is wrong."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import keys, money
from ckanext.mutualisation.ledger import sentences
from ckanext.mutualisation.ledger.agreements import SECTIONS

__all__ = [
    "mutualisation_cents",
    "mutualisation_day",
    "mutualisation_key",
    "mutualisation_one_line",
    "mutualisation_section",
    "mutualisation_slug",
]

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)


def mutualisation_cents(value: Any) -> int:
    """Accept a whole number of cents above zero, as a number or as digits; refuse decimals."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise tk.Invalid(tk._("An amount is a whole number of cents"))
    if value <= 0:
        raise tk.Invalid(tk._("An amount is more than zero"))
    if value > money.MAX_CENTS:
        raise tk.Invalid(tk._("The amount is more than the books can hold"))
    return value


def mutualisation_day(value: Any) -> date:
    """Accept a day as a date or as ``YYYY-MM-DD``."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    raise tk.Invalid(tk._("“{value}” is not a date, such as 2013-01-31").format(value=value))


def mutualisation_one_line(value: Any) -> str:
    """Accept text of one line, 500 characters at most, without control characters."""
    text = unicodedata.normalize("NFC", str(value)).strip()
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise tk.Invalid(tk._("Write this on one line"))
    if len(text) > 500:
        raise tk.Invalid(tk._("This is more than 500 characters long"))
    return text


def mutualisation_slug(value: Any) -> str:
    """Accept a short name made of lower-case letters, digits, hyphens and underscores."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise tk.Invalid(tk._("A short name has lower-case letters, digits, hyphens and underscores only"))
    return value


def mutualisation_section(value: Any) -> str:
    """Accept a section of the budget."""
    if value not in SECTIONS:
        raise tk.Invalid(tk._("Choose a section: {sections}").format(sections=", ".join(SECTIONS)))
    return value


def mutualisation_key(value: Any) -> keys.Key:
    """Accept a share tree as plain values (docs/reference/ledger.md); say every problem, with its place."""
    try:
        return keys.read(value)
    except keys.InvalidKey as error:
        told = [f"{_place(problem.path)}{sentences.key_problem(problem)}" for problem in error.problems]
        raise tk.Invalid("; ".join(told)) from None


def _place(path: tuple[str | int, ...]) -> str:
    return f"{'.'.join(map(str, path))}: " if path else ""
