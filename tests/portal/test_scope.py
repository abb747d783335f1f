"""Every reading action and every page of a portal: scoped, harmless, or left to the common site."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import ckan.logic as logic
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import read_version
from ckanext.mutualisation.portal.scope.inventory import ACTIONS, PAGES, Answer
from ckanext.mutualisation.portal.scope.scoped import SCOPED
from tests.portal.factories import make_dataset, site_url
from tests.statements import statements_run

NANTES = "nantes.localhost"
FACES = [(NANTES, ""), (None, "/p/nantes/fr")]
OURS = {f"{owner}-{number}" for owner in ("nantes-metropole", "nantes") for number in (1, 2, 3)}
THEIRS = "loire-atlantique-1"
THEIR_ADDRESS = f"{site_url('loire-atlantique.localhost')}"


@pytest.fixture(params=FACES, ids=["host", "path"])
def call(request, visitor) -> Callable[..., Any]:
    """Call a reading action as a visitor of the portal of Nantes; return its result, or its error."""
    host, prefix = request.param

    def ask(name: str, /, **query: Any) -> Any:
        answer = visitor(f"{prefix}/api/3/action/{name}", host, "POST", json=query)
        body = json.loads(answer.data)
        return body["result"] if body["success"] else {"status": answer.status_code, **body["error"]}

    return ask


@pytest.fixture
def common(visitor) -> Callable[..., Any]:
    """Call a reading action as a visitor of the common site."""

    def ask(name: str, /, **query: Any) -> Any:
        return json.loads(visitor(f"/api/3/action/{name}", None, "POST", json=query).data)["result"]

    return ask


class TestInventory:
    def test_every_reading_action_has_its_answer_on_a_portal(self, platform):
        tk.get_action("package_show")  # CKAN gathers its actions at the first call.
        reading = {name for name, action in logic._actions.items() if getattr(action, "side_effect_free", False)}
        assert reading - set(SCOPED) - set(ACTIONS) == set(), "say in scope/inventory.py how a portal answers these"

    def test_no_action_has_two_answers(self):
        assert set(SCOPED) & set(ACTIONS) == set()

    def test_every_page_has_its_answer_on_a_portal(self, platform):
        rules = platform.flask_app.url_map.iter_rules()
        endpoints = {rule.endpoint for rule in rules}
        silent = {name for name in endpoints if name not in PAGES and name.rpartition(".")[0] not in PAGES}
        assert silent == set(), "say in scope/inventory.py how a portal answers these"

    @pytest.mark.parametrize("name", sorted(name for name, answer in ACTIONS.items() if answer is Answer.COMMON_SITE))
    def test_what_a_portal_does_not_answer_names_the_common_site(self, visitor, platform, name):
        if name not in logic._actions:
            pytest.skip("not offered by the plugins of this run")
        answer = visitor(f"/api/3/action/{name}?id=nantes-1", NANTES)
        error = json.loads(answer.data)["error"]
        assert answer.status_code == 404
        assert f"{site_url()}/api/3/action/{name}" in error["message"]

    def test_the_datastore_answers_no_free_sql_on_a_portal(self, visitor, monkeypatch):
        monkeypatch.setitem(logic._actions, "datastore_search_sql", logic._actions["datastore_search"])
        answer = visitor("/api/3/action/datastore_search_sql?sql=SELECT", NANTES)
        assert answer.status_code == 404
        assert f"{site_url()}/api/3/action/datastore_search_sql" in answer.text

    @pytest.mark.parametrize(
        "page",
        ["/harvest/", "/harvest/any", "/dataset/new", "/dataset/edit/nantes-1", "/organization/members/nantes",
         "/dataset/edit/loire-atlantique-prive", "/user/login", "/organization/nantes/ledger", "/dataset/changes/x"],
    )
    def test_publishers_pages_lead_to_the_common_site(self, visitor, page):
        answer = visitor(f"/fr{page}?a=b", NANTES)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{site_url()}/fr{page}?a=b"

    def test_an_operator_may_offer_what_another_extension_has(self, visitor, monkeypatch):
        assert visitor("/api/3/action/user_list", NANTES).status_code == 404
        option = "ckanext.mutualisation.portal.also_offered"
        monkeypatch.setitem(tk.config, option, ["mutualisation_run_list", "harvest"])
        assert visitor("/api/3/action/mutualisation_run_list", NANTES).status_code == 403
        assert visitor("/harvest/", NANTES).status_code == 200

    def test_each_scoped_action_keeps_its_own_words(self, platform):
        for name in SCOPED:
            if name in logic._actions:
                assert len(call_action("help_show", name=name) or "") > 40, name


class TestReadings:
    """What each action says of others' data: nothing."""

    def test_lists(self, call):
        assert call("package_list") == sorted(OURS)
        assert call("package_list", limit=2, offset=1) == sorted(OURS)[1:3]
        assert call("package_list", limit="many")["__type"] == "Validation Error"
        assert call("group_list") == ["mobilite"]
        assert {found["name"] for found in call("current_package_list_with_resources", limit=100)} == OURS
        assert call("organization_list", q="atlantique") == []

    def test_autocompletion(self, call, common):
        assert {found["name"] for found in call("package_autocomplete", q="jeu 1")} <= OURS
        (mine,) = call("package_autocomplete", q="nantes-metropole-1")
        (known,) = common("package_autocomplete", q="nantes-metropole-1")
        assert mine == known
        assert call("package_autocomplete", q="loire-atlantique-1") == []
        assert call("package_autocomplete")["__type"] == "Validation Error"
        assert len(call("package_autocomplete", q="jeu", limit=2)) == 2
        assert call("organization_autocomplete", q="atlantique") == []
        assert [found["name"] for found in call("organization_autocomplete", q="nantes", limit=1)] != []
        assert call("group_autocomplete", q="culture") == []
        assert call("group_autocomplete", q="mobi")[0]["name"] == "mobilite"
        assert call("tag_autocomplete", query="tag-loire") == []

    def test_resources_are_counted_sorted_and_paged_by_the_database(self, call, common):
        assert common("resource_search", query="name:Lien", limit=0)["count"] == 12
        found = call("resource_search", query="name:Lien", order_by="url", limit=4, offset=1)
        assert found["count"] == 6
        urls = sorted(f"https://data.example/{name}.csv" for name in OURS)
        assert [resource["url"] for resource in found["results"]] == urls[1:5]
        assert call("resource_search", query=["name:Lien", "url:loire-atlantique"])["count"] == 0

    def test_tags(self, call, common):
        assert set(call("tag_list")) == {"commun", "tag-nantes", "tag-nantes-metropole"}
        assert call("tag_search", query="tag-", limit=1, offset=1)["count"] == 2
        assert len(call("tag_search", query="tag-", limit=1, offset=1)["results"]) == 1
        assert common("tag_search", query="tag-")["count"] == 4
        assert call("tag_show", id="tag-loire-atlantique")["status"] == 404
        shared = call("tag_show", id="commun", include_datasets=True)
        assert {package["name"] for package in shared["packages"]} == OURS

    def test_vocabularies(self, territory, call, common):
        admin = ckan_factories.Sysadmin()["name"]
        tags = [{"name": "sigle"}, {"name": "autre"}]
        vocabulary = call_action("vocabulary_create", {"user": admin}, name="un-vocabulaire", tags=tags)
        try:
            assert len(common("vocabulary_show", id="un-vocabulaire")["tags"]) == 2
            assert call("vocabulary_show", id="un-vocabulaire")["tags"] == []
            assert [known["tags"] for known in call("vocabulary_list")] == [[]]
        finally:
            for tag in vocabulary["tags"]:
                call_action("tag_delete", {"user": admin}, id=tag["id"], vocabulary_id=vocabulary["id"])
            call_action("vocabulary_delete", {"user": admin}, id=vocabulary["id"])

    def test_groups_hold_the_portals_datasets_and_name_nobody(self, call, common):
        assert call("group_show", id="mobilite", include_users=True).get("users", []) == []
        assert call("group_show", id="mobilite")["package_count"] == 6
        assert call("group_show", id="culture", include_datasets=True)["packages"] == []
        assert call("group_package_show", id="culture") == []
        assert common("member_list", id="culture", object_type="package") != []
        assert call("member_list", id="culture") == []
        assert len(call("member_list", id="mobilite", object_type="package")) == 6

    def test_organisations(self, call, common):
        other = common("organization_show", id="loire-atlantique")["id"]
        for name in ("organization_show", "member_list", "mutualisation_member_show", "organization_activity_list"):
            for asked in ("loire-atlantique", other):
                error = call(name, id=asked)
                assert error["status"] == 404, name
                assert f"{THEIR_ADDRESS}{'/fr' if '/fr/' in error['message'] else ''}/organization/loire" in str(error)
        assert {member["name"] for member in call("mutualisation_member_list")} == {"nantes", "nantes-metropole"}
        assert call("organization_show", id="nantes", include_datasets=True)["package_count"] == 3

    def test_relationships(self, territory, visitor):
        def call(name: str, **query: str) -> Any:
            body = json.loads(visitor(f"/api/3/action/{name}", NANTES, query_string=query).data)
            return body["result"] if body["success"] else body["error"]["__type"]

        admin = {"user": ckan_factories.Sysadmin()["name"]}
        for other in (THEIRS, "nantes-2"):
            call_action("package_relationship_create", admin, subject="nantes-1", object=other, type="links_to")
        try:
            assert [link["object"] for link in call("package_relationships_list", id="nantes-1")] == ["nantes-2"]
            assert call("package_relationships_list", id="nantes-1", id2=THEIRS) == "Not Found Error"
            assert call("package_relationships_list", id=THEIRS) == "Not Found Error"
        finally:
            for other in (THEIRS, "nantes-2"):
                call_action("package_relationship_delete", admin, subject="nantes-1", object=other, type="links_to")

    def test_formats(self, territory, call, common):
        resources = [{"name": "Couche", "url": "https://data.example/couche", "format": "GPKG"}]
        make_dataset("couche", "loire-atlantique", resources=resources)
        try:
            assert common("format_autocomplete", q="gpk") == ["gpkg"]
            assert call("format_autocomplete", q="gpk") == []
            assert call("format_autocomplete", q="cs") == ["csv"]
        finally:
            call_action("dataset_purge", id="couche")

    def test_the_platform_presents_itself_as_the_portal(self, call, common):
        status = call("status_show")
        assert status["site_title"] in ("Nantes et sa métropole", "Nantes and its metropolis")
        assert status["site_url"] in (site_url(NANTES), f"{site_url()}/p/nantes")
        assert status["ckan_version"] == common("status_show")["ckan_version"]
        assert common("status_show")["site_title"] == "Plateforme commune"


