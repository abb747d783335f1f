from __future__ import annotations

import pytest

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from tests.members.factories import person

BODIES = {
    "pays-de-la-loire": {"title": "Région Pays de la Loire", "body_kind": "region", "insee_code": "52"},
    "nantes-metropole": {"title": "Nantes Métropole", "body_kind": "epci", "siren": "244400404"},
    "nantes": {"title": "Ville de Nantes", "body_kind": "commune", "insee_code": "44109"},
}


@pytest.fixture
def bodies(members):
    above = None
    for name, fields in BODIES.items():
        factories.Organization(name=name, **fields, **({"parent": above} if above else {}))
        above = name


@pytest.fixture
def narrowed(monkeypatch):
    """A site that shows two of the three, as a portal does through ``organization_list``."""
    whole = tk.get_action("organization_list")
    from ckan.logic import _actions

    def narrow(context, data_dict):
        return [name for name in whole(context, data_dict) if name != "pays-de-la-loire"]

    narrow.side_effect_free = True
    monkeypatch.setitem(_actions, "organization_list", narrow)


@pytest.mark.usefixtures("bodies")
class TestList:
    def test_anyone_lists_the_members_by_title(self, act):
        listed = act("mutualisation_member_list")
        assert [one["name"] for one in listed] == ["nantes-metropole", "pays-de-la-loire", "nantes"]
        metropolis = listed[0]
        assert (metropolis["body_kind"], metropolis["siren"], metropolis["insee_code"]) == ("epci", "244400404", None)
        assert metropolis["parent"] == "pays-de-la-loire"
        assert [child["name"] for child in metropolis["children"]] == ["nantes"]

    def test_one_kind_can_be_asked_for(self, act):
        assert [one["name"] for one in act("mutualisation_member_list", body_kind="commune")] == ["nantes"]

    def test_a_kind_that_is_none_is_refused(self, act):
        with pytest.raises(tk.ValidationError):
            act("mutualisation_member_list", body_kind="ville")

    def test_more_members_than_a_page_of_ckan_are_all_there(self, act, monkeypatch):
        monkeypatch.setitem(tk.config, "ckan.group_and_organization_list_max", 2)
        assert len(act("mutualisation_member_list")) == 3

    def test_a_deleted_member_is_not_there(self, act):
        call_action("organization_delete", {"user": person("sysadmin", sysadmin=True).name}, id="nantes-metropole")
        listed = {one["name"]: one for one in act("mutualisation_member_list")}
        assert set(listed) == {"nantes", "pays-de-la-loire"}
        assert listed["nantes"]["parent"] is None
        assert listed["pays-de-la-loire"]["children"] == []

    def test_a_portal_shows_its_own_only(self, act, narrowed):
        listed = {one["name"]: one for one in act("mutualisation_member_list")}
        assert set(listed) == {"nantes", "nantes-metropole"}
        assert listed["nantes-metropole"]["parent"] is None
        assert [one["name"] for one in listed["nantes"]["ancestors"]] == ["nantes-metropole"]

    def test_it_can_be_read_by_get(self, members):
        answer = members.get("/api/3/action/mutualisation_member_list")
        assert len(answer.json["result"]) == 3


@pytest.mark.usefixtures("bodies")
class TestShow:
    def test_a_member_is_shown_with_its_ancestors_nearest_first(self, act):
        shown = act("mutualisation_member_show", id="nantes")
        assert shown["insee_code"] == "44109"
        assert [one["name"] for one in shown["ancestors"]] == ["nantes-metropole", "pays-de-la-loire"]
        assert shown["children"] == []
        assert shown["package_count"] == 0

    def test_show_and_list_agree(self, act):
        for listed in act("mutualisation_member_list"):
            shown = act("mutualisation_member_show", id=listed["id"])
            assert {key: value for key, value in shown.items() if key != "package_count"} == listed

    def test_a_member_that_does_not_exist_is_not_found(self, act):
        with pytest.raises(tk.ObjectNotFound):
            act("mutualisation_member_show", id="nowhere")

    def test_the_help_of_every_action_of_the_room_is_written(self, members):
        for name in ("member_show", "member_list", "duty_create", "duty_delete", "duty_list", "duty_check"):
            text = call_action("help_show", name=f"mutualisation_{name}")
            assert ":returns:" in text or "Not found" in text, name


def test_the_room_is_loaded(members):
    assert p.plugin_loaded("mutualisation_members")
