from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.mutualisation.members.model import Duty
from tests.ckan_fixtures import *  # noqa: F403
from tests.members.factories import person


@pytest.fixture
def members(clean_db, app):
    """An instance without organisations, users and duties, and the application on it."""
    model.Session.execute(sa.delete(Duty))
    model.Session.commit()
    return app


@pytest.fixture
def act():
    """Run an action with the rights that a request of this user has; no name is an anonymous visitor."""

    def act(action, user="", /, **data_dict):
        person = model.User.by_name(user) if user else None
        context = {"user": user, "auth_user_obj": person, "ignore_auth": False}
        return tk.get_action(action)(context, data_dict)

    return act


@pytest.fixture
def signed_in(members):
    """Return a client that is logged in by its session's cookie, as a browser is."""

    def signed_in(name):
        return members.test_client(user=model.User.get(name))

    return signed_in


@pytest.fixture
def metropolis(members):
    """Nantes Métropole with an administrator, an editor and a member."""
    users = {role: person(f"{role}-nm") for role in ("admin", "editor", "member")}
    return factories.Organization(
        name="nantes-metropole",
        title="Nantes Métropole",
        body_kind="epci",
        users=[{"name": user.name, "capacity": role} for role, user in users.items()],
    )
