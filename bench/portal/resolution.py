"""Telling which site a request is for, with 1,000 portals in memory."""
from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from typing import Any

from bench.figure import Figure
from bench.measure import timed
from bench.platform import Platform
from bench.portal.faces import many_portals

__all__ = ["resolve_many", "run"]

AT_MOST_US = 5.0
_PORTALS = 1_000
_CALLS = 2_000
_TIMES = 51
_KINDS = {
    "a portal by its host": lambda slug, number: (f"{slug}.localhost:8080", "/fr/dataset/un-jeu"),
    "a portal by its path": lambda slug, number: (None, f"/p/{slug}/fr/dataset/un-jeu"),
    "the common site": lambda slug, number: (None, "/fr/dataset/un-jeu"),
    "hosts that no site has, each another": lambda slug, number: (f"h{number}.example.org", "/fr/dataset/un-jeu"),
}


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the time to resolve each kind of request."""
    with many_portals(platform, _PORTALS):
        for kind, seconds in platform.portals.call("bench.portal.resolution:resolve_many").items():
            first, median, third = (1e6 * each for each in statistics.quantiles(seconds, n=4))
            yield Figure(
                f"resolution of {kind}",
                f"{median:.2f} µs (quartiles {first:.2f}–{third:.2f})",
                f"{_PORTALS:,} portals; {_TIMES} times {_CALLS:,} calls in a running CKAN",
                f"≤ {AT_MOST_US:.0f} µs",
                median <= AT_MOST_US,
            )


def resolve_many(application: Any) -> dict[str, list[float]]:
    """Resolve requests as the middleware does, from CKAN's own options; return the seconds of one, by kind."""
    from ckanext.mutualisation.core.address import resolve
    from ckanext.mutualisation.portal import config
    from ckanext.mutualisation.portal.live import live

    common = config.common_address().origin.netloc
    slugs = itertools.cycle(live.current().by_slug)
    found = {}
    for kind, make in _KINDS.items():
        made = (make(next(slugs), number) for number in range(_CALLS * _TIMES))
        asked = iter([(host or common, path) for host, path in made])

        def once(asked: Iterator[tuple[str, str]] = asked) -> None:
            host, path = next(asked)
            resolve(live.current(), config.common_address(), host, path)

        found[kind] = timed(once, _CALLS, _TIMES)
    return found
