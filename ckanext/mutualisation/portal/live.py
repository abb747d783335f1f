"""The registry in this process's memory, kept up to date off the request path."""
from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

import ckan.model as model
from ckan.types import Context

from ckanext.mutualisation.core.address import Registry
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.model import bump_version, load_registry, read_version

__all__ = ["POLL_SECONDS", "LiveRegistry", "live", "publish_registry"]

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0


class LiveRegistry:
    """The portals as this process knows them.

    The first reading in a process loads them; a daemon thread then asks the database for their version, at most once
    every ``POLL_SECONDS``, and reads them again when it has changed. A reading never waits for that thread.
    """

    def __init__(self) -> None:
        self._registry = Registry()
        self._version: int | None = None
        self._pid: int | None = None
        self._starting = threading.Lock()
        self._reading = threading.Lock()
        self._at_each_poll: list[Callable[[sa.Engine], None]] = []

    def current(self) -> Registry:
        """Return the portals; runs SQL only at the first call in a process."""
        # A worker forked after the first request has its parent's memory but not its parent's thread.
        if self._pid != os.getpid():
            self._start()
        return self._registry

    def refresh(self) -> None:
        """Read the portals again if their version changed. A database that cannot answer leaves them as they are."""
        if model.meta.engine is not None:
            with self._reading:  # Two readings that overlap could leave the older one in place.
                self._read(model.meta.engine)

    def at_each_poll(self, work: Callable[[sa.Engine], None]) -> None:
        """Have this done by the thread that polls, each time: what requests leave to write, for they write nothing."""
        self._at_each_poll.append(work)

    def forget_locks(self) -> None:
        """Make new locks in a forked child: one held by another thread at the fork would stay held for ever."""
        self._starting, self._reading = threading.Lock(), threading.Lock()

    def _read(self, engine: sa.Engine) -> None:
        try:
            with engine.connect() as connection:
                version = read_version(connection)
                if version != self._version:
                    common = config.common_address()
                    self._registry = load_registry(connection, common.hosts | {common.origin.host})
                    self._version = version
        except ProgrammingError:
            # No table yet: `ckan db upgrade` has not run with this plugin. There are no portals.
            self._registry, self._version = Registry(), None
        except SQLAlchemyError:
            log.warning("The portals could not be read again; they are served as they were", exc_info=True)

    def _start(self) -> None:
        with self._starting:
            if self._pid == os.getpid():
                return
            self.refresh()
            self._pid = os.getpid()
            threading.Thread(target=self._poll, args=(self._pid,), name="mutualisation-portals", daemon=True).start()

    def _poll(self, pid: int) -> None:
        pause = threading.Event()
        while self._pid == pid:
            pause.wait(POLL_SECONDS)
            self.refresh()
            if (engine := model.meta.engine) is not None:
                for work in self._at_each_poll:
                    work(engine)


live = LiveRegistry()
os.register_at_fork(after_in_child=live.forget_locks)


def publish_registry(context: Context) -> None:
    """Commit, and serve the change at once in this process; the others see it at their next poll."""
    bump_version(model.Session)
    if context.get("defer_commit"):
        return
    model.repo.commit()
    live.refresh()
