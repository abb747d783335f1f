from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.members.model import Duty
from ckanext.mutualisation.rights import may_act
from tests.members.factories import person

WRITES = ("mutualisation_duty_create", "mutualisation_duty_delete")
READS = ("mutualisation_duty_list", "mutualisation_duty_check")


@pytest.fixture
def people(metropolis):
    """Everyone who might ask, beside the metropolis' own people."""
    person("admin-of-nantes")
    factories.Organization(name="nantes", users=[{"name": "admin-of-nantes", "capacity": "admin"}])
    person("treasurer")
    person("stranger")
    person("sysadmin", sysadmin=True)


@pytest.fixture
def held(people, act):
    """The treasurer holds the metropolis' ledger."""
    duty = {"user": "treasurer", "organization_id": "nantes-metropole", "room": "ledger"}
    return act("mutualisation_duty_create", "admin-nm", **duty)


def rows():
    return model.Session.scalar(sa.select(sa.func.count()).select_from(Duty))


@pytest.mark.usefixtures("people")
class TestAuthorisation:
    @pytest.mark.parametrize("action", WRITES + READS)
    def test_only_the_members_administrators_and_sysadmins_deal_with_its_duties(self, act, held, action):
        for who in ("", "stranger", "member-nm", "editor-nm", "admin-of-nantes"):
            with pytest.raises(tk.NotAuthorized):
                act(action, who, **duty_of(held))
            assert rows() == 1, who
        for who in ("admin-nm", "sysadmin"):
            act(action, who, **duty_of(held))
            act("mutualisation_duty_create", who, **duty_of(held))

    def test_a_holder_sees_their_own_duties_but_changes_none(self, act, held):
        (own,) = act("mutualisation_duty_list", "treasurer", user="treasurer")
        assert own["organization"] == "nantes-metropole"
        assert act("mutualisation_duty_check", "treasurer", **duty_of(held)) is True
        for action in WRITES:
            with pytest.raises(tk.NotAuthorized):
                act(action, "treasurer", **duty_of(held))

    def test_a_holder_gives_nobody_else_a_duty(self, act, held):
        with pytest.raises(tk.NotAuthorized):
            act("mutualisation_duty_create", "treasurer", **{**duty_of(held), "user": "stranger"})

    def test_only_a_sysadmin_lists_the_duties_of_all(self, act, held):
        assert len(act("mutualisation_duty_list", "sysadmin")) == 1
        for who in ("", "admin-nm", "treasurer"):
            with pytest.raises(tk.NotAuthorized):
                act("mutualisation_duty_list", who)

    def test_an_administrator_of_a_deleted_member_may_nothing(self, act, held):
        call_action("organization_delete", {"user": "sysadmin"}, id="nantes-metropole")
        with pytest.raises(tk.NotAuthorized):
            act("mutualisation_duty_create", "admin-nm", **duty_of(held))


def duty_of(duty):
    return {"user": duty["user"], "organization_id": duty["organization_id"], "room": duty["room"]}


@pytest.mark.usefixtures("people")
class TestDuties:
    def test_a_duty_says_who_gave_what_to_whom(self, held):
        assert held["user"] == "treasurer"
        assert held["organization"] == "nantes-metropole"
        assert held["organization_title"] == "Nantes Métropole"
        assert held["room"] == "ledger"
        assert held["given_by"] == "admin-nm"
        assert held["given_at"].endswith("+00:00")

    def test_giving_it_again_changes_nothing(self, act, held):
        assert act("mutualisation_duty_create", "sysadmin", **duty_of(held)) == held
        assert rows() == 1

    def test_it_opens_one_room_of_one_member(self, held):
        metropolis, nantes = held["organization_id"], model.Group.get("nantes").id
        assert may_act("treasurer", metropolis, "ledger")
        assert not may_act("treasurer", metropolis, "portal")
        assert not may_act("treasurer", nantes, "ledger")
        assert not may_act("stranger", metropolis, "ledger")
        assert not may_act(None, metropolis, "ledger")
        assert not may_act("nobody", metropolis, "ledger")

    def test_administrators_act_without_a_duty_and_editors_do_not(self, held):
        metropolis = held["organization_id"]
        assert may_act("admin-nm", metropolis, "ledger")
        assert may_act("sysadmin", metropolis, "ledger")
        assert not may_act("editor-nm", metropolis, "ledger")
        assert not may_act("admin-of-nantes", metropolis, "ledger")

    def test_it_gives_no_right_on_datasets(self, act, held):
        with pytest.raises(tk.NotAuthorized):
            act("package_create", "treasurer", name="not-allowed", owner_org=held["organization_id"])

    def test_a_withdrawn_duty_is_no_right(self, act, held):
        act("mutualisation_duty_delete", "admin-nm", **duty_of(held))
        assert not may_act("treasurer", held["organization_id"], "ledger")
        assert rows() == 0

    def test_withdrawing_what_is_not_held_is_said(self, act, held):
        with pytest.raises(tk.ObjectNotFound):
            act("mutualisation_duty_delete", "admin-nm", **{**duty_of(held), "room": "portal"})

    @pytest.mark.parametrize(
        ("field", "value", "remedy"),
        [
            ("user", "nobody", "check the user name"),
            ("room", "kitchen", "portal, sources, ledger"),
            ("user", "", "Missing value"),
            ("organization_id", "nowhere", "There is no organisation"),
        ],
    )
    def test_wrong_values_are_refused_at_their_field(self, act, held, field, value, remedy):
        with pytest.raises(tk.ValidationError) as refusal:
            act("mutualisation_duty_create", "sysadmin", **{**duty_of(held), field: value})
        assert remedy in refusal.value.error_dict[field][0]

    def test_a_check_of_an_unknown_room_is_a_mistake_not_a_no(self, act, held):
        with pytest.raises(tk.ValidationError):
            act("mutualisation_duty_check", "sysadmin", **{**duty_of(held), "room": "kitchen"})

    def test_an_account_named_after_anothers_id_does_not_get_its_duties(self, held):
        impostor = person(held["user_id"])
        assert not may_act(impostor.name, held["organization_id"], "ledger")


class TestDepartures:
    def test_a_deleted_user_holds_nothing_even_when_reactivated(self, held):
        organization = held["organization_id"]
        call_action("user_delete", {"user": "sysadmin"}, id="treasurer")
        assert rows() == 0
        call_action("user_patch", {"user": "sysadmin"}, id="treasurer", state="active", email="t@example.org")
        assert not may_act("treasurer", organization, "ledger")

    def test_a_user_deleted_behind_ckans_back_holds_nothing(self, act, held):
        model.User.get("treasurer").state = "deleted"
        model.Session.commit()
        assert not may_act("treasurer", held["organization_id"], "ledger")
        assert act("mutualisation_duty_list", "sysadmin") == []

    @pytest.mark.parametrize("action", ["organization_delete", "organization_purge"])
    def test_a_deleted_organisation_leaves_no_duty(self, held, action):
        call_action(action, {"user": "sysadmin"}, id="nantes-metropole")
        assert not may_act("treasurer", held["organization_id"], "ledger")
        assert rows() == 0

    def test_a_departure_leaves_the_duties_of_others(self, act, held):
        call_action("user_delete", {"user": "sysadmin"}, id="stranger")
        call_action("organization_delete", {"user": "sysadmin"}, id="nantes")
        assert rows() == 1
