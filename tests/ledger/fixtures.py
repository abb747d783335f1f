"""Fixtures of the ledger's tests. No request is left open: it would share its user with those that tests make."""

from __future__ import annotations

import pytest

import ckan.model as model

from tests.ledger import factories

__all__ = ["books", "empty_books", "platform_ready", "standing_books"]


@pytest.fixture(autouse=True)
def platform_ready(app):
    """Give each test the loaded plugins and a session that nothing has touched."""
    yield
    model.Session.rollback()


@pytest.fixture
def books(platform_ready) -> factories.Scenario:
    """Return the scenario with its contract recorded and split."""
    return factories.pays_de_la_loire()


@pytest.fixture
def empty_books(platform_ready) -> factories.Scenario:
    """Return the scenario before anything is spent."""
    return factories.pays_de_la_loire(with_expense=False)


@pytest.fixture(scope="module")
def standing_books(platform) -> factories.Scenario:
    """Return the scenario once for a whole module, for tests that leave nothing behind."""
    return factories.pays_de_la_loire()
