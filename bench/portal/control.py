"""Stock beside stock in other processes: how far from 100 % a ratio can be for no reason."""
from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure
from bench.measure import compare
from bench.platform import STOCK, Platform
from bench.portal.faces import ORGANIZATION, on_stock

__all__ = ["run"]


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the ratio of two sides that are the same stock CKAN, on the search page."""
    page = on_stock(f"/dataset/?organization={ORGANIZATION}")
    again = platform.side("stock-again", STOCK)
    yield compare(again, platform.stock, [(page, page)], 12).figure("control: stock beside itself")
