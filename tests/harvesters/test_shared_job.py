"""One job given to two processes: `ckan harvester run-test` also puts the job it drives on the consumers' queue."""
from __future__ import annotations

import threading
from typing import Any

import ckan.model as model

from ckanext.harvest import queue
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.mutualisation.harvesters import runs
from ckanext.mutualisation.harvesters.base import harvester_of
from tests.harvesters import factories
from tests.harvesters.peer import dataset


def drain() -> tuple[int, int]:
    """Do what the consumers do with everything that waits in their queues; return how many jobs and objects it was."""
    gather, fetch = queue.get_gather_consumer(), queue.get_fetch_consumer()
    jobs = objects = 0
    while (message := gather.basic_get(queue.get_gather_queue_name()))[2] is not None:
        queue.gather_callback(gather, *message)
        jobs += 1
    while (message := fetch.basic_get(queue.get_fetch_queue_name()))[2] is not None:
        queue.fetch_callback(fetch, *message)
        objects += 1
    return jobs, objects


def test_consumers_that_come_after_run_test_find_its_job_done(org, peer):
    peer.datasets = [dataset(number) for number in range(1, 5)]
    source = factories.source(peer.url, org["id"])
    factories.run_by_run_test("source")
    before = runs.last(source["id"])
    assert drain() == (1, 0)
    after = runs.last(source["id"])
    assert after == before
    assert after["added"] == after["planned"] == 4
    assert model.Session.query(HarvestObject).count() == 4


def test_a_consumer_that_gathers_while_run_test_does_waits_and_adds_nothing(org, peer):
    peer.datasets = [dataset(number) for number in range(1, 5)]
    source = factories.source(peer.url, org["id"])
    consumers: list[threading.Thread] = []
    consumed: list[tuple[int, int]] = []

    def consume_meanwhile() -> None:
        try:
            consumed.append(drain())
        finally:
            model.Session.remove()

    def start_the_consumers(start: int, answer: dict[str, Any]) -> None:
        if not consumers:
            consumers.append(threading.Thread(target=consume_meanwhile))
            consumers[0].start()
            consumers[0].join(1)  # It must be waiting by then, and would be done if it did not wait.
            assert consumers[0].is_alive()

    peer.fault = start_the_consumers
    factories.run_by_run_test("source")
    consumers[0].join()
    model.Session.remove()
    run = runs.last(source["id"]) or {}
    assert (run["added"], run["planned"], run["done"], run["failed"]) == (4, 4, 4, 0)
    assert run["finished"]
    assert consumed == [(1, 0)]
    states = {(one.state, one.report_status) for one in model.Session.query(HarvestObject)}
    assert states == {("COMPLETE", "added")}
    assert [job.status for job in model.Session.query(HarvestJob)] == ["Finished"]
    assert set(factories.datasets()) == {one["name"] for one in peer.datasets}


def test_an_object_given_twice_is_written_once(org, peer):
    peer.datasets = [dataset(1)]
    source = factories.source(peer.url, org["id"])
    factories.run_by_run_test("source")
    one = model.Session.query(HarvestObject).one()
    written = factories.datasets()["jeu-0001"]["metadata_modified"]
    queue.fetch_and_import_stages(harvester_of(factories.TYPE), one)
    assert factories.datasets()["jeu-0001"]["metadata_modified"] == written
    run = runs.last(source["id"]) or {}
    assert (run["added"], run["changed"], run["done"]) == (1, 0, 1)


def test_our_command_does_not_put_its_job_on_the_queue(org, peer):
    peer.datasets = [dataset(1)]
    factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    assert drain() == (0, 0)
