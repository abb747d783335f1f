"""CKANs in processes of their own, forked from this one, and what they are asked."""
from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

__all__ = ["PROJECT", "BenchError", "Cost", "Request", "Side", "Site", "read_code_of"]

PROJECT = Path(__file__).resolve().parents[1]


class BenchError(Exception):
    """A bench cannot be run; the message names the cause and the remedy."""


@dataclass(frozen=True)
class Request:
    """One GET: the path with its query, and the name of the host (None for the common site)."""

    path: str
    host: str | None = None


@dataclass(frozen=True)
class Cost:
    """What one answer cost its process, in seconds, and how long it is in bytes."""

    cpu: float
    wall: float
    size: int


def read_code_of(plugins: Iterable[str]) -> None:
    """Import CKAN and these plugins, without starting anything: every site then has the same code at the same place."""
    import_module("bench.serving")
    known = {entry.name: entry for entry in metadata.entry_points(group="ckan.plugins")}
    for name in plugins:
        known[name].load()
    gc.collect()
    gc.freeze()


class Site:
    """A running CKAN, in a process that obeys (``bench.serving``).

    ``lot`` decides where in memory its objects come to lie (``bench.serving.serve``).
    """

    def __init__(self, name: str, ini: Path, lot: int = 0) -> None:
        self.name = name
        self._log = ini.parent / "log" / f"bench-{name}.log"
        forking = multiprocessing.get_context("fork")
        self._pipe, theirs = forking.Pipe()
        serve = import_module("bench.serving").serve
        self._process = forking.Process(target=serve, args=(theirs, str(ini), str(self._log), lot), daemon=True)
        self._process.start()
        theirs.close()
        self._waits = True

    def order(self, function: str, **arguments: Any) -> None:
        """Have ``module:function`` called inside the process, with its application first; ``result`` waits for it."""
        if self._waits:
            self.result()
        self._pipe.send((function, arguments))
        self._waits = True

    def result(self) -> Any:
        """Return what the last order returned.

        :raises BenchError: with what it said, when it failed.
        """
        self._waits = False
        try:
            result, error = self._pipe.recv()
        except (EOFError, ConnectionError):
            said = self._log.read_text(errors="replace")[-2_000:]
            raise BenchError(f"The site «{self.name}» ended. Its log, {self._log}:\n{said}") from None
        if error:
            raise BenchError(f"The site «{self.name}»: {error} (its log: {self._log})")
        return result

    def call(self, function: str, **arguments: Any) -> Any:
        """Do both."""
        self.order(function, **arguments)
        return self.result()

    def ask(self, request: Request) -> Cost:
        """Make one request inside the process; anything but 200 is an error of the bench."""
        status, cost = self.call("bench.serving:answer", path=request.path, host=request.host)
        if status != 200:
            raise BenchError(f"The site «{self.name}» answered {status} to {request} (its log: {self._log})")
        return cost

    def close(self) -> None:
        """End the process."""
        if self._process.is_alive():
            if self._waits:
                self.result()
            self._pipe.send(None)
            self._process.join(20)
        if self._process.is_alive():
            self._process.kill()
        self._pipe.close()


class Side:
    """One side of a comparison: several processes of the same CKAN.

    Of two processes of the very same CKAN, one is faster by some percent, for as long as it lives, for where in memory
    its objects happen to lie. So each has its place drawn by lot, and a side is what several of them say.
    """

    def __init__(self, name: str, ini: Path, processes: int) -> None:
        self.sites = [Site(f"{name}-{number}", ini, number) for number in range(1, processes + 1)]

    def call(self, function: str, **arguments: Any) -> Any:
        """Call ``module:function`` in one of its processes and return what it returns."""
        return self.sites[0].call(function, **arguments)

    def call_all(self, function: str, **arguments: Any) -> None:
        """Call ``module:function`` in each of its processes, at the same time."""
        for site in self.sites:
            site.order(function, **arguments)
        for site in self.sites:
            site.result()

    def close(self) -> None:
        """End its processes."""
        for site in self.sites:
            site.close()
