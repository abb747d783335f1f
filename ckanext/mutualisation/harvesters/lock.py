"""One run at a time on a source, whoever starts it; the lock goes with its holder, however that one ends."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

import ckan.model as model

__all__ = ["SourceBusy", "held"]


class SourceBusy(Exception):
    """Another process is harvesting this source."""


@contextmanager
def held(source_id: str) -> Iterator[None]:
    """Hold the source's lock, on a connection of its own: neither a commit nor a crash of the holder leaves it behind.

    :raises SourceBusy: another process holds it.
    """
    digest = hashlib.sha256(f"mutualisation_harvest {source_id}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    engine = sa.create_engine(model.meta.engine.url, poolclass=NullPool)  # type: ignore[union-attr]
    with engine.connect() as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar():
            raise SourceBusy(source_id)
        connection.commit()
        yield
