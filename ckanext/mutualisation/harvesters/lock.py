"""One run at a time on a source, one gathering of a job; a lock goes with its holder, however that one ends."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

import ckan.model as model

__all__ = ["SourceBusy", "held", "job_held"]


class SourceBusy(Exception):
    """Another process is harvesting this source."""


@contextmanager
def held(source_id: str) -> Iterator[None]:
    """Hold the source's lock, on a connection of its own: neither a commit nor a crash of the holder leaves it behind.

    :raises SourceBusy: another process holds it.
    """
    with _connection() as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_number(f"source {source_id}")))).scalar():
            raise SourceBusy(source_id)
        connection.commit()
        yield


@contextmanager
def job_held(job_id: str) -> Iterator[None]:
    """Hold the lock of a job of ckanext-harvest, waiting until whoever has it is done.

    `ckan harvester run-test` gathers a job that it has also put on the consumers' queue: both gather at once.
    """
    with _connection() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(_number(f"job {job_id}"))))
        connection.commit()
        yield


def _connection() -> sa.Connection:
    engine = sa.create_engine(model.meta.engine.url, poolclass=NullPool)  # type: ignore[union-attr]
    return engine.connect()


def _number(name: str) -> int:
    digest = hashlib.sha256(f"mutualisation_harvest {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
