"""A member's host and its path show that member's name, colours, logo and only its datasets."""
from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest

from tests.portal.factories import LOGO, MEMBERS, site_url

NANTES = [("nantes.localhost", ""), (None, "/p/nantes")]
FACES = [*NANTES, ("nantes.localhost", "/fr"), (None, "/p/nantes/fr")]
OURS = {f"{owner}-{number}" for owner in ("nantes-metropole", "nantes") for number in (1, 2, 3)}
ALL = {f"{owner}-{number}" for owner in MEMBERS for number in (1, 2, 3)}


@pytest.mark.parametrize(("host", "prefix"), FACES)
@pytest.mark.parametrize("page", ["/", "/dataset/", "/dataset/nantes-1", "/organization/", "/about", "/no-such-page"])
def test_every_page_wears_the_portals_name_colours_and_logo(visitor, host, prefix, page):
    answer = visitor(f"{prefix}{page}", host)
    title = "Nantes et sa métropole" if prefix.endswith("/fr") else "Nantes and its metropolis"
    assert answer.status_code == (404 if page == "/no-such-page" else 200)
    assert title in answer.text
    assert "/mutualisation/colours-00695c-ffc400-" in answer.text
    assert f"/mutualisation/logo/{sha256(LOGO).hexdigest()}.svg" in answer.text
    assert "Plateforme commune" in answer.text  # the footer says who runs the platform
    assert "<title>" in answer.text
    assert "Plateforme commune" not in answer.text.split("</title>")[0]


def test_the_colours_and_the_logo_are_served_to_be_kept(visitor):
    address = re.search(r'href="(/mutualisation/colours-[^"]+)"', visitor("/", "nantes.localhost").text)
    assert address
    colours = visitor(address[1], "nantes.localhost")
    assert "--portal-primary:#00695c;" in colours.text
    assert colours.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    logo = visitor(f"/p/nantes/mutualisation/logo/{sha256(LOGO).hexdigest()}.svg")
    assert logo.data == LOGO
    assert logo.headers["Content-Type"].startswith("image/svg+xml")
    assert "default-src 'none'" in logo.headers["Content-Security-Policy"]
    assert visitor("/mutualisation/colours-red-}.css", "nantes.localhost").status_code == 404


@pytest.mark.parametrize(("host", "prefix"), NANTES)
@pytest.mark.parametrize("page", ["/", "/dataset/nantes-1"])
def test_what_pages_load_has_one_address_in_every_language(visitor, host, prefix, page):
    loaded = {}
    for language in ("en", "fr"):
        text = visitor(f"{prefix}/{language}{page}", host).text
        loaded[language] = set(re.findall(r'"([^"]*/(?:webassets|mutualisation/fonts|base)/[^"]+)"', text))
        assert all(address.startswith(f"{prefix}/") for address in loaded[language])
        assert any("/webassets/mutualisation_portal/" in address for address in loaded[language])
    assert loaded["en"] == loaded["fr"]
    assert all(visitor(address, host).status_code == 200 for address in loaded["fr"])


@pytest.mark.parametrize(("host", "prefix"), NANTES)
def test_home_and_search_show_the_datasets_of_both_organisations_and_no_other(visitor, host, prefix):
    home = visitor(f"{prefix}/", host).text
    search = visitor(f"{prefix}/dataset/", host).text
    for text in (home, search):
        assert "Jeu 1 de Nantes Métropole" in text
        assert "Jeu 1 de Ville de Nantes" in text
        assert "Loire-Atlantique" not in text
        assert "Région" not in text
        assert "prive" not in text
    assert "6 datasets found" in search


def test_the_common_site_shows_all(visitor):
    answer = visitor("/dataset/").text
    assert "12 datasets found" in answer
    assert "portal-header" not in answer


@pytest.mark.parametrize(("host", "prefix"), NANTES)
def test_a_dataset_of_another_member_is_not_here_but_its_owners_address_is_given(visitor, host, prefix):
    for page, address in (
        ("/dataset/loire-atlantique-1", f"{site_url('loire-atlantique.localhost')}/dataset/loire-atlantique-1"),
        ("/dataset/pays-de-la-loire-1", f"{site_url()}/p/region/dataset/pays-de-la-loire-1"),
        ("/organization/loire-atlantique", f"{site_url('loire-atlantique.localhost')}/organization/loire-atlantique"),
    ):
        answer = visitor(f"{prefix}{page}", host)
        assert answer.status_code == 404
        assert f'href="{address}"' in answer.text
        assert "Jeu 1" not in answer.text


def test_a_private_dataset_of_another_member_is_not_even_named(visitor):
    answer = visitor("/dataset/loire-atlantique-prive", "nantes.localhost")
    assert answer.status_code == 404
    assert "loire-atlantique.localhost" not in answer.text


def test_a_dataset_page_names_its_canonical_address_on_every_face(visitor):
    canonical = f'<link rel="canonical" href="{site_url("nantes.localhost")}/dataset/nantes-1" />'
    for host, path in ((None, "/dataset/nantes-1"), (None, "/p/nantes/dataset/nantes-1")):
        assert canonical in visitor(path, host).text
    assert canonical in visitor("/dataset/nantes-1", "nantes.localhost").text
    french = visitor("/fr/dataset/nantes-1").text
    assert f'<link rel="canonical" href="{site_url("nantes.localhost")}/fr/dataset/nantes-1" />' in french


