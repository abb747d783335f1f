"""What every folder of tests may ask for. Nothing here may import CKAN: tests/core runs without it."""
from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo_site import demo_site

__all__ = ["demo_site"]

LANES = {"browser": "demo", "demo": "demo", "install": "install"}
"""Folders whose tests have servers of their own; all others share one CKAN, one database and one index."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its lane, which one worker follows from end to end: two workers never share a CKAN."""
    root = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(root).parts[0]
        item.add_marker(pytest.mark.xdist_group(LANES.get(folder, "platform")))
