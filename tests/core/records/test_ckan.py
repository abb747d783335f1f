from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from ckanext.mutualisation.core.records import ckan
from ckanext.mutualisation.core.records.dataset import InvalidRecord
from ckanext.mutualisation.core.records.fingerprint import fingerprint

GOLDEN = sorted(Path(__file__).with_name("ckan").glob("*.json"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_record_is_read_as_its_golden_file_says(path: Path):
    case = json.loads(path.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(asdict(ckan.read(case["record"])))) == case["dataset"]


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        ({"name": "x"}, "id", "missing"),
        ({"id": "1", "name": " "}, "name", "missing"),
        ({"id": "1"}, "name", "missing"),
        ({"id": "1", "name": "x", "title": ["x"]}, "title", "a text"),
        ({"id": "1", "name": "x", "tags": "eau"}, "tags", "a list"),
        ({"id": "1", "name": "x", "tags": ["eau"]}, "tags[0]", "an object"),
        ({"id": "1", "name": "x", "resources": [{}, {"url": {"a": 1}}]}, "resources[1].url", "a text"),
        ({"id": "1", "name": "x", "extras": [{"value": "x"}]}, "extras[0].key", "missing"),
        (["x"], "record", "an object"),
    ],
)
def test_a_record_of_the_wrong_shape_is_refused_by_the_name_of_its_field(record, field: str, reason: str):
    with pytest.raises(InvalidRecord) as refused:
        ckan.read(record)
    assert refused.value.field == field
    assert reason in refused.value.reason


def test_what_the_remotes_own_harvester_adds_is_no_change():
    record = {"id": "1", "name": "x", "extras": [{"key": "harvest_object_id", "value": "a"}]}
    other = {"id": "1", "name": "x", "extras": [{"key": "harvest_object_id", "value": "b"}]}
    assert fingerprint(ckan.read(record), 1) == fingerprint(ckan.read(other), 1)


def test_a_changed_word_or_a_changed_rule_changes_the_fingerprint():
    dataset = ckan.read({"id": "1", "name": "x", "notes": "a"})
    assert fingerprint(dataset, 1) != fingerprint(ckan.read({"id": "1", "name": "x", "notes": "b"}), 1)
    assert fingerprint(dataset, 1) != fingerprint(dataset, 2)