class TestActivities:
    @pytest.fixture
    def busy(self, territory):
        """Change a dataset of Nantes and one of Loire-Atlantique, both in the group of mobility."""
        user = ckan_factories.Sysadmin()
        for name in ("nantes-1", THEIRS):
            call_action("package_patch", {"user": user["name"]}, id=name, groups=[{"name": "mobilite"}], notes="Neuf")
        yield
        call_action("package_patch", {"user": user["name"]}, id=THEIRS, groups=[{"name": "culture"}])

    def test_streams_tell_of_the_portals_datasets_only(self, busy, call, common):
        def told(stream: list[dict[str, Any]]) -> set[str]:
            return {activity["data"]["package"]["title"] for activity in stream if "package" in activity["data"]}

        assert "Jeu 1 de Loire-Atlantique" in told(common("recently_changed_packages_activity_list"))
        assert "Jeu 1 de Loire-Atlantique" in told(common("group_activity_list", id="mobilite"))
        for stream in (call("recently_changed_packages_activity_list"), call("group_activity_list", id="mobilite")):
            assert told(stream) == {"Jeu 1 de Ville de Nantes"}
        assert call("recently_changed_packages_activity_list", limit=1) != []
        assert told(call("package_activity_list", id="nantes-1")) == {"Jeu 1 de Ville de Nantes"}
        assert call("package_activity_list", id=THEIRS)["status"] == 404

    def test_their_pages_too(self, busy, visitor):
        assert visitor("/dataset/activity/nantes-1", NANTES).status_code == 200
        theirs = visitor(f"/dataset/activity/{THEIRS}", NANTES)
        assert theirs.status_code == 404
        assert f'href="{THEIR_ADDRESS}/dataset/{THEIRS}"' in theirs.text
        group = visitor("/group/activity/mobilite", NANTES)
        assert group.status_code == 200
        assert "Loire-Atlantique" not in group.text


