from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core import territory
from ckanext.mutualisation.core.territory import (
    COLLECTIVITIES,
    DEPARTMENTS,
    REGIONS,
    BodyKind,
    InvalidCode,
    parse_body_kind,
    parse_commune,
    parse_department,
    parse_insee_code,
    parse_region,
    parse_siren,
    parse_siret,
    siren_of,
)

SIRENS = {
    "244400404": "Nantes Métropole",
    "214401093": "Nantes",
    "234400034": "Région des Pays de la Loire",
    "224400028": "Département de Loire-Atlantique",
    "243100518": "Toulouse Métropole",
    "200054807": "Métropole d'Aix-Marseille-Provence",
    "241300417": "CA Arles Crau Camargue Montagnette",
    "243300316": "Bordeaux Métropole",
    "243400017": "Montpellier Méditerranée Métropole",
    "356000000": "La Poste",
}


def with_luhn_key(digits: str) -> str:
    return next(digits + str(key) for key in range(10) if territory._luhn(digits + str(key)))


sirens = st.from_regex(r"[1-9][0-9]{7}", fullmatch=True).map(with_luhn_key)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(territory).failed == 0


@pytest.mark.parametrize("siren", SIRENS, ids=SIRENS.values())
def test_real_bodies_have_a_valid_siren(siren):
    assert parse_siren(siren) == siren


@pytest.mark.parametrize("typed", ["244 400 404", " 244400404\n", "244\u00a0400\u202f404", "244.400.404"])
def test_a_siren_is_read_however_it_is_spaced(typed):
    assert parse_siren(typed) == "244400404"


@pytest.mark.parametrize(
    "wrong",
    ["", "24440040", "2444004040", "24440040A", "٢٤٤٤٠٠٤٠٤", "²44400404", "000000000", "-24440040", "244400440"],
)
def test_what_is_not_a_siren_is_refused_by_its_value_and_with_a_remedy(wrong):
    with pytest.raises(InvalidCode) as refusal:
        parse_siren(wrong)
    assert f"“{wrong}”" in str(refusal.value)
    assert "9 digits" in str(refusal.value) or "Check each digit" in str(refusal.value)


@given(sirens, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_seen(siren, place, shift):
    mistyped = siren[:place] + str((int(siren[place]) + shift) % 10) + siren[place + 1 :]
    with pytest.raises(InvalidCode):
        parse_siren(mistyped)


@given(sirens, st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_a_siret_starts_with_the_siren_of_its_body(siren, establishment):
    assert siren_of(parse_siret(with_luhn_key(siren + establishment))) == siren


@pytest.mark.parametrize("siret", ["24440040400129", "21440109300015", "23440003400026", "22440002800011"])
def test_real_establishments_have_a_valid_siret(siret):
    assert parse_siret(f" {siret[:9]} {siret[9:]}") == siret


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837", "35600000000010"])
def test_establishments_of_la_poste_need_only_digits_that_add_up_to_a_multiple_of_five(siret):
    assert parse_siret(siret) == siret


@pytest.mark.parametrize(
    "wrong", ["35600000000011", "24440040400128", "2444004040012", "00000000000000", "24440040500012"]
)
def test_a_siret_with_a_wrong_key_is_refused(wrong):
    with pytest.raises(InvalidCode, match="SIRET"):
        parse_siret(wrong)


def test_there_are_eighteen_regions_and_a_hundred_and_one_departments():
    assert (len(REGIONS), len(DEPARTMENTS), len(COLLECTIVITIES)) == (18, 101, 8)


@pytest.mark.parametrize(
    ("parse", "code"),
    [
        (parse_region, "52"),
        (parse_region, "01"),
        (parse_region, "93"),
        (parse_region, "94"),
        (parse_department, "01"),
        (parse_department, "44"),
        (parse_department, "2B"),
        (parse_department, "95"),
        (parse_department, "974"),
        (parse_department, "988"),
        (parse_commune, "44109"),
        (parse_commune, "2A004"),
        (parse_commune, "01001"),
        (parse_commune, "13055"),
        (parse_commune, "97105"),
        (parse_commune, "97611"),
        (parse_commune, "97502"),
        (parse_commune, "98735"),
    ],
)
def test_real_codes_are_read_as_insee_writes_them(parse, code):
    assert parse(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("parse", "wrong"),
    [
        (parse_region, "1"),
        (parse_region, "82"),  # Rhône-Alpes, merged in 2016
        (parse_region, "2A"),
        (parse_department, "1"),
        (parse_department, "00"),
        (parse_department, "20"),
        (parse_department, "96"),
        (parse_department, "97"),
        (parse_department, "970"),
        (parse_department, "979"),
        (parse_commune, "4410"),
        (parse_commune, "441090"),
        (parse_commune, "44000"),  # the postcode of Nantes
        (parse_commune, "20004"),
        (parse_commune, "2C004"),
        (parse_commune, "00123"),
        (parse_commune, "96001"),
        (parse_commune, "97001"),
        (parse_commune, "97100"),
        (parse_commune, "44A09"),
        (parse_commune, ""),
    ],
)
def test_codes_of_nothing_are_refused(parse, wrong):
    with pytest.raises(InvalidCode, match="INSEE code"):
        parse(wrong)


@given(st.sampled_from(sorted(DEPARTMENTS | COLLECTIVITIES)), st.integers(1, 99))
def test_every_department_has_communes_of_five_characters(department, number):
    code = department + str(number).rjust(5 - len(department), "0")
    assert parse_commune(code) == code


@pytest.mark.parametrize(
    ("kind", "code"), [(BodyKind.REGION, "52"), (BodyKind.DEPARTEMENT, "44"), (BodyKind.COMMUNE, "44109")]
)
def test_each_kind_of_body_takes_its_own_kind_of_code(kind, code):
    assert kind.takes_insee_code
    assert parse_insee_code(code, kind) == code


def test_a_department_does_not_take_a_communes_code():
    with pytest.raises(InvalidCode, match="department"):
        parse_insee_code("44109", BodyKind.DEPARTEMENT)


@pytest.mark.parametrize("kind", [BodyKind.EPCI, BodyKind.SYNDICAT, BodyKind.OTHER])
def test_the_other_kinds_take_none(kind):
    assert not kind.takes_insee_code
    with pytest.raises(InvalidCode, match="Leave it empty"):
        parse_insee_code("44109", kind)


def test_a_body_kind_is_read_by_its_name():
    assert parse_body_kind(" EPCI ") is BodyKind.EPCI
    with pytest.raises(InvalidCode, match="region, departement, epci, commune, syndicat, other"):
        parse_body_kind("ville")


def test_a_refusal_can_be_said_in_another_language():
    with pytest.raises(InvalidCode) as refusal:
        parse_siren("12")
    assert refusal.value.sentence.format(**refusal.value.parameters) == str(refusal.value)
    assert "{value}" in refusal.value.sentence
