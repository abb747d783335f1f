"""The demo's data: believable, the same at every run, and what the scenario says."""
from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from demo.catalogue import build
from demo.catalogue.compose import ADDED, CHANGED, REMOVED

DEMO = Path(__file__).parents[2] / "demo"
SCENARIO = yaml.safe_load((DEMO / "pays-de-la-loire.yaml").read_text(encoding="utf-8"))
CATALOGUE = build()
FILES = [(dataset, file) for dataset in CATALOGUE for file in dataset.files]


def test_there_are_350_datasets_each_with_a_name_and_a_title_of_its_own():
    assert len(CATALOGUE) == 350
    assert len({dataset.name for dataset in CATALOGUE}) == 350
    assert len({dataset.title for dataset in CATALOGUE}) == 350


def test_two_runs_give_the_same_catalogue():
    assert build() == CATALOGUE


def test_the_four_members_publish_in_plausible_proportions():
    counts = Counter(dataset.publisher for dataset in CATALOGUE)
    assert counts == {"nantes-metropole": 130, "nantes": 85, "loire-atlantique": 85, "pays-de-la-loire": 50}


def test_names_are_ones_that_ckan_accepts():
    assert all(re.fullmatch(r"[a-z0-9-]{2,100}", dataset.name) for dataset in CATALOGUE)
    tags = {tag for dataset in CATALOGUE for tag in dataset.tags}
    assert [tag for tag in tags if not re.fullmatch(r"[\w \-.]{2,100}", tag)] == []


def test_every_description_has_two_to_six_sentences_and_no_hole_left_by_a_template():
    for dataset in CATALOGUE:
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", dataset.notes)) <= 9, dataset.notes
        assert not re.search(r"\{|\}|None", f"{dataset.title} {dataset.notes}")


def test_files_have_names_of_their_own_and_weigh_little_together():
    assert len({file.name for _, file in FILES}) == len(FILES)
    assert sum(len(file.text.encode()) for _, file in FILES) < 15_000_000


@pytest.mark.parametrize("publisher", ["nantes-metropole", "nantes", "loire-atlantique", "pays-de-la-loire"])
def test_csv_files_are_rectangular_with_headers_of_their_own(publisher):
    separator = "," if publisher == "pays-de-la-loire" else ";"
    for dataset, file in FILES:
        if dataset.publisher == publisher and file.format == "CSV":
            rows = list(csv.reader(io.StringIO(file.text), delimiter=separator))
            assert len({len(row) for row in rows}) == 1, file.name
            assert len(set(rows[0])) == len(rows[0]), file.name


def test_each_dataset_s_table_has_ten_to_two_hundred_rows():
    for dataset in CATALOGUE:
        assert 10 <= dataset.files[0].text.count("\n") - 1 <= 200, dataset.name


def test_maps_are_valid_and_lie_in_the_region():
    maps = [json.loads(file.text) for _, file in FILES if file.format == "GeoJSON"]
    assert len(maps) > 100
    kinds = Counter(feature["geometry"]["type"] for one in maps for feature in one["features"])
    assert set(kinds) == {"Point", "LineString", "Polygon"}
    for one in maps:
        for feature in one["features"]:
            for longitude, latitude in _positions(feature["geometry"]["coordinates"]):
                assert -3 < longitude < 1.2, feature
                assert 45.9 < latitude < 48.9, feature
            if feature["geometry"]["type"] == "Polygon":
                ring = feature["geometry"]["coordinates"][0]
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_a_wave_changes_ten_datasets_adds_five_and_removes_three():
    before, after = {dataset.name: dataset for dataset in CATALOGUE}, {dataset.name: dataset for dataset in build(1)}
    assert len(after.keys() - before.keys()) == ADDED == 5
    assert len(before.keys() - after.keys()) == REMOVED == 3
    assert sum(before[name] != after[name] for name in before.keys() & after.keys()) == CHANGED == 10


def test_siren_and_siret_numbers_of_the_scenario_have_a_right_key():
    members = SCENARIO["members"]
    assert {member["name"]: member["siren"] for member in members} == {
        "pays-de-la-loire": "234400034", "loire-atlantique": "224400028",
        "nantes-metropole": "244400404", "nantes": "214401093",
    }
    for member in members:
        assert _luhn(member["siren"])
        assert _luhn(member["siret"])
        assert member["siret"].startswith(member["siren"])


def test_every_publisher_of_the_peer_is_a_member_with_a_source():
    publishers = {dataset.publisher for dataset in CATALOGUE}
    assert publishers == {member["name"] for member in SCENARIO["members"]}
    assert publishers == {source["settings"]["organization"] for source in SCENARIO["sources"]}
    assert all(source["member"] == source["settings"]["organization"] for source in SCENARIO["sources"])


def test_brand_colours_can_be_read_on_white_and_white_on_them():
    for portal in SCENARIO["portals"]:
        for colour in (portal["brand"]["primary"], portal["brand"]["secondary"]):
            assert 1.05 / (_luminance(colour) + 0.05) >= 4.5, colour


def test_logos_are_accepted_by_the_portal():
    from ckanext.mutualisation.core.logo import read_logo

    for portal in SCENARIO["portals"]:
        assert read_logo((DEMO / portal["brand"]["logo"]).read_bytes()).media_type == "image/svg+xml"


def _positions(coordinates):
    if isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def _luhn(number: str) -> bool:
    digits = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in digits) % 10 == 0


def _luminance(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