class TestTables:
    @pytest.fixture(scope="class")
    def tables(self, territory):
        """Return the ids of three resources that have a table: of Nantes, of Loire-Atlantique, of a private dataset."""
        made = {}
        admin = {"user": ckan_factories.Sysadmin()["name"]}
        for name in ("nantes-2", "loire-atlantique-2", "loire-atlantique-prive"):
            resource = call_action("package_show", id=name)["resources"][0]["id"]
            call_action(
                "datastore_create", dict(admin), resource_id=resource, force=True, records=[{"lieu": name}],
                aliases=f"alias-{resource}",
            )  # fmt: skip
            made[name] = resource
        yield made
        for resource in made.values():
            call_action("datastore_delete", dict(admin), resource_id=resource, force=True)

    def test_the_portals_own_are_read_by_id_and_by_alias(self, call, tables):
        for asked in (tables["nantes-2"], f"alias-{tables['nantes-2']}"):
            assert call("datastore_search", resource_id=asked)["records"][0]["lieu"] == "nantes-2"
        assert call("datastore_info", resource_id=tables["nantes-2"])["meta"]["count"] == 1

    @pytest.mark.parametrize("action", ["datastore_search", "datastore_info"])
    def test_anothers_table_answers_404_with_its_owners_address(self, call, tables, action):
        for asked in (tables["loire-atlantique-2"], f"alias-{tables['loire-atlantique-2']}"):
            error = call(action, resource_id=asked)
            assert error["status"] == 404
            assert "/dataset/loire-atlantique-2" in error["message"]

    @pytest.mark.parametrize("action", ["datastore_search", "datastore_info"])
    def test_a_private_one_looks_like_none(self, call, tables, action):
        private = call(action, resource_id=tables["loire-atlantique-prive"])
        none = call(action, resource_id="00000000-0000-4000-8000-000000000000")
        assert private == none
        assert call(action, resource_id="_table_metadata") == none

    def test_the_pages_that_read_tables(self, visitor, tables):
        mine, theirs = tables["nantes-2"], tables["loire-atlantique-2"]
        assert "nantes-2" in visitor(f"/datastore/dump/{mine}", NANTES).text
        for page in (f"/datastore/dump/{theirs}", f"/datastore/api_info/{theirs}"):
            answer = visitor(page, NANTES)
            assert answer.status_code == 404, page
            assert "lieu" not in answer.text
        assert f'href="{THEIR_ADDRESS}/dataset/loire-atlantique-2"' in visitor(f"/datastore/dump/{theirs}", NANTES).text


