"""Euro amounts as integer cents: read what a person writes, write what a person reads.

>>> parse("210 000,00 €")
21000000
>>> render(21000000, "en")
'€210,000.00'
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency

__all__ = [
    "MAX_CENTS",
    "AmountNotText",
    "AmountTooLarge",
    "AmountUnreadable",
    "MoneyError",
    "TooManyDecimals",
    "parse",
    "plain",
    "render",
    "render_exact",
]

MAX_CENTS = 10**13 - 1
"""The largest amount of the books, in cents: one hundred thousand million euros, less a cent."""

_SPACES = "\u0020\u00a0\u2009\u202f"
_AMOUNT = re.compile(
    rf"""(?P<sign>[-\u2212+]?)
    (?P<whole>\d{{1,3}}(?:(?P<gap>[{_SPACES}])\d{{3}}(?:(?P=gap)\d{{3}})*)   # 210 000
      |\d{{1,3}}(?:,\d{{3}})+(?=\.)                                          # 210,000 before a decimal point
      |\d+)                                                                 # 210000
    (?:[.,](?P<decimals>\d+))?""",
    re.VERBOSE | re.ASCII,
)


class MoneyError(ValueError):
    """An amount that cannot be accepted; ``value`` is what was given."""

    def __init__(self, value: object) -> None:
        super().__init__(f"{type(self).__doc__} Given: {value!r}")
        self.value = value


class AmountNotText(MoneyError):
    """Amounts are written as text in quotes, such as "210000.00": a binary float cannot hold every cent."""


class AmountUnreadable(MoneyError):
    """This is not an amount in euros, such as "210000.00" or "210 000,00 €"."""


class TooManyDecimals(MoneyError):
    """An amount has two decimals at most."""


class AmountTooLarge(MoneyError):
    """The amount is beyond what the books can hold."""


def parse(text: object) -> int:
    """Return the cents of an amount written with a decimal point or comma, two decimals at most.

    Thousands may be grouped by spaces, or by commas when a decimal point follows. The euro sign may stand on either
    side.
    Raises :class:`AmountNotText`, :class:`AmountUnreadable`, :class:`TooManyDecimals` or :class:`AmountTooLarge`.
    """
    if not isinstance(text, str):
        raise AmountNotText(text)
    found = _AMOUNT.fullmatch(_without_euro(text))
    if found is None:
        raise AmountUnreadable(text)
    decimals = found["decimals"] or ""
    if len(decimals) > 2:
        raise TooManyDecimals(text)
    whole = re.sub(rf"[{_SPACES},]", "", found["whole"])
    digits = (whole + decimals.ljust(2, "0")).lstrip("0") or "0"
    if len(digits) > len(str(MAX_CENTS)):
        raise AmountTooLarge(text)
    cents = int(digits)
    return -cents if found["sign"] in ("-", "\u2212") else cents


def _without_euro(text: str) -> str:
    text = text.strip(_SPACES) or "?"
    sign, body = (text[0], text[1:].lstrip(_SPACES)) if text[:1] in ("-", "\u2212", "+") else ("", text)
    if body.startswith("€"):
        return sign + body[1:].lstrip(_SPACES)
    return sign + body.removesuffix("€").removesuffix("EUR").rstrip(_SPACES)


def plain(cents: int) -> str:
    """Return the amount as ``"210000.00"``, the form that files hold and that :func:`parse` reads back."""
    whole, decimals = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{decimals:02d}"


def render(cents: int, locale: str) -> str:
    """Return the amount as a person of that locale writes it: ``70 000,00 €``, ``€70,000.00``."""
    return format_currency(Decimal(cents).scaleb(-2), "EUR", locale=_known_locale(locale))


def render_exact(cents: Fraction, locale: str) -> str:
    """Return an amount before rounding: as :func:`render` when whole, else ``≈ €33.333333``, cut at six decimals."""
    if cents.denominator == 1:
        return render(int(cents), locale)
    scaled = abs(cents) * 10_000
    euros = Decimal(int(scaled)).scaleb(-6) * (-1 if cents < 0 else 1)
    text = format_currency(
        euros, "EUR", locale=_known_locale(locale), currency_digits=False, decimal_quantization=False
    )
    return text if scaled.denominator == 1 else f"≈ {text}"


def _known_locale(locale: str) -> str:
    """Return the locale as CLDR names it, English when CLDR does not know it."""
    try:
        return str(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        return "en"
