"""The sitemap of a portal with 5,000 and with 50,000 datasets: what its process needs of memory to send it."""
from __future__ import annotations

import gc
import re
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.platform import PORTALS, Platform

__all__ = ["remove_datasets", "run", "send", "set_datasets"]

_OWNER = "commune-01"
_FEW, _MANY = 5_000, 50_000
_AT_MOST_TIMES = 1.5
"""How much more memory ten times as many datasets may take."""
_AT_MOST_MB = 8.0
"""How much the process itself may grow: what Python took from the system and cannot give back is in it."""


@dataclass(frozen=True)
class Sent:
    """A whole sitemap: its files, bytes and addresses; memory in bytes, seconds to the first byte of each file."""

    files: int
    size: int
    addresses: int
    seconds: float
    first_bytes: list[float]
    peak: int = 0
    """Of what Python allocated at a time, above what it held before."""
    resident: int = 0
    """The most that the process held in memory, all included."""
    paths: list[str] = field(default_factory=list)


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the memory and the time of the whole sitemap: its index and every part."""
    site = platform.side("sitemap", PORTALS, processes=1)
    try:
        site.call("bench.portal.sitemap:set_datasets", count=_FEW)
        site.call("bench.portal.sitemap:send", traced=True)
        few, few_timed = (site.call("bench.portal.sitemap:send", traced=traced) for traced in (True, False))
        site.call("bench.portal.sitemap:set_datasets", count=_MANY)
        many, many_timed = (site.call("bench.portal.sitemap:send", traced=traced) for traced in (True, False))
    finally:
        site.call("bench.portal.sitemap:remove_datasets")
    times, grown = many.peak / few.peak, (many_timed.resident - few_timed.resident) / 1e6
    yield Figure(
        f"sitemap of {_MANY:,} datasets: memory beside {_FEW:,}",
        f"{times:.2f} times",
        f"at a time {many.peak / 1e6:.1f} MB allocated, with {_FEW:,} {few.peak / 1e6:.1f} MB",
        f"≤ {_AT_MOST_TIMES} times",
        times <= _AT_MOST_TIMES,
    )
    yield Figure(
        "… growth of the process",
        f"{grown:.1f} MB",
        f"{many_timed.resident / 1e6:.0f} MB at most, with {_FEW:,} {few_timed.resident / 1e6:.0f} MB; "
        f"the sitemap is {many_timed.size / 1e6:.0f} MB",
        f"≤ {_AT_MOST_MB:.0f} MB",
        grown <= _AT_MOST_MB,
    )
    yield Figure(
        "… first byte, slowest file",
        f"{1e3 * max(many_timed.first_bytes):.0f} ms",
        f"with {_FEW:,} {1e3 * max(few_timed.first_bytes):.0f} ms; all {many_timed.files} files, "
        f"{many_timed.addresses:,} addresses, in {many_timed.seconds:.1f} s",
    )


def set_datasets(application: Any, count: int) -> None:
    """Give an organisation with a portal this many public datasets, in the database alone: a sitemap needs no more."""
    _execute(
        application,
        "DELETE FROM package WHERE id LIKE 'bench-%'",
        "INSERT INTO package (id, name, title, state, type, private, owner_org, metadata_created, metadata_modified)"
        " SELECT 'bench-' || md5(n::text), 'jeu-de-donnees-de-la-commune-numero-' || n, 'Jeu ' || n, 'active',"
        " 'dataset', false, g.id, timestamp '2026-01-01', timestamp '2026-01-01' + n * interval '1 minute'"
        ' FROM "group" AS g, generate_series(1, :count) AS n WHERE g.name = :owner',
        "ANALYZE package",
        count=count,
        owner=_OWNER,
    )


def remove_datasets(application: Any) -> None:
    """Take them away again."""
    _execute(application, "DELETE FROM package WHERE id LIKE 'bench-%'", "VACUUM ANALYZE package")


def _execute(application: Any, *statements: str, **values: Any) -> None:
    import sqlalchemy as sa

    import ckan.model as model

    with model.ensure_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            connection.execute(sa.text(statement), used)


def send(application: Any, traced: bool) -> Sent:
    """Send the sitemap, file by file, as a WSGI server takes it: one piece, then the next.

    :param traced: whether to follow what Python allocates; it is several times slower then
    """
    gc.collect()
    _forget_peak()
    if traced:
        tracemalloc.start()
    held = tracemalloc.get_traced_memory()[0]
    began, waiting, sent = time.perf_counter(), ["/sitemap.xml"], Sent(0, 0, 0, 0.0, [])
    while waiting:
        sent = _send_file(application, waiting.pop(0), sent)
        waiting += [path for path in sent.paths if path not in waiting]
        sent.paths.clear()
    peak = tracemalloc.get_traced_memory()[1] - held
    tracemalloc.stop()
    seconds = time.perf_counter() - began
    return Sent(sent.files, sent.size, sent.addresses, seconds, sent.first_bytes, peak, _resident_peak())


def _send_file(application: Any, path: str, sent: Sent) -> Sent:
    from bench.serving import environ_of

    environ, said, began = environ_of(path, f"{_OWNER}.localhost"), [], time.perf_counter()
    body = application(environ, lambda status, headers, *rest: said.append(status))
    first_byte, size, addresses, paths = 0.0, 0, 0, list(sent.paths)
    for piece in body:
        first_byte = first_byte or time.perf_counter() - began
        size += len(piece)
        addresses += piece.count(b"<url>")
        paths += [each.decode() for each in re.findall(rb"<loc>\S+?(/sitemap-\d+\.xml)</loc>", piece)]
    if hasattr(body, "close"):
        body.close()
    if not said or not said[0].startswith("200"):
        raise RuntimeError(f"{path} answered {said}")
    return Sent(
        sent.files + 1, sent.size + size, sent.addresses + addresses, 0.0, [*sent.first_bytes, first_byte], paths=paths
    )


def _forget_peak() -> None:
    """Have the system begin anew to note the most memory that this process holds (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _resident_peak() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0