PROBES = [
    {"q": "*:*", "include_private": True, "include_drafts": True, "include_deleted": True},
    {"fq": "+state:(draft OR active) capacity:private"},
    {"fq_list": ["owner_org:*", "*:*"]},
    {"fq_list": "owner_org:*"},
    {"use_default_schema": True},
    {"q": "jeu", "defType": "edismax", "qf": "owner_org name"},
    {"q": "jeu", "defType": "lucene"},
    {"q": "{!lucene}*:*"},
    {"q": "*:*", "fq": "{!lucene q.op=OR}*:* OR name:x"},
    {"fq_list": ["{!tag=x}owner_org:*"]},
    {"q": '_query_:"{!lucene}*:*"'},
    {"facet.field": ["{!ex=x}name"]},
    {"facet.query": "owner_org:*"},
    {"extras": {"ext_fq": "*:*"}, "ext_bbox": "-180,-90,180,90"},
    {"bf": "exists(owner_org)", "q": "jeu"},
    {"fl": ["id", "name", "owner_org"]},
    {"sort": "score desc, name asc", "start": 0, "fq": ")"},
]


class TestSearch:
    @pytest.mark.parametrize("probe", PROBES, ids=str)
    def test_nothing_that_a_reader_sends_widens_it(self, call, probe):
        found = call("package_search", rows=1000, **probe)
        assert {package["name"] for package in found.get("results", [])} <= OURS
        assert found.get("count", 0) <= len(OURS)

    def test_by_address_neither(self, visitor):
        for query in (
            "q=*:*&fq=owner_org:*", "fq_list=owner_org:*", "facet.mincount=0&facet.field=[%22name%22]",
            "q=x+OR+*:*&defType=edismax&mm=0", "include_private=true&rows=1000", "organization=loire-atlantique",
            "owner_org=loire-atlantique", "_organization_limit=0", "q=%7B!lucene%7D*:*", "ext_bbox=-180,-90,180,90",
        ):
            for page in ("/dataset/", "/fr/dataset/", "/api/3/action/package_search", "/feeds/dataset.atom"):
                answer = visitor(f"{page}?{query}", NANTES)
                assert answer.status_code in (200, 400, 404, 409), (page, query)
                assert "Jeu 1 de Loire-Atlantique" not in answer.text, (page, query)
                assert "loire-atlantique-" not in answer.text, (page, query)

    def test_a_facet_without_a_least_count_names_nothing_of_others(self, call, common):
        query = {"rows": 0, "facet.field": ["name", "organization", "tags"], "facet.mincount": 0, "facet.limit": -1}
        found = call("package_search", **query)["search_facets"]
        assert {item["name"] for item in found["name"]["items"]} == OURS
        assert {item["name"] for item in found["organization"]["items"]} == {"nantes", "nantes-metropole"}
        assert "tag-loire-atlantique" not in str(found)

    def test_two_thousand_organisations_can_be_shown(self, territory, visitor, monkeypatch):
        portal = live.current().by_slug["nantes"]
        many = tuple(f"00000000-0000-4000-8000-{number:012d}" for number in range(2000))
        monkeypatch.setattr(live, "_registry", _with(live.current(), portal, included_ids=many))
        found = json.loads(visitor("/api/3/action/package_search?rows=0", NANTES).data)
        assert found["result"]["count"] == 6


