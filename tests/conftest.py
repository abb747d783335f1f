"""What every folder of tests may ask for. Nothing here may import CKAN: tests/core runs without it."""
from __future__ import annotations

from tests.demo_site import demo_site

__all__ = ["demo_site"]
