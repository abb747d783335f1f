"""Fixtures of the ledger's tests."""

from __future__ import annotations

import pytest

import ckan.model as model

from tests.ledger import factories

__all__ = ["books", "empty_books", "request_context"]


@pytest.fixture(autouse=True)
def request_context(app):
    """Give each test a request, so that sentences have a language, and leave the session clean."""
    with app.flask_app.test_request_context():
        yield
    model.Session.rollback()


@pytest.fixture
def books(request_context) -> factories.Scenario:
    """Return the scenario with its contract recorded and split."""
    return factories.pays_de_la_loire()


@pytest.fixture
def empty_books(request_context) -> factories.Scenario:
    """Return the scenario before anything is spent."""
    return factories.pays_de_la_loire(with_expense=False)