@pytest.mark.parametrize(("asked", "canonical"), [
    ("/about", "/about"),
    ("/dataset/?q=jeu", "/dataset/?q=jeu"),
    ("/dataset/?utm_source=lettre&q=jeu&page=1", "/dataset/?q=jeu"),
])
def test_a_portals_own_page_is_canonical_at_its_host_by_what_it_shows(visitor, asked, canonical):
    wanted = f'<link rel="canonical" href="{site_url("nantes.localhost")}{canonical}" />'
    assert wanted in visitor(f"/p/nantes{asked}").text


def test_an_organisations_page_on_the_common_site_leads_to_its_portal(visitor):
    assert f'href="{site_url("nantes.localhost")}/"' in visitor("/organization/nantes").text


class TestActions:
    @pytest.fixture(params=NANTES)
    def call(self, request, visitor):
        host, prefix = request.param

        def call(name: str, /, **query):
            answer = visitor(f"{prefix}/api/3/action/{name}", host, query_string=query)
            body = json.loads(answer.data)
            return body["result"] if body["success"] else body["error"]

        return call

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"q": "*:*"},
            {"q": "owner_org:* OR *:*"},
            {"fq": "organization:loire-atlantique OR *:*"},
            {"fq": "*:*) OR (*:*"},
            {"fq": "+owner_org:* -owner_org:x"},
            {"fq": "state:active OR capacity:public) OR (id:*"},
            {"q": "*:* OR organization:loire-atlantique", "fq": "name:* OR -name:x", "include_private": "true"},
        ],
    )
    def test_no_query_widens_the_search(self, call, query):
        found = call("package_search", rows=100, **query)
        names = {package["name"] for package in found.get("results", [])}
        assert names <= OURS
        if "results" in found and ")" not in str(query):
            assert names == OURS

    def test_a_filter_list_of_the_callers_own_does_not_widen_the_search(self, visitor):
        body = {"q": "*:*", "rows": 100, "fq_list": ["organization:loire-atlantique"]}
        answer = visitor("/api/3/action/package_search", "nantes.localhost", "POST", json=body)
        assert json.loads(answer.data)["result"]["count"] == 0

    def test_facets_count_the_portals_datasets_only(self, call):
        found = call("package_search", rows=0, **{"facet.field": '["organization","tags"]'})
        counts = {item["name"]: item["count"] for item in found["search_facets"]["organization"]["items"]}
        assert counts == {"nantes-metropole": 3, "nantes": 3}
        assert {item["name"] for item in found["search_facets"]["tags"]["items"]} == {
            "tag-nantes", "tag-nantes-metropole", "commun"
        }

    def test_lists_hold_what_is_the_portals(self, call):
        assert set(call("package_list")) == OURS
        assert len(call("package_list", limit=2, offset=1)) == 2
        assert set(call("organization_list")) == {"nantes-metropole", "nantes"}
        assert call("organization_list", organizations="loire-atlantique") == []
        assert call("group_list") == ["mobilite"]
        (group,) = call("group_list", all_fields="true")
        assert group["package_count"] == 6
        assert set(call("tag_list")) == {"tag-nantes", "tag-nantes-metropole", "commun"}
        assert call("tag_search", query="tag-")["count"] == 2
        assert set(call("tag_autocomplete", query="tag-")) == {"tag-nantes", "tag-nantes-metropole"}
        assert {package["name"] for package in call("current_package_list_with_resources")} == OURS
        assert {answer["name"] for answer in call("package_autocomplete", q="Jeu")} <= OURS
        assert call("organization_autocomplete", q="loire") == []
        assert call("group_autocomplete", q="culture") == []
        assert call("format_autocomplete", q="cs") == ["csv"]

    def test_resources_are_found_in_the_portals_datasets_only(self, call):
        found = call("resource_search", query="name:Lien", limit=2)
        assert found["count"] == 6
        assert len(found["results"]) == 2
        assert "query" in call("resource_search", query="nonsense:Lien")

    def test_what_is_asked_for_by_name_is_the_portals_or_is_not_found(self, call):
        mine = call("package_show", id="nantes-1")
        assert mine["name"] == "nantes-1"
        assert call("resource_show", id=mine["resources"][0]["id"])["name"] == "Lien"
        error = call("package_show", id="loire-atlantique-1")
        assert error["__type"] == "Not Found Error"
        assert f"{site_url('loire-atlantique.localhost')}/dataset/loire-atlantique-1" in error["message"]
        assert call("organization_show", id="loire-atlantique")["__type"] == "Not Found Error"
        assert call("organization_show", id="nantes")["package_count"] == 3

    def test_files_and_views_of_others_are_not_found(self, call, visitor):
        body = json.loads(visitor("/api/3/action/package_show?id=loire-atlantique-1").data)
        resource = body["result"]["resources"][0]["id"]
        assert call("resource_show", id=resource)["__type"] == "Not Found Error"
        assert call("resource_view_list", id=resource)["__type"] == "Not Found Error"

    def test_the_help_addresses_stay_on_the_portal_and_keep_cores_words(self, call, visitor):
        answer = json.loads(visitor("/api/3/action/package_show?id=nantes-1", "nantes.localhost").data)
        assert answer["help"].startswith(f"{site_url('nantes.localhost')}/api/3/action/help_show")
        assert "Return the metadata of a dataset" in call("help_show", name="package_show")


def test_the_common_sites_actions_are_left_alone(visitor):
    names = json.loads(visitor("/api/3/action/package_list").data)["result"]
    assert set(names) == ALL
