"""What the harvest's tests make: sources, and the three ways to run them."""
from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.tests import helpers

from ckanext.harvest import queue, utils
from ckanext.harvest.model import HarvestJob

from ckanext.mutualisation.harvesters import command
from ckanext.mutualisation.harvesters.model import metadata

__all__ = ["TYPE", "context", "datasets", "run_by_command", "run_by_queue", "run_by_run_test", "source", "wipe"]

TYPE = "mutualisation_ckan_harvester"


def wipe() -> None:
    """Empty CKAN, its index, our tables and ckanext-harvest's queues."""
    model.Session.remove()
    for table in reversed(metadata.sorted_tables):
        model.Session.execute(sa.delete(table))
    model.Session.commit()
    helpers.reset_db()
    search.clear_all()
    queue.purge_queues()


def context() -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"model": model, "session": model.Session, "user": user, "ignore_auth": True}


def source(url: str, owner_org: str, name: str = "source", settings: dict[str, Any] | None = None) -> dict[str, Any]:
    data = {"name": name, "url": url, "source_type": TYPE, "owner_org": owner_org, "config": json.dumps(settings or {})}
    return tk.get_action("harvest_source_create")(context(), data)


def run_by_command(name: str, workers: int = 1) -> dict[str, Any]:
    return command.run(name, workers, lambda stage, run: None)


def run_by_run_test(name: str) -> None:
    """Do what ``ckan harvester run-test`` does."""
    utils.run_test_harvester(name, force_import=None)


def run_by_queue(name: str) -> None:
    """Do what the consumers do with a job sent by ``ckan harvester job``, then what ``ckan harvester run`` does."""
    source_id = tk.get_action("harvest_source_show")(context(), {"id": name})["id"]
    job = tk.get_action("harvest_job_create")(context(), {"source_id": source_id, "run": True})
    gather, fetch = queue.get_gather_consumer(), queue.get_fetch_consumer()
    method, header, body = gather.basic_get(queue.get_gather_queue_name())
    assert json.loads(body)["harvest_job_id"] == job["id"]
    queue.gather_callback(gather, method, header, body)
    while True:
        method, header, body = fetch.basic_get(queue.get_fetch_queue_name())
        if body is None:
            break
        queue.fetch_callback(fetch, method, header, body)
    tk.get_action("harvest_jobs_run")(context(), {"source_id": source_id})
    model.Session.remove()
    assert model.Session.get_one(HarvestJob, job["id"]).status == "Finished"


def datasets(**filters: Any) -> dict[str, dict[str, Any]]:
    """Return the public datasets that a search finds, by name."""
    found = tk.get_action("package_search")({}, {"q": "*:*", "rows": 1000, **filters})["results"]
    return {one["name"]: one for one in found}
