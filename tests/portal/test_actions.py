"""The actions on portals: what they accept, what they answer, and to whom."""
from __future__ import annotations

from io import BytesIO

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action, call_auth, reset_db

from ckanext.mutualisation.portal.live import live
from tests.portal.factories import LOGO, make_members, make_portal, remove_portals, site_url


@pytest.fixture(scope="module")
def members(platform):
    reset_db()
    make_members()
    yield
    reset_db()


@pytest.fixture(autouse=True)
def no_portal(members):
    remove_portals()
    yield
    remove_portals()


class TestCreate:
    def test_a_portal_is_shown_as_it_was_described(self):
        made = make_portal(
            slug="nantes",
            title={"fr": "Nantes", "en": "Nantes (city)"},
            hosts=["Nantes.Localhost.", "https://data.nantes.fr"],
            organizations=["nantes-metropole", "nantes"],
            primary_colour="#075",
            tagline="À jour",
            logo_upload=LOGO,
        )
        assert made == call_action("mutualisation_portal_show", id="nantes")
        assert made["title"] == {"fr": "Nantes", "en": "Nantes (city)"}
        assert made["hosts"] == ["nantes.localhost", "https://data.nantes.fr"]
        assert made["url"] == f"{site_url('nantes.localhost')}/"
        assert made["path_url"] == f"{site_url()}/p/nantes/"
        assert [organization["name"] for organization in made["organizations"]] == ["nantes-metropole", "nantes"]
        assert made["primary_colour"] == "#007755"
        assert made["tagline"] == {"en": "À jour"}
        assert made["logo"]["media_type"] == "image/svg+xml"

    def test_a_portal_is_a_draft_unless_it_is_said_otherwise(self):
        made = call_action("mutualisation_portal_create", slug="x", title="X", organizations=["nantes"])
        assert made["state"] == "draft"
        assert made["hosts"] == []

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("slug", "Nantes", "small letters"),
            ("slug", "-n", "small letters"),
            ("slug", "", "Missing value"),
            ("title", "", "Missing value"),
            ("title", {"fr": " "}, "Missing value"),
            ("title", {"fr": 3}, "one text for each language"),
            ("title", "x" * 301, "300 characters"),
            ("hosts", ["a b"], "Malformed host"),
            ("hosts", ["a.fr", "A.FR."], "stands twice"),
            ("hosts", ["ftp://a.fr"], "Malformed host"),
            ("hosts", ["localhost"], "common site's"),
            ("organizations", [], "Missing value"),
            ("organizations", ["nobody"], "no organisation named nobody"),
            ("state", "open", "must be one of"),
            ("primary_colour", "red", "#rrggbb"),
            ("primary_colour", "#ff9900", "nearest accepted colour is #a46200"),
            ("secondary_colour", "#12", "#rrggbb"),
            ("logo_upload", BytesIO(b"<svg onload='x'/>"), "refused"),
            ("logo_upload", "/etc/passwd", "as a file"),
        ],
    )
    def test_a_wrong_field_is_named_with_the_reason(self, field, value, words):
        fields = {"slug": "x", "title": "X", "organizations": ["nantes"], field: value}
        with pytest.raises(tk.ValidationError) as refusal:
            call_action("mutualisation_portal_create", **fields)
        assert list(refusal.value.error_dict) == [field]
        assert words in " ".join(refusal.value.error_dict[field])

    def test_an_address_is_given_once(self):
        make_portal(slug="one", organizations=["nantes"], hosts=["one.localhost"])
        with pytest.raises(tk.ValidationError, match="Another portal has this slug"):
            make_portal(slug="one", organizations=["nantes"])
        with pytest.raises(tk.ValidationError, match="one.localhost is the portal one's"):
            make_portal(slug="two", organizations=["nantes"], hosts=["ONE.localhost:80"])
        assert [each["slug"] for each in call_action("mutualisation_portal_list")] == ["one"]


