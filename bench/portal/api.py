"""The action API on a portal, beside the same questions to stock, limited to the portal's organisation."""
from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure
from bench.measure import compare
from bench.platform import Platform
from bench.portal.faces import ORGANIZATION, on_portal, on_stock

__all__ = ["run"]

AT_MOST = 1.03
_SEARCHES = ("rows=20", "rows=20&start=20", "rows=20&q=transport", "rows=20&facet.field=%5B%22tags%22%5D")
_DATASETS = 20


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the cost of ``package_search`` and of ``package_show``."""
    action = "/api/3/action/package"
    searches = [
        (on_portal(f"{action}_search?{query}"), on_stock(f"{action}_search?{query}&fq=organization:{ORGANIZATION}"))
        for query in _SEARCHES
    ]
    yield compare(platform.portals, platform.stock, searches, 18).figure("API: package_search", AT_MOST)
    names = platform.stock.call("bench.filling:dataset_names", owner=ORGANIZATION, count=_DATASETS)
    shown = [(on_portal(f"{action}_show?id={name}"), on_stock(f"{action}_show?id={name}")) for name in names]
    yield compare(platform.portals, platform.stock, shown, 18).figure("API: package_show", AT_MOST)
