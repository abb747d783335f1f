from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core import money

cents = st.integers(min_value=-money.MAX_CENTS, max_value=money.MAX_CENTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("210000.00", 21_000_000),
        ("210000", 21_000_000),
        ("210 000,00 €", 21_000_000),
        ("210\u202f000,00\u00a0€", 21_000_000),
        ("€210,000.00", 21_000_000),
        ("1,234,567.8", 123_456_780),
        ("0,5", 50),
        ("-12,30 €", -1230),
        ("\u221212.30", -1230),
        ("-€12.30", -1230),
        ("210000.00 EUR", 21_000_000),
        ("0", 0),
        ("99999999999.99", money.MAX_CENTS),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, expected):
    assert money.parse(text) == expected


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (210000.0, money.AmountNotText),
        (210000, money.AmountNotText),
        (None, money.AmountNotText),
        ("12.345", money.TooManyDecimals),
        ("210,000", money.TooManyDecimals),
        ("210 000,005", money.TooManyDecimals),
        ("", money.AmountUnreadable),
        ("€", money.AmountUnreadable),
        ("-", money.AmountUnreadable),
        ("1e5", money.AmountUnreadable),
        ("21 0000", money.AmountUnreadable),
        ("1 234\u202f567", money.AmountUnreadable),
        ("1,23,456.00", money.AmountUnreadable),
        ("210.000,00", money.AmountUnreadable),
        ("NaN", money.AmountUnreadable),
        ("٢١", money.AmountUnreadable),
        ("12.", money.AmountUnreadable),
        ("--5", money.AmountUnreadable),
        ("100000000000.00", money.AmountTooLarge),
        ("9" * 5000, money.AmountTooLarge),
    ],
)
def test_what_is_not_an_exact_amount_is_refused_by_name(value, error):
    with pytest.raises(error) as caught:
        money.parse(value)
    assert caught.value.value == value


def test_leading_zeros_are_not_a_large_amount():
    assert money.parse("0" * 30 + "1.00") == 100


@given(cents)
def test_what_is_written_is_read_back_to_the_cent_in_each_language(amount):
    assert money.parse(money.plain(amount)) == amount
    assert money.parse(money.render(amount, "fr")) == amount
    assert money.parse(money.render(amount, "en")) == amount


def test_amounts_are_written_for_the_reader():
    assert money.render(7_000_000, "fr") == "70\u202f000,00\u00a0€"
    assert money.render(7_000_000, "en") == "€70,000.00"
    assert money.render(7_000_000, "a locale unknown to CLDR") == "€70,000.00"


@pytest.mark.parametrize(
    ("cents", "locale", "expected"),
    [
        (Fraction(7_000_000), "fr", "70\u202f000,00\u00a0€"),
        (Fraction(10_000, 3), "en", "≈ €33.333333"),
        (Fraction(-10_000, 3), "fr", "≈ -33,333333\u00a0€"),
        (Fraction(1, 2), "fr", "0,005\u00a0€"),
    ],
)
def test_a_quota_is_written_before_its_rounding(cents, locale, expected):
    assert money.render_exact(cents, locale) == expected
