"""The portals from the command line and from the declarative file."""
from __future__ import annotations

import json

import pytest

import ckan.model as model
from ckan.tests.helpers import call_action, reset_db

from ckanext.mutualisation.portal.cli import portal
from ckanext.mutualisation.portal.model import version
from ckanext.mutualisation.portal.sections import SECTIONS
from tests.portal.factories import LOGO, make_members, make_portal, remove_portals, site_url

(SECTION,) = SECTIONS


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


class TestCommands:
    def test_a_portal_is_added_listed_and_given_a_second_host(self, cli, tmp_path):
        logo = tmp_path / "logo.svg"
        logo.write_bytes(LOGO)
        added = cli.invoke(
            portal,
            ["add", "nantes", "--title", "Nantes", "--member", "nantes", "--member", "nantes-metropole",
             "--host", "nantes.localhost", "--primary", "#00695c", "--logo", str(logo), "--state", "published"],
        )
        assert added.exit_code == 0, added.output
        assert f"Created, published: {site_url('nantes.localhost')}/" in added.output
        assert cli.invoke(portal, ["host-add", "nantes", "data.nantes.fr"]).exit_code == 0
        first = cli.invoke(portal, ["host-add", "nantes", "https://opendata.nantes.fr", "--canonical"])
        assert "Canonical address: https://opendata.nantes.fr/" in first.output
        listed = json.loads(cli.invoke(portal, ["list", "--json"]).output)
        assert listed[0]["hosts"] == ["https://opendata.nantes.fr", "nantes.localhost", "data.nantes.fr"]
        assert listed[0]["logo"]["media_type"] == "image/svg+xml"
        table = cli.invoke(portal, ["list"]).output
        assert "nantes, nantes-metropole" in table
        assert f"also {site_url()}/p/nantes/" in table

    def test_a_refusal_names_the_field_and_fails(self, cli):
        refused = cli.invoke(portal, ["add", "n", "--title", "N", "--member", "nantes", "--primary", "#ff9900"])
        assert refused.exit_code == 1
        assert "primary_colour: #ff9900 cannot be read on #f6f7f9" in refused.output
        unknown = cli.invoke(portal, ["host-add", "nobody", "x.fr"])
        assert unknown.exit_code == 1
        assert "no portal named nobody" in unknown.output

    def test_without_a_portal_the_list_says_how_to_make_one(self, cli):
        assert "portal add" in cli.invoke(portal, ["list"]).output
        assert json.loads(cli.invoke(portal, ["list", "--json"]).output) == []


