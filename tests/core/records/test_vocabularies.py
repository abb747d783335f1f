from __future__ import annotations

import json
from pathlib import Path

import pytest

import ckanext.mutualisation.core.records as records
from ckanext.mutualisation.core.records import frequency, licence, theme

LICENCES = Path(records.__file__).parents[2] / "harvesters" / "licences"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("lov2", "lov2"),
        ("etalab-2.0", "lov2"),
        ("Licence Ouverte v2.0 (Etalab)", "lov2"),
        ("Licence Ouverte version 2.0", "lov2"),
        ("Licence Ouverte / Open Licence version 2.0", "lov2"),
        ("https://github.com/etalab/licence-ouverte/blob/master/LO.md", "lov2"),
        ("http://etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf", "lov2"),
        ("Licence Ouverte (Etalab)", "fr-lo"),
        ("Licence ouverte / Open Licence", "fr-lo"),
        ("https://wiki.data.gouv.fr/images/9/9d/Licence_Ouverte.pdf", "fr-lo"),
        ("Open Database License (ODbL)", "odc-odbl"),
        ("ODbL - Open Database License", "odc-odbl"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "odc-odbl"),
        ("http://opendatacommons.org/licenses/odbl/summary/", "odc-odbl"),
        ("https://opendatacommons.org/licenses/by/summary/", "odc-by"),
        ("CC BY", "cc-by"),
        ("cc-by-4.0", "cc-by"),
        ("Creative Commons Attribution 4.0 International", "cc-by"),
        ("CC BY-SA", "cc-by-sa"),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.fr", "cc-by-sa"),
        ("CC0", "cc-zero"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc-zero"),
        ("Public Domain", "other-pd"),
        ("CC BY-NC", "cc-nc"),
        ("CC BY-NC-SA 4.0", "cc-nc"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "cc-nc"),
        ("CC BY-ND", "other-closed"),
        ("CC BY-NC-ND 3.0 FR", "other-closed"),
        ("Conditions particulières", "notspecified"),
        ("CC BY sauf usage commercial", "notspecified"),
        ("https://example.org/licence-ouverte", "notspecified"),
        ("", "notspecified"),
    ],
)
def test_a_licence_is_recognised_from_its_words_and_never_assumed_open(said: str, expected: str):
    assert licence.identify(said) == expected


def test_the_first_licence_recognised_wins_and_unknown_ones_are_passed_over():
    assert licence.identify("notspecified", "maison", "ODbL") == "odc-odbl"
    assert licence.identify("cc-nc", "CC BY") == "cc-nc"
    assert licence.identify("other-closed", "CC BY") == "other-closed"


def test_a_precise_licence_tells_more_than_other_open():
    assert licence.identify("other-at", "", "Licence Ouverte v2.0 (Etalab)") == "lov2"
    assert licence.identify("other-open", "maison") == "other-open"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_licence_that_can_be_given_is_in_the_shipped_lists(language: str):
    entries = json.loads((LICENCES / f"{language}.json").read_text(encoding="utf-8"))
    assert {entry["id"] for entry in entries} == licence.IDS
    assert all(entry["title"] for entry in entries)


@pytest.mark.parametrize(
    ("names", "codes", "unknown"),
    [
        (["Environnement"], ["ENVI"], []),
        (["Aménagement du territoire, Urbanisme, Bâtiments, Equipements, Logement"], ["REGI"], []),
        (["Éducation, Formation, Recherche, Enseignement"], ["EDUC", "TECH"], []),
        (["Transports et déplacements"], ["TRAN"], []),
        (["http://publications.europa.eu/resource/authority/data-theme/HEAL", "gove"], ["GOVE", "HEAL"], []),
        (["Bazar", "Santé", ""], ["HEAL"], ["Bazar"]),
    ],
)
def test_french_themes_lead_to_the_eu_vocabulary(names, codes, unknown):
    assert theme.identify(names) == (tuple(theme.VOCABULARY + code for code in codes), tuple(unknown))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Quotidienne", frequency.VOCABULARY + "DAILY"),
        ("R/P1Y", frequency.VOCABULARY + "ANNUAL"),
        ("MONTHLY", frequency.VOCABULARY + "MONTHLY"),
        (frequency.VOCABULARY + "IRREG", frequency.VOCABULARY + "IRREG"),
        ("quand il pleut", "quand il pleut"),
        ("", ""),
    ],
)
def test_a_frequency_is_recognised_or_kept_as_said(said: str, expected: str):
    assert frequency.identify(said) == expected
