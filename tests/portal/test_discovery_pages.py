"""Each page says its one address, its languages, its feeds and its picture."""
from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.portal.factories import make_dataset, make_portal, site_url

NANTES = site_url("nantes.localhost")
SCHEMA = Namespace("https://schema.org/")
# What schema.org's own context says of the terms we use, so that nothing is fetched.
CONTEXT = {
    "@vocab": str(SCHEMA),
    "url": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "contentUrl": {"@type": "@id"},
    "license": {"@type": "@id"},
    "item": {"@type": "@id"},
}


class Head(HTMLParser):
    """The links, the metadata and the graphs of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.meta: dict[str, list[str]] = {}
        self.graphs: list[str] = []
        self._in_graph = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "link":
            self.links.append(values)
        elif tag == "meta":
            self.meta.setdefault(values.get("property") or values.get("name") or "", []).append(values.get("content"))
        elif tag == "script" and values.get("type") == "application/ld+json":
            self._in_graph = True
            self.graphs.append("")

    def handle_data(self, data):
        if self._in_graph:
            self.graphs[-1] += data

    def handle_endtag(self, tag):
        self._in_graph = False

    def of(self, relation: str) -> list[str | None]:
        return [link["href"] for link in self.links if link.get("rel") == relation and "hreflang" not in link]

    @property
    def canonical(self) -> str | None:
        (address,) = self.of("canonical")
        return address

    @property
    def languages(self) -> dict[str | None, str | None]:
        return {link["hreflang"]: link["href"] for link in self.links if "hreflang" in link}


@pytest.fixture
def head(visitor):
    def read(path: str, host: str | None = None) -> Head:
        answer = visitor(path, host)
        assert answer.status_code == 200, answer.text[:500]
        return Head(answer.text)

    return read


@pytest.fixture(scope="module")
def water(territory):
    """A dataset with everything that can be said of one, and words that try to close the script around them."""
    sysadmin = {"user": ckan_factories.Sysadmin()["name"]}
    call_action("organization_patch", sysadmin, id="nantes", siret="21440109300015", website="https://nantes.fr")
    return make_dataset(
        "eau-potable",
        "nantes",
        title="Eau potable </script><script>alert(1)</script>",
        notes="La qualité de l’eau du robinet, mesurée chaque semaine. <!--<script>",
        license_id="etalab-2.0" if "etalab-2.0" in _licences() else "cc-by",
        tags=[{"name": "eau"}],
        temporal_coverage=[{"start": "2020-01-01", "end": "2025-12-31"}],
        spatial_coverage=[
            {
                "text": "Nantes",
                "uri": "http://id.insee.fr/geo/commune/44109",
                "bbox": '{"type":"Polygon","coordinates":[[[-1.64,47.18],[-1.48,47.18],[-1.48,47.3],[-1.64,47.18]]]}',
            }
        ],
        resources=[{"name": "Mesures", "url": "https://data.example/eau.csv", "format": "CSV", "size": 1234}],
    )


def _licences() -> list[str]:
    return [licence["id"] for licence in call_action("license_list")]


def _graph(page: Head) -> Graph:
    (text,) = page.graphs
    document = json.loads(text)
    assert document["@context"] == "https://schema.org/"
    return Graph().parse(data=json.dumps({**document, "@context": CONTEXT}), format="json-ld")


class TestCanonical:
    @pytest.mark.parametrize(
        ("path", "host"),
        [
            ("/dataset/nantes-1", None),
            ("/dataset/nantes-1", "nantes.localhost"),
            ("/p/nantes/dataset/nantes-1", None),
            ("/dataset/nantes-1?utm_source=lettre&resource_id=2", "nantes.localhost"),
        ],
    )
    def test_a_dataset_has_one_address_on_every_face(self, head, path, host):
        assert head(path, host).canonical == f"{NANTES}/dataset/nantes-1"
        french = path.replace("/dataset/", "/fr/dataset/")
        assert head(french, host).canonical == f"{NANTES}/fr/dataset/nantes-1"

    def test_a_file_asked_by_its_datasets_identifier_has_the_address_of_its_name(self, head):
        package = call_action("package_show", id="nantes-1")
        resource = package["resources"][0]["id"]
        for face, host in (("", "nantes.localhost"), ("", None), ("/p/nantes", None)):
            page = head(f"{face}/dataset/{package['id']}/resource/{resource}", host)
            assert page.canonical == f"{NANTES}/dataset/nantes-1/resource/{resource}"

    def test_an_organisation_is_on_its_portal_and_without_one_on_the_common_site(self, head):
        assert head("/organization/nantes").canonical == f"{NANTES}/organization/nantes"
        assert head("/organization/about/nantes").canonical == f"{NANTES}/organization/about/nantes"
        assert head("/p/region/organization/pays-de-la-loire").canonical == (
            f"{site_url()}/p/region/organization/pays-de-la-loire"
        )

    def test_a_default_language_in_the_address_is_left_out_of_the_canonical_one(self, head):
        assert head("/en/about", "nantes.localhost").canonical == f"{NANTES}/about"
        assert head("/en/dataset/").canonical == f"{site_url()}/dataset/"

    def test_a_page_of_results_is_canonical_to_itself_without_what_decides_nothing(self, head):
        listing = head("/dataset/?tags=commun&q=jeu&utm_source=x&_tags_limit=0&page=1&sort=", "nantes.localhost")
        assert listing.canonical == f"{NANTES}/dataset/?q=jeu&tags=commun"
        assert head("/dataset/?page=2&q=jeu").canonical == f"{site_url()}/dataset/?page=2&q=jeu"
        assert head("/about?q=1", "nantes.localhost").canonical == f"{NANTES}/about"
        assert head("/?q=1", "nantes.localhost").canonical == f"{NANTES}/"

    def test_a_group_is_a_page_of_each_face(self, head):
        assert head("/group/mobilite", "nantes.localhost").canonical == f"{NANTES}/group/mobilite"
        assert head("/group/mobilite").canonical == f"{site_url()}/group/mobilite"

    def test_a_missing_page_has_no_address(self, visitor):
        for path in ("/no-such-page", "/dataset/no-such-dataset", "/dataset/loire-atlantique-1"):
            answer = visitor(path, "nantes.localhost")
            assert answer.status_code == 404
            assert 'rel="canonical"' not in answer.text

    def test_a_forged_host_is_in_no_address(self, visitor):
        assert "evil" not in visitor("/dataset/nantes-1", headers={"X-Forwarded-Host": "evil.example"}).text


class TestLanguages:
    @pytest.mark.parametrize(
        ("path", "host", "base", "page"),
        [
            ("/", "nantes.localhost", NANTES, "/"),
            ("/fr/dataset/nantes-1", "nantes.localhost", NANTES, "/dataset/nantes-1"),
            ("/p/region/dataset/", None, f"{site_url()}/p/region", "/dataset/"),
            ("/fr/about", None, site_url(), "/about"),
        ],
    )
    def test_a_page_names_itself_in_every_language(self, head, path, host, base, page):
        assert head(path, host).languages == {
            "en": f"{base}{page}",
            "fr": f"{base}/fr{page}",
            "x-default": f"{base}{page}",
        }

    def test_a_page_that_is_canonical_elsewhere_names_none(self, head):
        assert head("/dataset/nantes-1").languages == {}
        assert head("/p/nantes/dataset/").languages == {}


class TestCards:
    def test_a_page_says_what_a_social_network_shows(self, head):
        page = head("/p/nantes/fr/dataset/nantes-1")
        assert page.meta["og:title"] == ["Jeu 1 de Ville de Nantes"]
        assert page.meta["og:description"] == ["Partagé par Ville de Nantes"]
        assert page.meta["og:url"] == [f"{NANTES}/fr/dataset/nantes-1"]
        assert page.meta["og:site_name"] == ["Nantes et sa métropole"]
        assert (page.meta["og:locale"], page.meta["og:locale:alternate"]) == (["fr_FR"], ["en_GB"])
        assert page.meta["twitter:card"] == ["summary_large_image"]
        (image,) = page.meta["og:image"]
        assert image.startswith(f"{NANTES}/mutualisation/card/nantes-fr-")

    def test_the_common_site_and_the_portals_say_it_once(self, head):
        for path, host in (("/dataset/nantes-1", None), ("/", None), ("/about", "nantes.localhost")):
            page = head(path, host)
            for name in ("og:title", "og:url", "og:site_name", "og:image"):
                assert len(page.meta[name]) == 1

    def test_words_of_members_stay_words(self, head, water):
        assert head("/dataset/eau-potable", "nantes.localhost").meta["og:title"] == [water["title"]]


class TestGraphs:
    @pytest.mark.parametrize(("path", "host"), [("", None), ("", "nantes.localhost"), ("/p/nantes", None)])
    def test_a_dataset_is_the_same_thing_from_every_face(self, head, water, path, host):
        graph = _graph(head(f"{path}/dataset/eau-potable", host))
        dataset = URIRef(f"{tk.config['ckan.site_url']}/dataset/{water['id']}")
        assert (dataset, RDF.type, SCHEMA.Dataset) in graph
        assert graph.value(dataset, SCHEMA.url) == URIRef(f"{NANTES}/dataset/eau-potable")
        assert graph.value(dataset, SCHEMA.name) == Literal(water["title"])
        assert graph.value(dataset, SCHEMA.license) == URIRef(water["license_url"])
        assert graph.value(dataset, SCHEMA.temporalCoverage) == Literal("2020-01-01/2025-12-31")
        assert len(graph.value(dataset, SCHEMA.description)) >= 50

        place = graph.value(dataset, SCHEMA.spatialCoverage)
        assert graph.value(place, SCHEMA.sameAs) == URIRef("http://id.insee.fr/geo/commune/44109")
        assert graph.value(graph.value(place, SCHEMA.geo), SCHEMA.box) == Literal("47.18 -1.64 47.3 -1.48")

        publisher = graph.value(dataset, SCHEMA.publisher)
        assert graph.value(publisher, SCHEMA.name) == Literal("Ville de Nantes")
        identifier = graph.value(publisher, SCHEMA.identifier)
        assert graph.value(identifier, SCHEMA.propertyID) == Literal("SIRET")
        assert graph.value(identifier, SCHEMA.value) == Literal("21440109300015")

        catalogues = {graph.value(each, SCHEMA.url) for each in graph.objects(dataset, SCHEMA.includedInDataCatalog)}
        assert catalogues == {URIRef(f"{NANTES}/"), URIRef(f"{site_url()}/")}

        (distribution,) = graph.objects(dataset, SCHEMA.distribution)
        assert (distribution, RDF.type, SCHEMA.DataDownload) in graph
        assert graph.value(distribution, SCHEMA.contentUrl) == URIRef("https://data.example/eau.csv")
        assert graph.value(distribution, SCHEMA.encodingFormat) == Literal("CSV")

        (way,) = graph.subjects(RDF.type, SCHEMA.BreadcrumbList)
        assert len(list(graph.objects(way, SCHEMA.itemListElement))) == 3

    def test_nothing_closes_the_script(self, visitor, water):
        text = visitor("/dataset/eau-potable", "nantes.localhost").text
        start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
        inside = text[start : text.index("</script>", start)]
        assert json.loads(inside)["@graph"][0]["name"] == water["title"]
        assert not set("<>&") & set(inside)

    def test_a_portals_home_is_a_catalogue_whose_publishers_have_their_siret(self, head, water):
        graph = _graph(head("/fr/", "nantes.localhost"))
        (catalogue,) = graph.subjects(RDF.type, SCHEMA.DataCatalog)
        assert catalogue == URIRef(f"{tk.config['ckan.site_url']}/p/nantes")
        assert graph.value(catalogue, SCHEMA.name) == Literal("Nantes et sa métropole")
        assert graph.value(catalogue, SCHEMA.url) == URIRef(f"{NANTES}/fr/")
        assert len(list(graph.objects(catalogue, SCHEMA.publisher))) == 2
        assert Literal("21440109300015") in set(graph.objects(None, SCHEMA.value))
        template = next(graph.objects(None, SCHEMA.urlTemplate))
        assert template == Literal(f"{NANTES}/fr/dataset/?q={{search_term_string}}")

    def test_the_common_sites_home_is_one_too(self, head):
        graph = _graph(head("/"))
        assert graph.value(predicate=RDF.type, object=SCHEMA.DataCatalog) == URIRef(tk.config["ckan.site_url"])


class TestRobots:
    def test_a_portal_by_host_names_its_sitemap_and_what_is_not_worth_the_time(self, visitor):
        answer = visitor("/robots.txt", "nantes.localhost")
        assert answer.content_type == "text/plain; charset=utf-8"
        lines = answer.text.splitlines()
        assert lines[0] == "User-agent: *"
        assert f"Sitemap: {NANTES}/sitemap.xml" in lines
        assert {"Disallow: /api/", "Disallow: /user/", "Disallow: /*?*&"} <= set(lines)
        assert "Crawl-Delay: 10" not in lines

    def test_the_common_site_speaks_for_the_portals_by_path(self, visitor):
        lines = visitor("/robots.txt").text.splitlines()
        assert "Disallow: /dataset/rate/" in lines
        sitemaps = [line for line in lines if line.startswith("Sitemap: ")]
        assert sitemaps == [f"Sitemap: {site_url()}/sitemap.xml", f"Sitemap: {site_url()}/p/region/sitemap.xml"]

    def test_a_portal_that_wants_no_search_engine_is_left_alone(self, visitor, head):
        hidden = make_portal(
            slug="discret",
            hosts=["discret.localhost"],
            organizations=["pays-de-la-loire"],
            brand={"title": "Discret", "search_engines": False},
        )
        try:
            assert visitor("/robots.txt", "discret.localhost").text.split() == ["User-agent:", "*", "Disallow:", "/"]
            assert head("/", "discret.localhost").meta["robots"] == ["noindex"]
            lines = visitor("/robots.txt").text.splitlines()
            assert "Disallow: /p/discret/" in lines
            assert not any("discret" in line for line in lines if line.startswith("Sitemap"))
            assert "robots" not in head("/", "nantes.localhost").meta
        finally:
            call_action("mutualisation_portal_delete", id=hidden["id"])


class TestDescriptions:
    def test_a_browser_learns_to_search_the_portal(self, head, visitor):
        (address,) = head("/fr/", "nantes.localhost").of("search")
        answer = visitor(address, "nantes.localhost")
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "application/opensearchdescription+xml"
        root = _parsed(answer.data)
        name = "{http://a9.com/-/spec/opensearch/1.1/}"
        assert root.findtext(f"{name}LongName") == "Nantes et sa métropole"
        assert len(root.findtext(f"{name}ShortName")) <= 16
        templates = {url.get("type"): url.get("template") for url in root.findall(f"{name}Url")}
        assert templates["text/html"] == f"{NANTES}/fr/dataset/?q={{searchTerms}}&page={{startPage?}}"
        searched = visitor("/fr/dataset/?q=jeu&page=1", "nantes.localhost")
        assert "Jeu 1 de Ville de Nantes" in searched.text
        feed = templates["application/atom+xml"].removeprefix(NANTES).replace("{searchTerms}", "jeu")
        assert visitor(feed.replace("{startPage?}", "1"), "nantes.localhost").mimetype == "application/atom+xml"
        assert visitor(root.findtext(f"{name}Image").removeprefix(NANTES), "nantes.localhost").mimetype == "image/png"


def _parsed(text: bytes) -> Any:
    return ET.fromstring(text)  # noqa: S314  our own text
