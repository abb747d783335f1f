"""Who sees the runs, in the API and on the page of a source."""
from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests import helpers

from tests.harvesters import factories
from tests.harvesters.peer import dataset

ACTIONS = ("mutualisation_run_list", "mutualisation_run_show")


@pytest.fixture
def run(org, peer):
    peer.datasets = [dataset(1), dataset(2, title=["?"])]
    factories.source(peer.url, org["id"])
    return factories.run_by_command("source")


def wanted(action: str, run) -> dict[str, str]:
    return {"source_id": "source"} if action == "mutualisation_run_list" else {"id": run["id"]}


def call(action: str, user: str, **data):
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_administrator_of_the_member_and_a_sysadmin_see_the_runs(action: str, org, run):
    admin = ckan_factories.User()
    tk.get_action("organization_member_create")(
        factories.context(), {"id": org["id"], "username": admin["name"], "role": "admin"}
    )
    for user in (admin["name"], ckan_factories.Sysadmin()["name"]):
        found = call(action, user, **wanted(action, run))
        assert (found[0] if isinstance(found, list) else found)["added"] == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_else_sees_them(action: str, org, run):
    editor = ckan_factories.User()
    tk.get_action("organization_member_create")(
        factories.context(), {"id": org["id"], "username": editor["name"], "role": "editor"}
    )
    elsewhere = ckan_factories.User()
    ckan_factories.Organization(users=[{"name": elsewhere["name"], "capacity": "admin"}])
    for user in ("", editor["name"], elsewhere["name"]):
        with pytest.raises(tk.NotAuthorized):
            call(action, user, **wanted(action, run))


def test_a_user_with_the_duty_sees_them(org, run):
    user = ckan_factories.User()["name"]
    tk.get_action("mutualisation_duty_create")(
        factories.context(), {"organization_id": org["id"], "user": user, "room": "sources"}
    )
    assert call("mutualisation_run_list", user, source_id="source")[0]["id"] == run["id"]


def test_runs_are_listed_the_latest_first_and_found_by_their_job(org, run):
    later = factories.run_by_command("source")
    user = ckan_factories.Sysadmin()["name"]
    found = call("mutualisation_run_list", user, source_id="source")
    assert [one["id"] for one in found] == [later["id"], run["id"]]
    assert call("mutualisation_run_list", user, source_id="source", limit=1, offset=1) == found[1:]
    assert call("mutualisation_run_show", user, id=run["job_id"])["id"] == run["id"]


def test_wrong_parameters_are_named(org, run):
    user = ckan_factories.Sysadmin()["name"]
    with pytest.raises(tk.ValidationError, match="source_id"):
        call("mutualisation_run_list", user)
    with pytest.raises(tk.ValidationError, match="limit"):
        call("mutualisation_run_list", user, source_id="source", limit=-1)
    with pytest.raises(tk.ObjectNotFound):
        call("mutualisation_run_show", user, id="nothing")
    with pytest.raises(tk.ObjectNotFound):
        call("mutualisation_run_list", user, source_id="nothing")


def test_the_page_of_a_source_shows_its_last_run_to_those_in_charge_only(app, org, run):
    sysadmin = ckan_factories.SysadminWithToken()
    page = app.get("/harvest/source", headers={"Authorization": sysadmin["token"]}).body
    assert "Last harvest" in page
    assert "title: it must be a text" in page
    assert "Last harvest" not in app.get("/harvest/source").body


def test_the_page_of_another_kind_of_source_is_that_of_ckanext_harvest(app, org):
    data = {"name": "stock", "url": "http://stock.example", "source_type": "ckan", "owner_org": org["id"]}
    tk.get_action("harvest_source_create")(factories.context(), data)
    sysadmin = ckan_factories.SysadminWithToken()
    page = app.get("/harvest/stock", headers={"Authorization": sysadmin["token"]}).body
    # The stock block ends so; a blank of ours would show here.
    assert "Last harvest" not in page
    assert "mutualisation" not in page.split("<aside")[1].split("</aside>")[0]
