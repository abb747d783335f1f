"""The three ways to harvest a source: ckanext-harvest's run-test, its queue, and our command."""
from __future__ import annotations

from typing import Any

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.mutualisation.harvesters import runs
from tests.harvesters import factories, peer

WAYS = {
    "run-test": factories.run_by_run_test,
    "queue": factories.run_by_queue,
    "command": factories.run_by_command,
    "command with two workers": lambda name: factories.run_by_command(name, workers=2),
}
pytestmark = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


def last_run(source: dict[str, Any]) -> dict[str, Any]:
    return runs.last(source["id"]) or {}


def counts(source: dict[str, Any]) -> dict[str, int]:
    names = ("added", "changed", "restored", "unchanged", "removed", "deleted", "refused", "failed")
    run = last_run(source)
    assert run["finished"]
    assert run["done"] == run["planned"]
    return {name: run[name] for name in names if run[name]}


make = peer.dataset


def test_a_first_run_makes_every_dataset(way, org, peer):
    peer.datasets = [make(number) for number in range(1, 4)]
    source = factories.source(peer.url, org["id"])
    way("source")
    assert counts(source) == {"added": 3}
    found = factories.datasets()
    assert set(found) == {one["name"] for one in peer.datasets}
    one = found["jeu-0001"]
    assert one["title"] == "Jeu de données 1"
    assert one["owner_org"] == org["id"]
    assert one["license_id"] == "lov2"
    assert one["id"] != peer.datasets[0]["id"]
    assert one["theme"] == ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]
    assert [resource["format"] for resource in one["resources"]] == ["CSV", "GeoJSON"]
    assert one["resources"][0]["size"] == 2048
    assert {tag["name"] for tag in one["tags"]} == {"eau", "groupe 1"}
    extras = {extra["key"]: extra["value"] for extra in one["extras"]}
    assert extras["zone"] == "Nord"
    assert extras["harvest_source_id"] == source["id"]


def test_a_second_run_adds_changes_and_removes_and_leaves_the_rest_alone(way, org, peer):
    peer.datasets = [make(number) for number in range(1, 9)]
    source = factories.source(peer.url, org["id"])
    way("source")
    before = factories.datasets()
    peer.datasets = [make(number) for number in range(2, 10)]
    peer.datasets[0]["title"] = "Nouveau titre"
    peer.datasets[0]["resources"][0]["url"] = "https://peer.example/autre.csv"
    way("source")
    assert counts(source) == {"added": 1, "changed": 1, "unchanged": 6, "removed": 1}
    after = factories.datasets()
    assert set(after) == {one["name"] for one in peer.datasets}
    assert after["jeu-0002"]["title"] == "Nouveau titre"
    assert after["jeu-0002"]["resources"][0]["url"] == "https://peer.example/autre.csv"
    kept = [[one["id"] for one in found["jeu-0002"]["resources"]] for found in (before, after)]
    assert kept[0] == kept[1]
    for name in (f"jeu-{number:04d}" for number in range(3, 9)):
        assert after[name]["metadata_modified"] == before[name]["metadata_modified"]
    archived = tk.get_action("package_show")({"ignore_auth": True}, {"id": "jeu-0001"})
    assert archived["private"] is True
    assert archived["state"] == "active"


def test_a_run_without_change_writes_nothing_and_ends(way, org, peer):
    peer.datasets = [make(number) for number in range(1, 4)]
    source = factories.source(peer.url, org["id"])
    way("source")
    before = factories.datasets()
    objects = model.Session.query(HarvestObject).count()
    way("source")
    assert counts(source) == {"unchanged": 3}
    assert factories.datasets() == before
    assert model.Session.query(HarvestObject).count() == objects
    jobs = model.Session.query(HarvestJob).filter_by(source_id=source["id"]).all()
    assert [job.status for job in jobs] == ["Finished", "Finished"]


def test_what_comes_back_is_restored_with_its_address_and_its_ids(way, org, peer):
    peer.datasets = [make(1), make(2)]
    source = factories.source(peer.url, org["id"])
    way("source")
    before = factories.datasets()
    peer.datasets = [make(2)]
    way("source")
    assert set(factories.datasets()) == {"jeu-0002"}
    peer.datasets = [make(1), make(2)]
    way("source")
    assert counts(source) == {"restored": 1, "unchanged": 1}
    after = factories.datasets()
    assert after["jeu-0001"]["id"] == before["jeu-0001"]["id"]
    assert after["jeu-0001"]["resources"] == before["jeu-0001"]["resources"]


def test_a_record_that_cannot_be_written_does_not_stop_the_others(way, org, peer):
    peer.datasets = [make(number) for number in range(1, 6)]
    # CKAN's own validator refuses it: the year does not exist.
    peer.datasets[2]["resources"][0]["last_modified"] = "2013-99-99"
    peer.datasets[3]["title"] = ["not", "a", "text"]
    source = factories.source(peer.url, org["id"])
    way("source")
    assert counts(source) == {"added": 3, "refused": 1, "failed": 1}
    assert set(factories.datasets()) == {"jeu-0001", "jeu-0002", "jeu-0005"}
    reasons = {one["guid"]: one["reason"] for one in last_run(source)["problems"]}
    assert "title" in reasons[peer.datasets[3]["id"]]
    assert "last_modified" in reasons[peer.datasets[2]["id"]]
