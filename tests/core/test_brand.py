from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.brand import (
    AA_TEXT,
    DEFAULT_PRIMARY,
    WHITE,
    Brand,
    Colour,
    MalformedColour,
    contrast,
    faults,
    text_on,
)

colours = st.builds(Colour, *(st.integers(0, 255) for _ in range(3)))


@pytest.mark.parametrize(("text", "written"), [("#FFF", "#ffffff"), ("#0a1B2c", "#0a1b2c"), (" abc ", "#aabbcc")])
def test_a_colour_is_read_from_three_or_six_digits(text, written):
    assert str(Colour.parse(text)) == written


@pytest.mark.parametrize("text", ["", "#", "#ff", "#fffff", "#ggg", "red", "#fff;}", "rgb(0,0,0)", "#fff\n#000"])
def test_another_text_is_no_colour(text):
    with pytest.raises(MalformedColour):
        Colour.parse(text)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777", "#fff", 4.48), ("#767676", "#fff", 4.54), ("#f00", "#00f", 2.15)],
)
def test_the_contrast_is_the_one_that_wcag_tools_give(one, other, ratio):
    assert contrast(Colour.parse(one), Colour.parse(other)) == pytest.approx(ratio, abs=0.005)
    assert contrast(Colour.parse(other), Colour.parse(one)) == pytest.approx(ratio, abs=0.005)


def test_a_primary_colour_under_aa_is_named_with_the_nearest_that_is_accepted():
    brand = Brand(primary=Colour.parse("#ff9900"), secondary=Colour.parse("#ffff00"))
    (fault,) = faults(brand)
    assert fault.field == "primary"
    assert fault.ratio == pytest.approx(2.14, abs=0.01)
    assert contrast(fault.nearest, WHITE) >= AA_TEXT
    assert faults(Brand(primary=fault.nearest)) == []


def test_the_default_brand_is_accepted():
    assert faults(Brand()) == []
    assert contrast(DEFAULT_PRIMARY, WHITE) > 7


@given(colours)
def test_text_can_be_read_on_any_background(background):
    assert contrast(text_on(background), background) >= AA_TEXT


@given(colours)
def test_the_proposed_colour_is_accepted_and_no_darker_than_needed(colour):
    for fault in faults(Brand(primary=colour)):
        assert AA_TEXT <= contrast(fault.nearest, WHITE) < AA_TEXT + 0.25
