"""``ckan mutualisation harvest``: what it prints, its exit code, one run at a time, and life after a crash."""
from __future__ import annotations

import json
import os
import signal

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan as ckan_command

from ckanext.harvest.model import HarvestJob

from ckanext.mutualisation.harvesters import command, lock, runs, writing
from ckanext.mutualisation.harvesters.cli import harvest
from tests.harvesters import factories
from tests.harvesters.peer import dataset


@pytest.fixture
def source(org, peer):
    peer.datasets = [dataset(number) for number in range(1, 9)]
    return factories.source(peer.url, org["id"])


def test_a_run_says_what_it_did(source, cli):
    result = cli.invoke(harvest, ["run", "source", "--workers", "1"])
    assert result.exit_code == 0, result.output
    assert "source: 8 added, 0 changed, 0 unchanged" in result.stdout
    assert "8 of 8" in result.stderr
    again = cli.invoke(harvest, ["run", "source", "--json"])
    assert json.loads(again.stdout)["unchanged"] == 8
    status = cli.invoke(harvest, ["status", "--json"])
    assert json.loads(status.stdout)[0]["run"]["unchanged"] == 8


def test_a_listing_that_fails_is_no_success(source, peer, cli):
    peer.fault = lambda start, page: (500, {})
    result = cli.invoke(harvest, ["run", "source"])
    assert result.exit_code == 1
    assert "listing stopped" in result.stderr


def test_a_source_that_is_not_there_or_not_ours_is_told(org, cli):
    result = cli.invoke(harvest, ["run", "nothing"])
    assert result.exit_code == 1
    assert "nothing" in result.output
    data = {"name": "stock", "url": "http://stock.example", "source_type": "ckan", "owner_org": org["id"]}
    tk.get_action("harvest_source_create")(factories.context(), data)
    result = cli.invoke(harvest, ["run", "stock"])
    assert result.exit_code == 1
    assert "run-test stock" in result.output


def test_the_group_is_part_of_ckan_mutualisation(platform, cli):
    result = cli.invoke(ckan_command, ["mutualisation", "harvest", "--help"])
    assert result.exit_code == 0, result.output
    assert "run" in result.output


def test_the_licence_list_is_found_without_knowing_where_it_is(platform, cli):
    path = cli.invoke(harvest, ["licences-path", "--language", "fr"]).stdout.strip()
    assert path.startswith("file:///")
    with open(path.removeprefix("file://"), encoding="utf-8") as list_of_licences:
        assert {"lov2", "fr-lo"} <= {one["id"] for one in json.load(list_of_licences)}


def test_one_run_at_a_time(source):
    with lock.held(source["id"]), pytest.raises(lock.SourceBusy):
        factories.run_by_command("source")
    with lock.held(source["id"]):
        factories.run_by_queue("source")
    assert runs.last(source["id"]) is None
    assert factories.run_by_command("source")["added"] == 8


def test_a_job_of_the_queue_is_left_to_it(source):
    job = tk.get_action("harvest_job_create")(factories.context(), {"source_id": source["id"], "run": True})
    with pytest.raises(command.JobElsewhere, match=job["id"]):
        factories.run_by_command("source")


def _kill_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the process that writes the dataset of this number, as the system would."""
    write = writing.Writer.write
    done = []

    def until(self, harvest_object):
        done.append(1)
        if len(done) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(self, harvest_object)

    monkeypatch.setattr(writing.Writer, "write", until)


@pytest.mark.parametrize("number", [1, 4, 8])
def test_a_killed_run_is_finished_by_the_next(source, number: int, monkeypatch: pytest.MonkeyPatch):
    _kill_at(number, monkeypatch)
    model.Session.remove()
    child = os.fork()
    if not child:
        model.meta.engine.dispose(close=False)
        factories.run_by_command("source")
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    monkeypatch.undo()
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.harvest.allowed_hosts", ["127.0.0.1"])
    factories.run_by_command("source")
    assert len(factories.datasets()) == 8
    found = runs.listed(source["id"], 10, 0)
    assert [one["done"] for one in found] == [0, 8]
    assert found[1]["added"] == 8
    assert {job.status for job in model.Session.query(HarvestJob)} == {"Finished"}


def test_a_killed_worker_costs_nothing(source, monkeypatch: pytest.MonkeyPatch):
    parent = os.getpid()
    write = writing.Writer.write

    def only_in_the_parent(self, harvest_object):
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(self, harvest_object)

    monkeypatch.setattr(writing.Writer, "write", only_in_the_parent)
    run = factories.run_by_command("source", workers=2)
    assert (run["added"], run["done"]) == (8, 8)
    assert len(factories.datasets()) == 8


def test_a_run_killed_while_it_lists_is_closed_by_the_next(source, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command.gathering, "gather", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        factories.run_by_command("source")
    model.Session.remove()
    monkeypatch.undo()
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.harvest.allowed_hosts", ["127.0.0.1"])
    assert factories.run_by_command("source")["added"] == 8
    assert {job.status for job in model.Session.query(HarvestJob)} == {"Finished"}
