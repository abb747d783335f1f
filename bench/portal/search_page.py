"""The search page of a portal, beside stock's, filtered by the portal's organisation."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.figure import Figure
from bench.measure import compare
from bench.platform import Platform
from bench.portal.faces import ORGANIZATION, on_portal, on_stock

__all__ = ["forget", "run"]

AT_MOST = 1.03
_QUERIES = ("", "page=2", "q=transport", "res_format=CSV", "sort=metadata_modified+desc")


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the cost of the search page: its first two pages, words, a filter, an order; then without what is kept."""
    requests = [
        (on_portal(f"/dataset/?{query}"), on_stock(f"/dataset/?organization={ORGANIZATION}&{query}"))
        for query in _QUERIES
    ]
    yield compare(platform.portals, platform.stock, requests).figure("search page", AT_MOST)
    unknown = compare(platform.portals, platform.stock, requests, 10, before_ours="bench.portal.search_page:forget")
    yield unknown.figure("… each description met for the first time")


def forget(application: Any) -> None:
    """Have this process forget the extracts of descriptions that portals keep."""
    from ckanext.mutualisation.portal import helpers

    helpers._extract.cache_clear()
