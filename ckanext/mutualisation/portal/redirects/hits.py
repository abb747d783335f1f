"""How often each redirection was followed: counted in memory, written off the request path."""
from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import redirect

__all__ = ["Hits", "hits"]

log = logging.getLogger(__name__)


class Hits:
    """The hits of this process that are not written yet. Those of the last two seconds are lost when it is killed."""

    def __init__(self) -> None:
        self._counted: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def note(self, portal_id: str, source: str) -> None:
        """Count one visitor."""
        with self._lock:
            self._counted[portal_id, source] += 1

    def flush(self, engine: sa.Engine) -> None:
        """Add to the table what was counted, in one transaction; what cannot be written is kept for the next time."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
        if not counted:
            return
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        try:
            with engine.begin() as connection:
                # In one order everywhere, so that no two processes wait for each other.
                for (portal_id, source), number in sorted(counted.items()):
                    row = redirect.update().where(redirect.c.portal_id == portal_id, redirect.c.source == source)
                    connection.execute(row.values(hits=redirect.c.hits + number, last_hit=now))
        except SQLAlchemyError:
            log.warning("The hits of redirections could not be written; they are kept", exc_info=True)
            with self._lock:
                self._counted += counted

    def forget(self) -> None:
        """Start from nothing in a forked child: what was counted is its parent's, and its lock may be held for ever."""
        self._counted, self._lock = Counter(), threading.Lock()


hits = Hits()
live.at_each_poll(hits.flush)
os.register_at_fork(after_in_child=hits.forget)
