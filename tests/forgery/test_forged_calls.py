"""No writing action of any room is done for a browser that another site sent."""
from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

import ckan.logic as logic
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp

ROOMS = {"member", "duty", "portal", "brand", "redirect", "source", "run", "agreement", "expense"}
REFUSED = "CSRF"


@pytest.fixture
def writing(platform: CKANTestApp) -> list[str]:
    """Return the writing actions of all the rooms that this run loads."""
    tk.get_action("status_show")  # CKAN reads its actions when the first is asked for.
    ours = [name for name in logic._actions if name.startswith("mutualisation_")]
    found = [name for name in ours if not getattr(logic._actions[name], "side_effect_free", False)]
    assert len({name.split("_")[1] for name in found} & ROOMS) >= 4, found
    return sorted(found)


@pytest.fixture
def browser(app: CKANTestApp, clean_db: None) -> FlaskClient:
    """Return a sysadmin's browser, once everybody else has called actions too: CKAN has then lost its protection."""
    app.get("/api/3/action/status_show")
    return app.test_client(user=model.User.get(factories.Sysadmin()["name"]))


def test_without_its_token_none_is_done(app: CKANTestApp, browser: FlaskClient, writing: list[str]) -> None:
    for name in writing:
        app.test_client().post(f"/api/3/action/{name}", json={})
        answer = browser.post(f"/api/3/action/{name}", json={})
        assert (name, answer.status_code) == (name, 400)
        assert REFUSED in answer.text, name


def test_with_it_the_action_says_itself_what_is_missing(browser: FlaskClient, writing: list[str]) -> None:
    token = re.search(r'name="_csrf_token" content="([^"]+)"', browser.get("/dataset/").text)
    assert token
    for name in writing:
        answer = browser.post(f"/api/3/action/{name}", json={"id": "absent"}, headers={"X-CSRFToken": token[1]})
        assert REFUSED not in answer.text, name
        assert answer.json is not None, name


def test_reading_actions_ask_for_none(browser: FlaskClient) -> None:
    assert browser.post("/api/3/action/mutualisation_portal_list", json={}).status_code == 200