def _with(registry: Any, portal: Any, **changes: Any) -> Any:
    from dataclasses import replace

    others = [each for each in registry.by_slug.values() if each is not portal]
    return type(registry).of([replace(portal, **changes), *others])


class TestWithoutTrace:
    """What another member keeps private looks, to the byte, like what does not exist."""

    @pytest.fixture(scope="class")
    def secret(self, territory):
        package = call_action("package_show", id="loire-atlantique-prive")
        return {"name": package["name"], "id": package["id"], "resource": package["resources"][0]["id"]}

    @pytest.mark.parametrize(
        "action", ["package_show", "package_activity_list", "package_relationships_list"]
    )
    def test_asked_for_by_name_or_id(self, call, secret, action):
        none = call(action, id="nothing-of-that-name")
        assert none["status"] == 404
        assert call(action, id=secret["name"]) == none
        assert call(action, id=secret["id"]) == none

    @pytest.mark.parametrize("action", ["resource_show", "resource_view_list"])
    def test_its_files(self, call, secret, action):
        assert call(action, id=secret["resource"]) == call(action, id="00000000-0000-4000-8000-000000000000")

    @pytest.mark.parametrize(
        "page",
        [
            "/dataset/{name}", "/fr/dataset/{name}", "/dataset/{id}", "/dataset/groups/{name}",
            "/dataset/activity/{name}", "/dataset/{name}/resource/{resource}", "/dataset/{name}.ttl",
            "/dataset/{name}/resource/{resource}/download", "/dataset/{name}/resource/{resource}/download/a.csv",
            "/dataset/nantes-1/resource/{resource}/download", "/dataset/{name}/resource/{resource}/view/",
            "/dataset/{name}/resource/{resource}/map.geojson", "/datastore/dump/{resource}",
            "/datastore/api_info/{resource}",
        ],
    )
    def test_its_pages(self, visitor, secret, page):
        unknown = {"name": "nothing", "id": "00000000-0000-4000-8000-000000000001",
                   "resource": "00000000-0000-4000-8000-000000000002"}  # fmt: skip
        answers = []
        for ids in (secret, unknown):
            answer = visitor(page.format(**ids), NANTES)
            text = answer.text
            for value in ids.values():
                text = text.replace(value, "…")
            answers.append((answer.status_code, text))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404

    def test_ones_own_private_dataset_is_not_named_either(self, call):
        assert call("package_show", id="nantes-prive") == call("package_show", id="nothing")


