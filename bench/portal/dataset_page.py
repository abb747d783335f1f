"""The page of a dataset on its portal, beside the page of the same dataset on stock."""
from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure
from bench.measure import compare
from bench.platform import STOCK, Platform
from bench.portal.faces import ORGANIZATION, many_portals, on_portal, on_stock

__all__ = ["run"]

AT_MOST = 1.03
_DATASETS = 20
_MANY = 1_000


def run(platform: Platform) -> Iterator[Figure]:
    """Yield the cost with 20 portals, beside stock with ckanext-dcat's structured data, and with 1,000 portals."""
    names = platform.stock.call("bench.filling:dataset_names", owner=ORGANIZATION, count=_DATASETS)
    requests = [(on_portal(f"/dataset/{name}"), on_stock(f"/dataset/{name}")) for name in names]
    yield compare(platform.portals, platform.stock, requests).figure("dataset page", AT_MOST)
    # What a portal says of a dataset in JSON-LD, stock says only with this plugin.
    same = platform.side("stock-structured", f"{STOCK} structured_data", processes=2)
    yield compare(platform.portals, same, requests, 8).figure("… beside stock with structured_data")
    with many_portals(platform, _MANY):
        yield compare(platform.portals, platform.stock, requests, 12).figure(f"… with {_MANY:,} portals", AT_MOST)
