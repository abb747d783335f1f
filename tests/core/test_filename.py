"""Names of files that came from elsewhere."""
from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.filename import LONGEST, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("budget.csv", "budget.csv"),
        ("Délibérations 2012.pdf", "Délibérations 2012.pdf"),
        ("../../../etc/passwd", ".._.._.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        ("..\\..\\windows\\system.ini", ".._.._windows_system.ini"),
        ("C:\\budget.csv", "C__budget.csv"),
        (".", "file"),
        ("..", "file"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        (" . ", "file"),
        (".htaccess", ".htaccess"),
        ("budget.csv. . ", "budget.csv"),
        ("budget\n2013.csv", "budget_2013.csv"),
        ("a\x00b.csv", "a_b.csv"),
        ("fdp.\u202etxt", "fdp._txt"),
        ("ligne\u2028deux", "ligne_deux"),
        ("CON", "_CON"),
        ("nul.csv", "_nul.csv"),
        ("console.csv", "console.csv"),
        ("e\u0301cole.csv", "école.csv"),
    ],
)
def test_a_name_stays_close_to_what_it_was_and_in_its_folder(text, name):
    assert safe_name(text) == name


def test_a_long_name_keeps_its_suffix():
    name = safe_name("é" * 300 + ".geojson")
    assert name.endswith("é.geojson")
    assert len(name.encode()) <= LONGEST
    assert len(safe_name("x." + "y" * 300).encode()) == LONGEST


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_the_text_the_name_is_one_safe_step_of_a_path(text):
    name = safe_name(text)
    assert name not in ("", ".", "..")
    assert not set(name) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(each)[0] == "C" for each in name)
    assert name == name.strip()
    assert not name.endswith(".")
    assert len(name.encode()) <= LONGEST
    assert safe_name(name) == name