class TestAnothers:
    @pytest.mark.parametrize(
        "page",
        [
            "/dataset/{name}", "/dataset/{id}", "/dataset/groups/{name}", "/dataset/activity/{name}",
            "/dataset/{name}/resource/{resource}", "/dataset/{name}/resource/{resource}/download",
            "/dataset/{name}/resource/{resource}/map.geojson", "/dataset/nantes-1/resource/{resource}",
        ],
    )
    def test_a_page_of_anothers_dataset_answers_404_with_its_owners_address(self, visitor, page):
        package = call_action("package_show", id=THEIRS)
        ids = {"name": THEIRS, "id": package["id"], "resource": package["resources"][0]["id"]}
        for prefix in ("", "/fr"):
            answer = visitor(f"{prefix}{page.format(**ids)}", NANTES)
            assert answer.status_code == 404
            assert "data.example" not in answer.text
            if "nantes-1" not in page:
                assert f'href="{THEIR_ADDRESS}{prefix}/dataset/{THEIRS}"' in answer.text

    def test_a_feed_of_anothers_organisation_neither(self, visitor):
        answer = visitor("/feeds/organization/loire-atlantique.atom", NANTES)
        assert answer.status_code == 404
        assert f"{THEIR_ADDRESS}/organization/loire-atlantique" in answer.text
        for feed in ("dataset", "group/mobilite", "group/culture", "tag/commun", "organization/nantes", "custom"):
            answer = visitor(f"/feeds/{feed}.atom", NANTES)
            assert answer.status_code == 200, feed
            assert "Loire-Atlantique" not in answer.text

    def test_the_old_addresses_of_autocompletion(self, visitor):
        for page in ("dataset", "organization", "tag"):
            asked = visitor(f"/api/2/util/{page}/autocomplete?incomplete=loire&q=loire", NANTES)
            assert asked.status_code == 200
            assert "atlantique" not in asked.text
        assert visitor("/api/2/util/user/autocomplete?q=a", NANTES).status_code == 404


