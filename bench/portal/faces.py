"""The portal that most benches visit, and the same datasets on the common site."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.filling import PORTALS
from bench.platform import Platform
from bench.site import Request

__all__ = ["HOST", "ORGANIZATION", "many_portals", "on_portal", "on_stock"]

ORGANIZATION = "loire-atlantique"
"""85 of the 350 datasets are its own; its portal shows these."""
HOST = f"{ORGANIZATION}.localhost"


def on_portal(path: str) -> Request:
    """Return the request for a page of the portal, by its host."""
    return Request(path, HOST)


def on_stock(path: str) -> Request:
    """Return the request for a page of the common site."""
    return Request(path)


@contextmanager
def many_portals(platform: Platform, count: int) -> Iterator[None]:
    """Have the platform bear this many portals while the block lasts."""
    try:
        _count(platform, count)
        yield
    finally:
        _count(platform, PORTALS)


def _count(platform: Platform, count: int) -> None:
    platform.portals.call("bench.filling:count_portals", wanted=count)
    platform.portals.call_all("bench.filling:refresh_portals")
