"""The sentences of the ledger in the reader's language: why a key is refused, why a share has its cents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core import money
from ckanext.mutualisation.core.keys import KeyProblem

__all__ = ["key_problem", "locale", "money_problem", "reason", "rendered"]

_ = tk._


def locale() -> str:
    """Return the language in which the page is written; English outside a page."""
    try:
        return tk.h.lang() or "en"
    except RuntimeError:
        return "en"


def rendered(cents: int) -> str:
    """Return an amount in euros as the reader writes it."""
    return money.render(cents, locale())


def money_problem(error: money.MoneyError) -> str:
    """Return why a text is not an amount."""
    return _amount_sentence(type(error).__name__, str(error.value))


def _amount_sentence(code: str, value: str) -> str:
    return {
        "AmountNotText": _('“{value}”: write the amount in quotes, such as "210000.00"'),
        "AmountUnreadable": _('“{value}” is not an amount, such as "210000.00"'),
        "TooManyDecimals": _("“{value}” has more than two decimals"),
        "AmountTooLarge": _("“{value}” is more than the books can hold"),
    }[code].format(value=value)


def key_problem(problem: KeyProblem) -> str:
    """Return why a part of a key is refused."""
    data = problem.data
    if problem.code in {"AmountNotText", "AmountUnreadable", "TooManyDecimals", "AmountTooLarge"}:
        return _amount_sentence(problem.code, str(data["value"]))
    return _key_sentences()[problem.code].format(**data)


def _key_sentences() -> Mapping[str, str]:
    return {
        "not_a_key": _("A key has a method and its shares"),
        "too_deep": _("The groups of a key are nested {depth} deep at most"),
        "unknown_method": _("Unknown method “{value}”: choose one of {methods}"),
        "no_shares": _("A key has one share at least"),
        "all_zero": _("One share at least is more than zero"),
        "not_a_share": _("A share names a member or a group"),
        "member_or_group": _("A share names either a member or a group"),
        "no_name": _("A name is missing"),
        "member_repeated": _("“{name}” already has a share in this key"),
        "group_repeated": _("The group “{name}” already has a share in this key"),
        "measure_missing": _("“{field}” is missing"),
        "negative": _("“{value}” is less than zero"),
        "weights_unreadable": _('“{value}” is not a weight, such as 2, 1/3 or "0.5"'),
        "population_unreadable": _("“{value}” is not a number of inhabitants"),
        "unknown_field": _("Unknown field “{field}”: known here are {known}"),
    }


def reason(share: Mapping[str, Any]) -> str:
    """Return why a share of an allocation has its cents: a sentence, or "" when the quota needed no rounding."""
    sentences = {
        "exact": "",
        "rounded_down": _("Rounded down: the odd cents went to larger fractions, or to equal ones stated earlier."),
        "odd_cent": tk.ungettext(
            "Receives the odd cent, for the larger fraction.",
            "Receives one of the {odd_cents} odd cents, for a larger fraction.",
            share["odd_cents"],
        ),
        "odd_cent_by_order": tk.ungettext(
            "Receives the odd cent: the fractions are equal, and it comes first in the order agreed, the lead first.",
            "Receives one of the {odd_cents} odd cents: fractions are equal, the order agreed decides, the lead first.",
            share["odd_cents"],
        ),
        "nothing": _("No share in this key."),
        "fixed": _("Amount stated in the agreement."),
    }
    return sentences[share["reason"]].format(odd_cents=share["odd_cents"])