ENTRY = {
    "slug": "nantes",
    "title": {"fr": "Nantes", "en": "Nantes"},
    "hosts": ["nantes.localhost"],
    "members": ["nantes-metropole", "nantes"],
    "state": "published",
    "brand": {"primary": "#00695C", "secondary": "#FC0", "logo": "logos/n.svg", "tagline": {"fr": "T"}},
}


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "n.svg").write_bytes(LOGO)
    (tmp_path / "logos" / "bad.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    return str(tmp_path)


class TestSection:
    def test_applied_twice_it_changes_nothing_the_second_time(self, directory):
        document = {"portals": [ENTRY], "__directory__": directory}
        assert list(SECTION.check(document)) == []
        (change,) = SECTION.plan(document)
        assert (change.verb, change.name) == ("create", "nantes")
        assert [done.name for done in SECTION.apply(document)] == ["nantes"]
        assert list(SECTION.plan(document)) == []
        assert list(SECTION.apply(document)) == []
        assert list(SECTION.check(document)) == []

    def test_a_brand_that_a_former_version_wrote_is_not_called_changed(self, directory):
        blocks = [{"block": "search"}, {"block": "latest"}]
        document = {"portals": [{**ENTRY, "brand": {**ENTRY["brand"], "home": blocks}}], "__directory__": directory}
        SECTION.apply(document)
        brand = call_action("mutualisation_brand_show", id="nantes")["brand"]
        former = {**brand, "home": [{**block, "count": 6} for block in blocks]}
        assert brand["home"] != former["home"]
        model.Session.execute(version.update().values(brand=former))
        model.repo.commit()
        assert list(SECTION.plan(document)) == []

    def test_a_change_is_shown_before_it_is_made(self, directory):
        document = {"portals": [ENTRY], "__directory__": directory}
        SECTION.apply(document)
        other = {**ENTRY, "members": ["nantes"], "state": "closed"}
        (change,) = SECTION.plan({"portals": [other], "__directory__": directory})
        assert change.verb == "update"
        assert change.fields == {
            "organizations": (["nantes-metropole", "nantes"], ["nantes"]), "state": ("published", "closed")
        }

    def test_another_logo_is_known_by_its_content(self, directory, tmp_path):
        document = {"portals": [ENTRY], "__directory__": directory}
        SECTION.apply(document)
        (tmp_path / "logos" / "n.svg").write_bytes(LOGO.replace(b"#123456", b"#654321"))
        (change,) = SECTION.plan(document)
        assert list(change.fields) == ["brand.logo"]
        SECTION.apply(document)
        assert list(SECTION.plan(document)) == []

    def test_what_is_left_out_is_kept(self, directory):
        SECTION.apply({"portals": [ENTRY], "__directory__": directory})
        short = {"slug": "nantes", "title": ENTRY["title"], "members": ENTRY["members"]}
        assert list(SECTION.plan({"portals": [short]})) == []

    def test_a_member_of_the_same_file_may_be_named_before_it_exists(self):
        entry = {"slug": "new", "title": "New", "members": ["new-member"]}
        assert list(SECTION.check({"members": [{"name": "new-member"}], "portals": [entry]})) == []
        assert list(SECTION.plan({"members": [{"name": "new-member"}], "portals": [entry]}))

    @pytest.mark.parametrize(
        ("changes", "path", "words"),
        [
            ({"slug": "N"}, ("slug",), "small letters"),
            ({"title": ""}, ("title",), "needs a title"),
            ({"titel": "x"}, ("titel",), "not a field"),
            ({"hosts": ["a.fr", "b c"]}, ("hosts", 1), "not the name of a host"),
            ({"hosts": ["a.fr", "A.fr."]}, ("hosts", 1), "already stands"),
            ({"hosts": ["taken.localhost"]}, ("hosts", 0), "portal “taken”"),
            ({"hosts": ["localhost"]}, ("hosts", 0), "common site"),
            ({"members": ["nantes", "nobody"]}, ("members", 1), "no member named “nobody”"),
            ({"members": []}, ("members",), "one member at least"),
            ({"state": "open"}, ("state",), "draft, published, closed"),
            ({"brand": {"primary": "#ff9900"}}, ("brand", "primary"), "#a46200"),
            ({"brand": {"secondary": "gold"}}, ("brand", "secondary"), "#rrggbb"),
            ({"brand": {"logo": "logos/none.svg"}}, ("brand", "logo"), "cannot be used"),
            ({"brand": {"logo": "logos/bad.svg"}}, ("brand", "logo"), "<script>"),
            ({"brand": {"font": "x"}}, ("brand", "font"), "no such field"),
        ],
    )
    def test_a_problem_is_named_with_its_exact_place(self, directory, changes, path, words):
        make_portal(slug="taken", organizations=["nantes"], hosts=["taken.localhost"])
        good = {"slug": "other", "title": "O", "members": ["nantes"]}
        document = {"portals": [good, {**ENTRY, **changes}], "__directory__": directory}
        (problem,) = SECTION.check(document)
        assert problem.path == ("portals", 1, *path)
        assert words in problem.message

    def test_two_entries_cannot_share_an_address(self, directory):
        document = {"portals": [ENTRY, {**ENTRY, "brand": {}}], "__directory__": directory}
        places = [problem.path for problem in SECTION.check(document)]
        assert places == [("portals", 1, "slug"), ("portals", 1, "hosts", 0)]

    def test_the_export_makes_the_same_instance_again(self, directory):
        document = {"portals": [ENTRY], "__directory__": directory}
        SECTION.apply(document)
        before = call_action("mutualisation_portal_show", id="nantes")
        exported = {"portals": SECTION.export()}
        assert list(SECTION.check(exported)) == []
        assert list(SECTION.plan(exported)) == []
        remove_portals()
        assert SECTION.export() is None
        SECTION.apply(exported)
        after = call_action("mutualisation_portal_show", id="nantes")
        changing = {"id": 0, "created": 0, "modified": 0}
        assert {**after, **changing} == {**before, **changing}
