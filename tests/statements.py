"""The SQL that a piece of work runs."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

import ckan.model as model

__all__ = ["statements_run"]

# The portals' poller, off the request path, asks and writes when its time has come, whoever is counting.
_POLLED = ("mutualisation_portal_registry", "UPDATE mutualisation_portal_redirect")


@contextmanager
def statements_run() -> Iterator[list[str]]:
    """Give the list of the statements that the whole process runs inside the block, whatever the thread."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not any(polled in statement for polled in _POLLED):
            seen.append(statement)

    event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(model.meta.engine, "before_cursor_execute", note)
