"""List a source, find what is new, changed or gone, and make harvest objects for nothing else."""
from __future__ import annotations

import json
import logging
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestObjectExtra

from ckanext.mutualisation.core.records.dataset import Dataset, InvalidRecord
from ckanext.mutualisation.core.records.fingerprint import fingerprint
from ckanext.mutualisation.core.records.plan import Known, Listing, Suspension, compare, removals
from ckanext.mutualisation.harvesters import config, records, runs
from ckanext.mutualisation.harvesters.kind import Kind, ListingFailed, Page
from ckanext.mutualisation.harvesters.source import Source
from ckanext.mutualisation.http import WireError

__all__ = ["STATUS", "gather"]

log = logging.getLogger(__name__)

# The key of the harvest object's extra that says what to do with it: write, archive or delete.
STATUS = "status"


@dataclass
class _Found:
    """What a listing has shown so far."""

    pages: int = 0
    announced: int | None = None
    guids: set[str] = field(default_factory=set)
    unidentified: int = 0
    unchanged: int = 0
    failed: str = ""
    tags: set[str] = field(default_factory=set)
    object_ids: list[str] = field(default_factory=list)
    problems: list[runs.Problem] = field(default_factory=list)


def gather(kind: Kind, source: Source, job: HarvestJob, driver: runs.Driver) -> list[str]:
    """Run the listing of a job and return the ids of the harvest objects it made, all committed at once.

    The job's run is there already. A listing that fails on its way keeps what it brought, and removes nothing. Errors
    are told on the job.
    """
    job_id = str(job.id)
    known = records.known(source.id)
    found = _Found()
    try:
        with config.client() as client:
            for page in kind.pages(client, source.url, source.settings):
                _take(kind, source, job_id, driver, page, known, found)
    except (WireError, ListingFailed) as error:
        found.failed = str(error)
    listing = Listing(found.announced, frozenset(found.guids), found.unidentified, bool(found.failed))
    gone, suspended = removals(listing, known)
    _plan_removals(source, job_id, driver, listing, gone, found)
    _make_tags(found.tags)
    runs.note(
        job_id, announced=found.announced, received=len(found.guids), planned=len(found.object_ids),
        unchanged=found.unchanged, refused=len(found.problems), complete=listing.complete, suspended=suspended,
        error=found.failed, problems=found.problems,
    )  # fmt: skip
    model.Session.commit()
    _tell(job, found, listing, suspended)
    return found.object_ids


def _take(
    kind: Kind, source: Source, job_id: str, driver: runs.Driver, page: Page, known: dict[str, Known], found: _Found
) -> None:
    """Compare the records of a page with what is known, and make objects for those that differ."""
    found.pages += 1
    if found.pages > 1 and page.announced != found.announced:
        raise ListingFailed(tk._("The source changed while it was being read; the next run will tell what is gone"))
    found.announced = page.announced
    taken: list[tuple[str, str | None, str]] = []
    for record in page.records:
        guid = kind.guid(record)
        if not guid:
            found.unidentified += 1
            found.problems.append(runs.Problem("", _title(record), tk._("The record has no identifier")))
            continue
        if guid in found.guids:
            found.problems.append(runs.Problem(guid, _title(record), tk._("Another record has the same identifier")))
            continue
        found.guids.add(guid)
        dataset = _read(kind, guid, record, found)
        if dataset is None:
            continue
        one = known.get(guid)
        if compare(fingerprint(dataset, kind.mapping_version), one) == "unchanged":
            found.unchanged += 1
            continue
        found.tags.update(dataset.tags)
        taken.append((guid, json.dumps(record, ensure_ascii=False), "write"))
    _make_objects(source, job_id, driver, taken, found)


def _read(kind: Kind, guid: str, record: Any, found: _Found) -> Dataset | None:
    try:
        return kind.read(record)
    except InvalidRecord as error:
        found.problems.append(runs.Problem(guid, _title(record), str(error)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.exception("record %s could not be read", guid)
        found.problems.append(runs.Problem(guid, _title(record), f"{type(error).__name__}: {error}"))
    return None


def _title(record: Any) -> str:
    title = (record.get("title") or record.get("name") or "") if isinstance(record, dict) else ""
    return str(title)[:200]


def _plan_removals(
    source: Source, job_id: str, driver: runs.Driver, listing: Listing, gone: tuple[str, ...], found: _Found
) -> None:
    """Make objects for what is to be archived and, when the listing is complete, for what has waited long enough."""
    ending = records.expired(source.id, config.archive_delay()) if listing.complete else {}
    taken: list[tuple[str, str | None, str]] = [(guid, None, "archive") for guid in gone]
    taken += [(guid, None, "delete") for guid in sorted(ending) if guid not in listing.guids]
    _make_objects(source, job_id, driver, taken, found)


def _make_objects(
    source: Source, job_id: str, driver: runs.Driver, taken: list[tuple[str, str | None, str]], found: _Found
) -> None:
    if not taken:
        return
    held = records.package_ids(source.id, [guid for guid, _, _ in taken])
    objects, extras = [], []
    for guid, content, status in taken:
        object_id = str(uuid.uuid4())
        found.object_ids.append(object_id)
        objects.append({
            "id": object_id, "guid": guid, "content": content, "harvest_job_id": job_id, "harvest_source_id": source.id,
            # `ckan harvester run` sends whatever is WAITING to the queue: what our own command will do is not for it.
            "state": "WAITING" if driver == "queue" else "IMPORT",
            "current": False, "retry_times": 0, "gathered": datetime.now(timezone.utc).replace(tzinfo=None),
            "package_id": held.get(guid) if status != "write" else None,
        })  # fmt: skip
        extras.append({"id": str(uuid.uuid4()), "harvest_object_id": object_id, "key": STATUS, "value": status})
    model.Session.execute(sa.insert(HarvestObject.__table__), objects)
    model.Session.execute(sa.insert(HarvestObjectExtra.__table__), extras)


def _make_tags(names: set[str]) -> None:
    """Make the tags that are missing, once: CKAN has no constraint that would stop two workers from making one each."""
    tag = model.tag_table
    free = sa.select(tag.c.name).where(tag.c.vocabulary_id.is_(None), tag.c.name.in_(names))
    missing = sorted(names - set(model.Session.execute(free).scalars())) if names else []
    if missing:
        model.Session.execute(sa.insert(tag), [{"id": str(uuid.uuid4()), "name": name} for name in missing])


def _tell(job: HarvestJob, found: _Found, listing: Listing, suspended: Suspension) -> None:
    """Write on the job, in the member's words, what went wrong with the listing."""
    if found.failed:
        HarvestGatherError.create(found.failed, job)
    elif not listing.complete:
        message = tk._("The source announced %(announced)s datasets and listed %(received)s: nothing was removed")
        HarvestGatherError.create(message % {"announced": found.announced, "received": len(found.guids)}, job)
    if suspended in ("empty", "too_many"):
        HarvestGatherError.create(_SUSPENDED[suspended](), job)
    for problem in found.problems[:100]:
        HarvestGatherError.create(f"{problem.title or problem.guid}: {problem.reason}", job)


_SUSPENDED = {
    "empty": lambda: tk._(
        "The source lists no dataset any more: nothing was removed. If this is right, remove its datasets here."
    ),
    "too_many": lambda: tk._(
        "More than a fifth of the source's datasets are gone: nothing was removed. Check the source and its settings."
    ),
}