class TestUpdate:
    def test_what_is_not_given_is_kept(self):
        made = make_portal(slug="x", organizations=["nantes"], hosts=["x.localhost"], logo_upload=LOGO)
        changed = call_action("mutualisation_portal_update", id="x", title="Y")
        assert changed["title"] == {"en": "Y"}
        for name in ("title", "modified", "version"):
            made.pop(name), changed.pop(name)
        assert changed == made

    def test_hosts_organisations_logo_and_tagline_can_be_replaced_and_removed(self):
        make_portal(slug="x", organizations=["nantes"], hosts=["x.localhost"], logo_upload=LOGO, tagline="T")
        changes = {"hosts": [], "organizations": ["loire-atlantique"], "logo_clear": True, "tagline": ""}
        changed = call_action("mutualisation_portal_update", id="x", **changes)
        assert changed["hosts"] == []
        assert changed["organizations"][0]["name"] == "loire-atlantique"
        assert changed["logo"] is None
        assert changed["tagline"] == {}
        assert "x.localhost" not in live.current().by_host

    def test_it_is_served_at_once_in_this_process(self):
        make_portal(slug="x", organizations=["nantes"], hosts=["x.localhost"])
        assert live.current().by_host["x.localhost"].title == {"en": "X"}
        call_action("mutualisation_portal_update", id="x", title="Z")
        assert live.current().by_host["x.localhost"].title == {"en": "Z"}
        call_action("mutualisation_portal_delete", id="x")
        assert not live.current()


class TestRights:
    """Every action by anonymous, editor, administrator, administrator of another member, sysadmin."""

    @pytest.fixture
    def people(self):
        names = {}
        for role in ("editor", "admin"):
            names[role] = ckan_factories.User()["name"]
            call_action("organization_member_create", id="nantes", username=names[role], role=role)
        names["other"] = ckan_factories.User()["name"]
        call_action("organization_member_create", id="loire-atlantique", username=names["other"], role="admin")
        names["sysadmin"] = ckan_factories.Sysadmin()["name"]
        names["anonymous"] = ""
        return names

    @pytest.mark.parametrize(
        ("action", "data", "allowed"),
        [
            ("create", {}, {"sysadmin"}),
            ("delete", {"id": "draft"}, {"sysadmin"}),
            ("update", {"id": "draft", "title": "T", "primary_colour": "#000"}, {"sysadmin", "admin"}),
            ("update", {"id": "draft", "hosts": []}, {"sysadmin"}),
            ("update", {"id": "draft", "organizations": ["nantes"]}, {"sysadmin"}),
            ("update", {"id": "draft", "state": "published"}, {"sysadmin"}),
            ("show", {"id": "draft"}, {"sysadmin", "admin"}),
            ("show", {"id": "open"}, {"sysadmin", "admin", "editor", "other", "anonymous"}),
            ("list", {}, {"sysadmin", "admin", "editor", "other", "anonymous"}),
        ],
    )
    def test_who_may(self, people, action, data, allowed):
        make_portal(slug="draft", organizations=["nantes-metropole", "nantes"], state="draft")
        make_portal(slug="open", organizations=["nantes"])
        for role, name in people.items():
            context = {"user": name, "model": model, "ignore_auth": False}
            try:
                may = call_auth(f"mutualisation_portal_{action}", context, **data)
            except tk.NotAuthorized:
                may = False
            assert may == (role in allowed), f"{role} {'may' if may else 'may not'} {action} {data}"

    def test_a_list_leaves_out_what_the_reader_may_not_see(self, people):
        make_portal(slug="draft", organizations=["nantes-metropole", "nantes"], state="draft")
        make_portal(slug="open", organizations=["nantes"])
        for role, name in people.items():
            seen = call_action("mutualisation_portal_list", {"user": name, "ignore_auth": False})
            expected = ["draft", "open"] if role in ("sysadmin", "admin") else ["open"]
            assert [each["slug"] for each in seen] == expected

    def test_the_list_can_be_that_of_one_organisation(self):
        make_portal(slug="a", organizations=["nantes"])
        make_portal(slug="b", organizations=["loire-atlantique"])
        assert [each["slug"] for each in call_action("mutualisation_portal_list", organization="nantes")] == ["a"]
        with pytest.raises(tk.ObjectNotFound):
            call_action("mutualisation_portal_list", organization="nobody")
