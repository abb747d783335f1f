from __future__ import annotations

import re

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from tests.members.factories import person

ADDRESS = "/organization/duties/nantes-metropole"


@pytest.fixture
def treasurer(metropolis):
    return person("treasurer", fullname="Camille Martin")


def token(page):
    return re.search(r'name="_csrf_token" value="([^"]+)"', page).group(1)


def held():
    return [(duty["user"], duty["room"]) for duty in call_action("mutualisation_duty_list")]


@pytest.mark.usefixtures("treasurer")
class TestPage:
    def test_an_administrator_gives_and_withdraws_a_duty(self, signed_in):
        browser = signed_in("admin-nm")
        page = browser.get(ADDRESS).body
        assert "This organisation has given no duty yet." in page
        form = {"user": "treasurer", "room": "ledger", "_csrf_token": token(page)}
        page = browser.post(ADDRESS, data=form, follow_redirects=True).body
        assert "Camille Martin" in page
        assert "Accounts: costs" in page
        assert held() == [("treasurer", "ledger")]
        browser.post(f"{ADDRESS}/withdraw", data={**form, "_csrf_token": token(page)}, follow_redirects=True)
        assert held() == []

    def test_a_duty_that_the_declarative_file_gave_is_the_operators(self, signed_in):
        site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        duty = {"user": "treasurer", "organization_id": "nantes-metropole"}
        call_action("mutualisation_duty_create", {"user": site_user}, **duty, room="ledger")
        page = signed_in("admin-nm").get(ADDRESS).body
        assert "<td>The platform’s operator</td>" in page
        assert f"<td>{site_user}</td>" not in page
        call_action("mutualisation_duty_create", {"user": "admin-nm"}, **duty, room="portal")
        assert "<td>admin-nm</td>" in signed_in("admin-nm").get(ADDRESS).body

    def test_a_mistake_is_said_at_the_field_and_what_was_typed_is_kept(self, signed_in):
        browser = signed_in("admin-nm")
        form = {"user": "nobody", "room": "portal", "_csrf_token": token(browser.get(ADDRESS).body)}
        page = browser.post(ADDRESS, data=form).body
        assert "There is no user “nobody”" in page
        assert 'value="nobody"' in page

    def test_withdrawing_twice_is_no_error(self, signed_in):
        browser = signed_in("admin-nm")
        form = {"user": "treasurer", "room": "ledger", "_csrf_token": token(browser.get(ADDRESS).body)}
        page = browser.post(f"{ADDRESS}/withdraw", data=form, follow_redirects=True)
        assert "already been withdrawn" in page.body

    @pytest.mark.parametrize("who", ["editor-nm", "member-nm", "treasurer"])
    def test_others_may_not_see_it(self, signed_in, who):
        assert signed_in(who).get(ADDRESS).status_code == 403

    def test_a_visitor_may_not_see_it(self, members):
        assert members.get(ADDRESS).status_code == 403

    def test_others_may_not_write(self, signed_in):
        browser = signed_in("editor-nm")
        form = {"user": "editor-nm", "room": "ledger", "_csrf_token": token(browser.get("/dataset/new").body)}
        assert browser.post(ADDRESS, data=form).status_code == 403
        assert held() == []

    def test_an_organisation_that_does_not_exist_is_not_found(self, signed_in):
        assert signed_in("admin-nm").get("/organization/duties/nowhere").status_code == 404


@pytest.mark.usefixtures("treasurer")
class TestForgery:
    @pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/withdraw"])
    def test_a_form_without_its_token_is_refused_even_after_anonymous_visits(self, members, signed_in, address):
        call_action("mutualisation_duty_create", user="treasurer", organization_id="nantes-metropole", room="portal")
        members.get(address)
        members.post(address)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        members.get(address, headers=headers)
        form = {"user": "treasurer", "room": "portal" if address.endswith("withdraw") else "ledger"}
        assert signed_in("admin-nm").post(address, data=form).status_code == 400
        assert held() == [("treasurer", "portal")]


class TestTab:
    def test_the_administrators_pages_lead_to_it(self, metropolis, signed_in):
        page = signed_in("admin-nm").get("/organization/members/nantes-metropole").body
        assert ADDRESS not in page
        page = signed_in("admin-nm").get("/organization/manage_members/nantes-metropole").body
        assert f'href="{ADDRESS}"' in page

    def test_an_organisation_that_nothing_describes_as_a_member_has_ckans_pages(self, metropolis, signed_in):
        context = {"user": factories.Sysadmin()["name"], "ignore_auth": True}
        call_action("organization_patch", context, id="nantes-metropole", body_kind="")
        page = signed_in("admin-nm").get("/organization/manage_members/nantes-metropole").body
        assert ADDRESS not in page

    def test_nobody_else_sees_a_trace(self, metropolis, members, signed_in):
        for browser in (members, signed_in("editor-nm")):
            for address in ("/organization/nantes-metropole", "/organization/about/nantes-metropole"):
                assert "duties" not in browser.get(address).body

    def test_the_page_speaks_of_the_user_by_name_not_by_markup(self, metropolis, signed_in):
        person("mallory", fullname="<script>alert(1)</script>")
        call_action("mutualisation_duty_create", user="mallory", organization_id="nantes-metropole", room="portal")
        page = signed_in("admin-nm").get(ADDRESS).body
        assert "<script>alert(1)</script>" not in page
        assert model.User.get("mallory").fullname == "<script>alert(1)</script>"
