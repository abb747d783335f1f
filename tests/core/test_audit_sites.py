"""To which site an address of the platform leads, and whose data it names."""
from __future__ import annotations

import pytest

from ckanext.mutualisation.core.audit.sites import COMMON
from tests.core.audit_world import HOLDINGS, HOST, NANTES, PATH, ROUTES, SEVRE, SITE, WAYS, sites, uuid


class TestSites:
    def test_a_portal_has_four_ways(self):
        assert [way.home for way in WAYS] == [f"{HOST}/", f"{HOST}/fr/", f"{PATH}/", f"{PATH}/fr/"]
        assert [way.canonical for way in WAYS] == [True, True, False, False]
        assert [way.home for way in sites().ways(SEVRE, [])] == [f"{SITE}/p/sevre/"]

    @pytest.mark.parametrize(
        ("url", "site", "base", "locale", "path"),
        [
            (f"{HOST}/fr/dataset/eau?a=b", "nantes", HOST, "fr", "/dataset/eau"),
            (HOST, "nantes", HOST, None, "/"),
            ("HTTP://Nantes.LOCALHOST:5000/x", "nantes", HOST, None, "/x"),
            (f"{PATH}/x", "nantes", PATH, None, "/x"),
            (PATH, "nantes", PATH, None, "/"),
            (f"{SITE}/en/p/nantes/fr/x", "nantes", PATH, "en", "/x"),
            ("http://old.example:5000/x", "nantes", "http://old.example:5000", None, "/x"),
            (f"{SITE}/fr/x", COMMON, SITE, "fr", "/x"),
            ("http://127.0.0.1:5000/x", COMMON, "http://127.0.0.1:5000", None, "/x"),
            (f"{SITE}/p/draft/x", "draft", f"{SITE}/p/draft", None, "/p/draft/x"),
            ("https://nantes.localhost:5000/x", "nantes", "", None, "/x"),
            ("http://nantes.localhost/x", "nantes", "", None, "/x"),
            ("http://localhost:8983/x", COMMON, "", None, "/x"),
        ],
    )
    def test_an_address_leads_to_its_site(self, url, site, base, locale, path):
        place = sites().place(url)
        assert place
        assert (place.site, place.base, place.locale, place.path) == (site, base, locale, path)

    @pytest.mark.parametrize(
        "url", ["https://x.example/", "http://127.0.0.1:5050/", "ftp://nantes.localhost/", "http://[bad/", "mailto:a@b"]
    )
    def test_other_addresses_are_outside(self, url):
        assert sites().place(url) is None

    def test_under_a_root_path_only_what_is_below_it_is_the_portals(self):
        rooted = sites("/data")
        assert [way.home for way in rooted.ways(NANTES, [])] == [f"{HOST}/data/", f"{SITE}/data/p/nantes/"]
        inside, beside = rooted.place(f"{HOST}/data/fr/x"), rooted.place(f"{HOST}/x")
        assert inside
        assert beside
        assert (inside.base, inside.path, beside.base) == (f"{HOST}/data", "/x", "")
        assert rooted.place(f"{SITE}/elsewhere") is None


class TestHoldings:
    @pytest.mark.parametrize(
        ("path", "query", "names"),
        [
            ("/dataset/eau", "", ["eau"]),
            (f"/dataset/{uuid(2)}.ttl", "", ["routes"]),
            ("/dataset/groups/eau", "", ["eau"]),
            (f"/dataset/eau/resource/{uuid(12)}/download/x.csv", "", ["eau", "routes"]),
            (f"/datastore/dump/{uuid(12)}", "", ["routes"]),
            ("/organization/about/departement", "", ["departement"]),
            ("/feeds/organization/departement.atom", "", ["departement"]),
            ("/embed/dataset/routes", "", ["routes"]),
            ("/dataset/", "organization=departement&tags=eau", ["departement"]),
            ("/api/3/action/package_show", f"id={uuid(2)}", ["routes"]),
            ("/oembed", "url=http%3A%2F%2Fx%2Fp%2Fn%2Fdataset%2Froutes&format=xml", ["routes"]),
            ("/oembed", "url=http%3A%2F%2F%5Bbad", []),
            ("/eau", "", []),
            ("/group/eau", "", []),
        ],
    )
    def test_an_address_names_what_it_is_about(self, path, query, names):
        assert [thing.name for thing in HOLDINGS.things_at(path, query)] == names

    def test_identifiers_are_found_in_any_text(self):
        assert HOLDINGS.identified_in(f"a {uuid(12)}, {uuid(2)} and {uuid(99)}") == [ROUTES]

    def test_what_is_not_public_is_not_shown_nor_counted(self):
        assert HOLDINGS.public_datasets({"o-n", "o-v"}) == 2
