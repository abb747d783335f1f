"""The home page of three portals of the demo, beside stock's page of the same organisation."""
from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure
from bench.measure import compare
from bench.platform import Platform
from bench.site import Request

__all__ = ["run"]

AT_MOST = 0.5
_HOMES = (
    ("pays-de-la-loire", "pays-de-la-loire", "the default blocks"),
    ("loire-atlantique", "loire-atlantique", "five blocks"),
    ("nantes", "nantes-metropole", "nine blocks, two organisations"),
)


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the cost of each home."""
    for slug, organization, what in _HOMES:
        requests = [(Request("/", f"{slug}.localhost"), Request(f"/organization/{organization}"))]
        compared = compare(platform.portals, platform.stock, requests, 12)
        yield compared.figure(f"home of «{slug}», {what}", AT_MOST, "organisation page on stock")
