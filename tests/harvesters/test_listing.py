"""What a source may do wrong while it lists its datasets: nothing is lost, nothing wrong is written, and it is told."""
from __future__ import annotations

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import HarvestGatherError

from ckanext.mutualisation.harvesters import runs
from tests.harvesters import factories
from tests.harvesters.peer import dataset


@pytest.fixture
def source(org, peer):
    """Return a source of ten datasets, harvested once, that answers by pages of four."""
    peer.datasets = [dataset(number) for number in range(1, 11)]
    peer.rows_max = 4
    one = factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    assert len(factories.datasets()) == 10
    return one


def error_at_4(start, page):
    return (500, {"success": False}) if start == 4 else None


def refused_at_4(start, page):
    return (403, {"success": False, "error": {"message": "Access denied"}}) if start == 4 else None


def failure_inside_200(start, page):
    return (200, {"success": False, "error": {"message": "Solr is down"}}) if start == 4 else None


def html(start, page):
    return (200, b"<html>Maintenance</html>") if start == 4 else None


def empty_page(start, page):
    return (200, {"success": True, "result": {"count": 10, "results": []}}) if start == 4 else None


def short_count(start, page):
    return (200, {"success": True, "result": {**page["result"], "count": 12}})


def changing_count(start, page):
    return (200, {"success": True, "result": {**page["result"], "count": 10 - start // 4}})


def empty_last_page(start, page):
    return (200, {"success": True, "result": {"count": 10, "results": []}}) if start > 6 else None


def no_list(start, page):
    return (200, {"success": True, "result": {"count": "10", "results": None}})


def truncated(start, page):
    return (200, b'{"success": true, "result": {"count": 10, "results": [{"id"') if start == 4 else None


FAULTS = [
    error_at_4, refused_at_4, failure_inside_200, html, empty_page, short_count, changing_count,
    empty_last_page, no_list, truncated,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_faulty_listing_removes_nothing_and_is_told(fault, source, peer):
    before = factories.datasets()
    peer.fault = fault
    run = factories.run_by_command("source")
    assert factories.datasets() == before
    assert run["removed"] == 0
    assert run["complete"] is False
    assert run["finished"]
    told = [one.message for one in model.Session.query(HarvestGatherError).filter_by(harvest_job_id=run["job_id"])]
    assert any(message.strip() for message in told)


def test_what_a_broken_listing_brought_is_kept(source, peer):
    peer.datasets[0]["title"] = "Changé"
    peer.fault = error_at_4
    run = factories.run_by_command("source")
    assert (run["changed"], run["received"]) == (1, 4)
    assert "500" in run["error"]
    assert factories.datasets()["jeu-0001"]["title"] == "Changé"


def test_an_empty_listing_suspends_the_removal(source, peer):
    peer.datasets = []
    run = factories.run_by_command("source")
    assert run["suspended"] == "empty"
    assert len(factories.datasets()) == 10


def test_too_many_gone_suspends_the_removal_but_not_the_rest(source, peer):
    peer.datasets = [*peer.datasets[:4], dataset(99)]
    run = factories.run_by_command("source")
    assert (run["suspended"], run["removed"], run["added"]) == ("too_many", 0, 1)
    assert len(factories.datasets()) == 11


def test_few_gone_from_a_complete_listing_are_archived(source, peer):
    peer.datasets = peer.datasets[5:]
    run = factories.run_by_command("source")
    assert (run["suspended"], run["removed"]) == ("", 5)
    assert len(factories.datasets()) == 5


def test_a_record_without_identifier_keeps_what_it_may_be(source, peer):
    peer.datasets[0] = {**peer.datasets[0], "id": ""}
    run = factories.run_by_command("source")
    assert (run["refused"], run["removed"], run["suspended"]) == (1, 0, "incomplete")
    assert len(factories.datasets()) == 10


def test_two_records_with_one_identifier_are_told_and_the_first_is_kept(source, peer):
    peer.datasets.append({**dataset(11), "id": peer.datasets[9]["id"]})
    run = factories.run_by_command("source")
    assert run["refused"] == 1
    assert "jeu-0011" not in factories.datasets()


def test_a_record_that_became_unreadable_stays_as_it_was(source, peer):
    peer.datasets[0]["title"] = {"fr": "?"}
    run = factories.run_by_command("source")
    assert (run["refused"], run["removed"], run["unchanged"]) == (1, 0, 9)
    assert factories.datasets()["jeu-0001"]["title"] == "Jeu de données 1"


def test_a_slow_site_is_asked_for_smaller_pages(org, peer):
    peer.datasets = [dataset(number) for number in range(1, 4)]
    peer.fault = lambda start, page: (503, {}) if int(peer.queries[-1]["rows"]) > 200 else None
    factories.source(peer.url, org["id"])
    run = factories.run_by_command("source")
    assert run["added"] == 3
    assert peer.queries[-1]["rows"] == "125"


def test_the_settings_reach_the_query(org, peer):
    peer.datasets = [dataset(1)]
    settings = {"organization": "nantes", "filters": {"groups": ["eau", 'a"b']}, "rows": 50}
    factories.source(peer.url, org["id"], settings=settings)
    factories.run_by_command("source")
    assert peer.queries[0]["rows"] == "50"
    assert peer.queries[0]["fq"] == '+(organization:"nantes" OR owner_org:"nantes") +groups:("eau" OR "a\\"b")'
    # The settings must not replace the source's own organisation, as ckanext-harvest does with the keys it finds.
    shown = tk.get_action("harvest_source_show")(factories.context(), {"id": "source"})
    assert shown["organization"]["id"] == org["id"]


def test_the_queue_tells_a_listing_that_cannot_start(org, peer):
    peer.fault = lambda start, page: (404, {"success": False, "error": {"message": "Not found"}})
    one = factories.source(peer.url, org["id"])
    factories.run_by_queue("source")
    run = runs.last(one["id"])
    assert "404" in run["error"]
    assert run["finished"]
