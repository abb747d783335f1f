"""The fixtures of every test that needs CKAN: one database, one index, one application for the whole run.

A room's conftest.py takes them by ``from tests.ckan_fixtures import *``; tests/core takes nothing of them.
CKAN's own fixtures (``ckan_config``, ``cli``, ``make_app``, the factories) stay available.
"""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

import ckan.model as model
import ckan.plugins as p
from ckan.cli.db import _get_pending_plugins, _run_migrations
from ckan.lib import search
from ckan.tests import helpers

__all__ = ["app", "clean_db", "clean_index", "platform"]


@pytest.fixture(scope="session")
def platform() -> helpers.CKANTestApp:
    """Load the plugins of the ini file, make their tables and one application, once for the whole run."""
    return _started()


@cache
def _started() -> helpers.CKANTestApp:
    """Each room's conftest.py has a copy of the fixture above; what is costly stands here, and happens once."""
    p.load_all()
    helpers.reset_db()
    for plugin in _get_pending_plugins():
        _run_migrations(plugin)
    search.clear_all()
    return helpers._get_test_app()


@pytest.fixture
def app(platform: helpers.CKANTestApp) -> Iterator[helpers.CKANTestApp]:
    """Return the run's one application, with a client that has no cookie; what is open in the database is closed after.

    Other clients: ``app.test_client()``, ``app.test_client(user=model.User.get(name))``.
    """
    platform.client = platform.test_client()
    yield platform
    model.Session.rollback()
    model.Session.remove()


@pytest.fixture
def clean_db(platform: helpers.CKANTestApp) -> None:
    """Empty CKAN's own tables (0.04 s); the plugins' tables stay, each room empties its own."""
    helpers.reset_db()


@pytest.fixture
def clean_index(platform: helpers.CKANTestApp) -> None:
    """Empty the search index."""
    search.clear_all()