class TestSurroundings:
    """A member may show its territory: those below its organisations, those above them."""

    @pytest.fixture(scope="class")
    def tree(self, territory):
        """Put Nantes below its metropolis, below the department, below the region; return a function that links."""
        admin = {"user": ckan_factories.Sysadmin()["name"]}

        def link(child: str, parent: str) -> None:
            parent_id = call_action("organization_show", id=parent)["id"] if parent else ""
            call_action("organization_patch", dict(admin), id=child, parent=parent_id)
            live.refresh()

        def include(slug: str, *what: str) -> None:
            call_action("mutualisation_portal_update", dict(admin), id=slug, include=list(what))

        link("nantes-metropole", "loire-atlantique")
        link("nantes", "nantes-metropole")
        link("loire-atlantique", "pays-de-la-loire")
        yield link, include
        for slug in ("loire-atlantique", "region", "nantes"):
            include(slug)
        for child in ("nantes-metropole", "nantes", "loire-atlantique"):
            link(child, "")

    def _names(self, visitor, host: str | None, prefix: str = "") -> set[str]:
        answer = visitor(f"{prefix}/api/3/action/package_list", host)
        return {name.rpartition("-")[0] for name in json.loads(answer.data)["result"]}

    def test_below_are_all_whose_parents_lead_to_it(self, tree, visitor):
        _, include = tree
        assert self._names(visitor, None, "/p/region") == {"pays-de-la-loire"}
        include("region", "below")
        everybody = {"pays-de-la-loire", "loire-atlantique", "nantes-metropole", "nantes"}
        assert self._names(visitor, None, "/p/region") == everybody
        found = json.loads(visitor("/p/region/api/3/action/package_search?rows=0").data)
        assert found["result"]["count"] == 12
        organizations = json.loads(visitor("/p/region/api/3/action/organization_list").data)["result"]
        assert set(organizations) == everybody

    def test_above_is_its_chain_of_parents(self, tree, visitor):
        _, include = tree
        include("loire-atlantique", "above")
        host = "loire-atlantique.localhost"
        assert self._names(visitor, host) == {"loire-atlantique", "pays-de-la-loire"}
        include("loire-atlantique", "above", "below")
        assert "nantes" in self._names(visitor, host)

    def test_an_included_dataset_names_its_publisher_and_its_owners_address(self, tree, visitor):
        _, include = tree
        include("region", "below")
        page = visitor("/p/region/dataset/nantes-1").text
        assert "Ville de Nantes" in page
        assert f'<link rel="canonical" href="{site_url(NANTES)}/dataset/nantes-1" />' in page
        assert "Ville de Nantes" in visitor("/p/region/dataset/?q=nantes-1").text
        assert visitor("/p/region/dataset/nantes-prive").status_code == 404

    def test_a_portals_own_organisations_stay_its_own(self, tree):
        _, include = tree
        include("region", "below")
        portal = live.current().by_slug["region"]
        assert len(portal.organization_ids) == 1
        assert len(portal.visible_ids) == 4
        owners = live.current().by_organization
        assert {owners[each].slug for each in portal.included_ids} == {"loire-atlantique", "nantes"}

    def test_a_change_of_parent_is_a_change_of_the_portals(self, tree, visitor):
        link, include = tree
        include("region", "below")
        link("nantes-metropole", "")
        assert self._names(visitor, None, "/p/region") == {"pays-de-la-loire", "loire-atlantique"}
        link("nantes-metropole", "loire-atlantique")
        assert "nantes" in self._names(visitor, None, "/p/region")

    def test_so_are_a_new_organisation_a_deleted_and_a_purged_one(self, tree, visitor):
        _, include = tree
        include("region", "below")
        region = call_action("organization_show", id="pays-de-la-loire")["id"]
        admin = ckan_factories.Sysadmin()["name"]
        ckan_factories.Organization(name="vendee", title="Vendée", parent=region)
        make_dataset("vendee-1", "vendee")
        live.refresh()
        assert "vendee" in self._names(visitor, None, "/p/region")
        call_action("dataset_purge", id="vendee-1")
        call_action("organization_delete", {"user": admin}, id="vendee")
        live.refresh()
        assert len(live.current().by_slug["region"].included_ids) == 3
        before = read_version(model.Session.connection())
        call_action("organization_purge", {"user": admin}, id="vendee")
        assert read_version(model.Session.connection()) > before


class TestCost:
    """Scope adds no question to the database where most readings happen."""

    def _count(self, visitor, address: str, host: str | None) -> int:
        visitor(address, host)  # The first one fills caches that both sites share.
        with statements_run() as asked:
            visitor(address, host)
        return len(asked)

    @pytest.mark.parametrize(
        "address",
        ["/api/3/action/package_show?id=nantes-1", "/api/3/action/package_search?q=jeu&facet.field=[%22tags%22]",
         "/dataset/?q=jeu", "/dataset/nantes-1"],
    )
    def test_a_portal_asks_no_more_than_the_common_site(self, visitor, address):
        assert self._count(visitor, address, NANTES) <= self._count(visitor, address, None)
