from __future__ import annotations

from tests.ckan_fixtures import *  # noqa: F403
