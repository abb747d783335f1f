"""The fast way to harvest: batches in one transaction each, several processes, Solr's commits by time and at the end.

It makes the same datasets as ckanext-harvest's commands, through the same gathering and the same writer.
"""
from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestObjectError

from ckanext.mutualisation.harvesters import gathering, index, lock, runs, writing
from ckanext.mutualisation.harvesters.base import MutualisationHarvester, harvester_of
from ckanext.mutualisation.harvesters.source import Source, find

__all__ = ["JobElsewhere", "NotOurKind", "Progress", "run"]

log = logging.getLogger(__name__)

Progress = Callable[[str, dict[str, Any] | None], None]

BATCH = 50
_SOLR_SECONDS = 10
_REPORT_SECONDS = 1.0
_STATUS = {"added": "added", "changed": "updated", "restored": "updated", "removed": "deleted", "deleted": "deleted"}


class NotOurKind(Exception):
    """The source's type belongs to no loaded harvester of this room; the text is the type."""


class JobElsewhere(Exception):
    """ckanext-harvest's queue has a job under way on this source; the text is its id."""


def run(id_or_name: str, workers: int, progress: Progress) -> dict[str, Any]:
    """Harvest a source now and return its run.

    ``progress`` is called with "listing" and None, then with "writing" and the run as it is, about once a second.
    What a killed run of this command left is done first.

    :raises ckan.logic.NotFound: no such source.
    :raises NotOurKind: the source is not of one of this room's kinds.
    :raises lock.SourceBusy: another process is harvesting it.
    :raises JobElsewhere: the queue has a job on it.
    """
    source = find(id_or_name)
    harvester = harvester_of(source.type)
    if harvester is None:
        raise NotOurKind(source.type)
    with lock.held(source.id):
        for job_id, driver in runs.unfinished(source.id):
            if driver != "command":
                raise JobElsewhere(job_id)
            _end_gathering(job_id)
            _work(harvester, source, job_id, workers, progress)
            _close(source.id)
        index.repair(source.id)
        progress("listing", None)
        job_id = _gather(harvester, source)
        _work(harvester, source, job_id, workers, progress)
        _close(source.id)
        result = runs.by_job(job_id)
    return result or {}


def _gather(harvester: MutualisationHarvester, source: Source) -> str:
    context: Any = {"model": model, "session": model.Session, "user": _site_user(), "ignore_auth": True}
    try:
        # Not run: that would put it on the consumers' queue too.
        job_id = tk.get_action("harvest_job_create")(context, {"source_id": source.id, "run": False})["id"]
    except HarvestJobExists:
        # None is running, so one is waiting that nobody sent to the queue.
        table = HarvestJob.__table__
        query = sa.select(table.c.id).where(table.c.source_id == source.id, table.c.status == "New")
        job_id = model.Session.execute(query.limit(1)).scalar_one()
    job = model.Session.get_one(HarvestJob, job_id)
    # The run is made in the same commit: a job that is ours must never look like one of the queue.
    job.status, job.gather_started = "Running", _now()  # type: ignore[assignment]
    runs.create(job_id, source.id, "command")
    model.Session.commit()
    gathering.gather(harvester, source, job, "command")
    job.gather_finished = _now()  # type: ignore[assignment]
    model.Session.commit()
    return job_id


def _end_gathering(job_id: str) -> None:
    """Let a job whose gathering was killed be closed: nothing of it was committed, the next one finds it again."""
    job = model.Session.get_one(HarvestJob, job_id)
    if job.gather_finished is None:
        job.gather_finished = _now()  # type: ignore[assignment]
    model.Session.commit()


def _site_user() -> str:
    return tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})["name"]


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _close(source_id: str) -> None:
    """Let ckanext-harvest mark the job as finished, refresh the source's page and send its mails."""
    context: Any = {"model": model, "session": model.Session, "user": _site_user(), "ignore_auth": True}
    tk.get_action("harvest_jobs_run")(context, {"source_id": source_id})


def _work(
    harvester: MutualisationHarvester, source: Source, job_id: str, workers: int, progress: Progress
) -> None:
    """Do every object of the job, in this process or in several."""
    # Processes made by fork must not share a connection.
    model.Session.commit()
    model.Session.remove()
    if workers > 1 and _left(job_id) > BATCH:
        _fork(harvester, source, job_id, workers, progress)
    # Alone, or after the others: whatever a worker that died has left.
    _write_all(harvester, source, job_id, lambda: progress("writing", _status(job_id)))
    progress("writing", _status(job_id))


