"""The runs: what each one found, did and could not do."""
from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

import sqlalchemy as sa

import ckan.model as model

from ckanext.harvest.model import HarvestJob

from ckanext.mutualisation.harvesters.model import run

__all__ = ["Driver", "Problem", "by_job", "count", "create", "last", "listed", "note", "show", "unfinished"]

Driver = Literal["queue", "command"]
_PROBLEMS_KEPT = 100


@dataclass(frozen=True)
class Problem:
    """A record that could not become a dataset, and why, in the words the member reads."""

    guid: str
    title: str
    reason: str


def _now() -> datetime:
    return datetime.now(timezone.utc)


def create(job_id: str, source_id: str, driver: Driver) -> None:
    """Start the run of a job. It is there for others once the job is gathered: a consumer killed before leaves none."""
    values = {"id": str(uuid.uuid4()), "job_id": job_id, "source_id": source_id, "driver": driver, "started": _now()}
    model.Session.execute(sa.insert(run).values(values))


def note(job_id: str, **values: Any) -> None:
    """Write what the listing of a run showed; a run with nothing left to do is finished."""
    problems: Iterable[Problem] = values.pop("problems", ())
    values["problems"] = [vars(problem) for problem in list(problems)[:_PROBLEMS_KEPT]]
    model.Session.execute(sa.update(run).where(run.c.job_id == job_id).values(values))
    _finish(job_id)


def count(job_id: str, outcomes: Counter[str], problems: Iterable[Problem] = ()) -> None:
    """Add to a run what was just done: how many of each outcome ("added" … "failed").

    The row stays locked until the commit: call it last.
    """
    values: dict[str, Any] = {name: run.c[name] + number for name, number in outcomes.items()}
    values["done"] = run.c.done + outcomes.total()
    found = [vars(problem) for problem in problems]
    if found:
        values["problems"] = run.c.problems.concat(sa.literal(found, run.c.problems.type))
    model.Session.execute(sa.update(run).where(run.c.job_id == job_id).values(values))
    _finish(job_id)


def _finish(job_id: str) -> None:
    ended = sa.update(run).where(run.c.job_id == job_id, run.c.done >= run.c.planned, run.c.finished.is_(None))
    model.Session.execute(ended.values(finished=_now()))


def by_job(job_id: str) -> dict[str, Any] | None:
    """Return the run of a job of ckanext-harvest."""
    return _one(sa.select(run).where(run.c.job_id == job_id))


def show(run_id: str) -> dict[str, Any] | None:
    """Return a run."""
    return _one(sa.select(run).where(run.c.id == run_id))


def last(source_id: str) -> dict[str, Any] | None:
    """Return the latest run of a source."""
    return _one(sa.select(run).where(run.c.source_id == source_id).order_by(run.c.started.desc()).limit(1))


def listed(source_id: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return runs of a source, the latest first."""
    query = sa.select(run).where(run.c.source_id == source_id).order_by(run.c.started.desc())
    return [_dict(row) for row in model.Session.execute(query.limit(limit).offset(offset)).mappings()]


def unfinished(source_id: str) -> list[tuple[str, str | None]]:
    """Return, for each job of a source that ckanext-harvest holds to be running, its id and its driver or None."""
    job = HarvestJob.__table__
    query = (
        sa.select(job.c.id, run.c.driver)
        .select_from(job.outerjoin(run, run.c.job_id == job.c.id))
        .where(job.c.source_id == source_id, job.c.status == "Running")
        .order_by(job.c.created)
    )
    return [(row.id, row.driver) for row in model.Session.execute(query)]


def _one(query: sa.Select[Any]) -> dict[str, Any] | None:
    row = model.Session.execute(query).mappings().first()
    return _dict(row) if row else None


def _dict(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()
    }