def _fork(
    harvester: MutualisationHarvester, source: Source, job_id: str, workers: int, progress: Progress
) -> None:
    model.Session.remove()
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_worker, args=(harvester, source, job_id)) for _ in range(workers)]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes):
        processes[0].join(_REPORT_SECONDS) if processes[0].is_alive() else time.sleep(_REPORT_SECONDS)
        progress("writing", _status(job_id))
    for process in processes:
        process.join()
        if process.exitcode:
            log.error("a worker ended with code %s; its share is done by the others", process.exitcode)


def _worker(harvester: MutualisationHarvester, source: Source, job_id: str) -> None:
    """Be one of several processes: leave the parent's connections alone, and end without its clean-up."""
    code = 1
    try:
        model.meta.engine.dispose(close=False)  # type: ignore[union-attr]
        _write_all(harvester, source, job_id, lambda: None)
        code = 0
    except Exception:
        log.exception("a worker failed")
    finally:
        os._exit(code)


def _status(job_id: str) -> dict[str, Any] | None:
    status = runs.by_job(job_id)
    # Neither keep a transaction open while waiting, nor read what it saw a second ago.
    model.Session.rollback()
    return status


def _left(job_id: str) -> int:
    table = HarvestObject.__table__
    query = sa.select(sa.func.count()).where(table.c.harvest_job_id == job_id, table.c.state == "IMPORT")
    count = model.Session.execute(query).scalar_one()
    model.Session.rollback()
    return count


def _claim(job_id: str, number: int) -> list[str]:
    """Take objects that nobody else has; the rows stay locked until the commit or the rollback."""
    table = HarvestObject.__table__
    query = sa.select(table.c.id).where(table.c.harvest_job_id == job_id, table.c.state == "IMPORT")
    return list(model.Session.execute(query.limit(number).with_for_update(skip_locked=True)).scalars())


def _write_all(
    harvester: MutualisationHarvester, source: Source, job_id: str, after_batch: Callable[[], None]
) -> None:
    writer = writing.Writer.of(harvester, source)
    unseen: list[str] = []
    committed = time.monotonic()
    while ids := _claim(job_id, BATCH):
        written = _write(writer, job_id, ids)
        index.add(written)
        unseen += written
        model.Session.remove()
        if time.monotonic() - committed > _SOLR_SECONDS:
            index.commit(unseen)
            unseen, committed = [], time.monotonic()
        after_batch()
    model.Session.rollback()
    if unseen:
        index.commit(unseen)


def _write(writer: writing.Writer, job_id: str, ids: list[str]) -> list[str]:
    """Write objects in one transaction or, when one of them cannot be, each in its own; return the datasets written."""
    try:
        return _write_together(writer, job_id, ids)
    except (*writing.REFUSALS, OperationalError) as error:
        log.info("a batch is written again one by one: %s", error)
        model.Session.rollback()
    return [package_id for one in ids for package_id in _write_alone(writer, job_id, one)]


def _write_together(writer: writing.Writer, job_id: str, ids: list[str]) -> list[str]:
    outcomes: Counter[str] = Counter()
    package_ids = []
    for one in ids:
        harvest_object = model.Session.get_one(HarvestObject, one)
        harvest_object.import_started = _now()  # type: ignore[assignment]
        outcome, package_id = writer.write(harvest_object)
        harvest_object.state, harvest_object.report_status = "COMPLETE", _STATUS[outcome]  # type: ignore[assignment]
        outcomes[outcome] += 1
        package_ids.append(package_id)
    model.Session.flush()
    runs.count(job_id, outcomes)
    model.Session.commit()
    return package_ids


def _write_alone(writer: writing.Writer, job_id: str, one: str) -> list[str]:
    table = HarvestObject.__table__
    mine = sa.select(table.c.id).where(table.c.id == one, table.c.state == "IMPORT").with_for_update(skip_locked=True)
    if model.Session.execute(mine).first() is None:
        return []
    try:
        return _write_together(writer, job_id, [one])
    except writing.REFUSALS as error:
        model.Session.rollback()
        _refuse(job_id, one, error)
    return []


def _refuse(job_id: str, one: str, error: Exception) -> None:
    harvest_object = model.Session.get_one(HarvestObject, one)
    problem = runs.Problem(str(harvest_object.guid), "", writing.reason(error))
    harvest_object.state, harvest_object.report_status = "ERROR", "errored"  # type: ignore[assignment]
    harvest_object.import_finished = _now()  # type: ignore[assignment]
    model.Session.add(HarvestObjectError(message=problem.reason, harvest_object_id=one, stage="Import"))
    model.Session.flush()
    runs.count(job_id, Counter(failed=1), [problem])
    model.Session.commit()
