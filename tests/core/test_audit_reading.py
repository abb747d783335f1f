"""What an answer holds for the audit: each sort of document, and what is wrong with those that cannot be read."""
from __future__ import annotations

import json

import pytest
from rdflib import Graph

from ckanext.mutualisation.core.audit.document import Document, Identity, Named, Role
from ckanext.mutualisation.core.audit.rdf_document import FORMS
from ckanext.mutualisation.core.audit.reading import is_members_file, is_read, read

HERE = "http://nantes.localhost:5000/fr/dataset/eau"


def page(body: str, head: str = "") -> Document:
    text = f"<!DOCTYPE html><html><head>{head}</head><body data-portal=nantes>{body}</body></html>"
    return read("text/html", text.encode(), HERE, "/dataset/eau")


def roles(document: Document) -> dict[str, Role]:
    return {reference.address: reference.role for reference in document.references}


class TestPage:
    @pytest.mark.parametrize(
        ("html", "address", "role"),
        [
            ("<a href=/a>x</a>", "/a", Role.LINK),
            ("<map><area href=/a></map>", "/a", Role.LINK),
            ("<select><option value=/fr/a>x</select>", "/fr/a", Role.LINK),
            ("<form action=/a></form>", "/a", Role.FORM),
            ("<button formaction=/a>x</button>", "/a", Role.FORM),
            ("<iframe src=/a></iframe>", "/a", Role.FRAME),
            ("<img src=/a.png>", "/a.png", Role.FILE),
            ("<img srcset='/a.png 1x, /b.png 2x'>", "/b.png", Role.FILE),
            ("<script src=/a.js></script>", "/a.js", Role.FILE),
            ("<video poster=/a.jpg></video>", "/a.jpg", Role.FILE),
            ("<object data=/a.pdf></object>", "/a.pdf", Role.FILE),
            ("<p style='background: url(/a.png)'>x</p>", "/a.png", Role.FILE),
            ("<style>p {background: url('/a.png')}</style>", "/a.png", Role.FILE),
            ("<div data-module-source=/a.geojson></div>", "/a.geojson", Role.FILE),
            ("<textarea>&lt;iframe src=\"https://x.example/a\"&gt;</textarea>", "https://x.example/a", Role.MENTION),
            ("<script>var a = 'https://x.example/a';</script>", "https://x.example/a", Role.MENTION),
            ("<p>See https://x.example/a.</p>", "https://x.example/a", Role.MENTION),
            ("<input value='https://x.example/a'>", "https://x.example/a", Role.MENTION),
        ],
    )
    def test_every_address_is_found_with_what_it_is_for(self, html, address, role):
        assert roles(page(html))[address] is role

    @pytest.mark.parametrize(
        ("head", "role"),
        [
            ("<link rel=canonical href=/a>", Role.CANONICAL),
            ("<link rel=alternate hreflang=fr href=/a>", Role.CANONICAL),
            ("<meta property=og:url content=/a>", Role.CANONICAL),
            ("<meta property=og:image content=/a>", Role.CANONICAL),
            ("<link rel=alternate type=application/rss+xml href=/a>", Role.ALTERNATE),
            ("<link rel=search href=/a>", Role.ALTERNATE),
            ("<link rel=stylesheet href=/a>", Role.FILE),
            ("<link rel='shortcut icon' href=/a>", Role.FILE),
            ("<link rel=manifest href=/a>", Role.FILE),
            ("<meta name=site-root content=/a>", Role.LINK),
            ("<meta http-equiv=refresh content='0; url=/a'>", Role.LINK),
        ],
    )
    def test_the_head_is_read(self, head, role):
        assert roles(page("", head))["/a"] is role

    def test_where_an_address_stands_is_told(self):
        (reference,) = page("<footer class='portal-footer x'>\n<a href=/a>x</a></footer>").references
        assert (reference.where, reference.line) == ("<a href> in <footer class=portal-footer>", 2)

    def test_a_form_that_posts_is_not_followed(self):
        assert [each.follow for each in page("<form action=/a method=POST></form>").references] == [False]

    def test_the_description_in_json_ld_is_read(self):
        graph = [
            {"@type": "Dataset", "@id": "http://x/dataset/1", "url": "http://n/dataset/eau",
             "distribution": [{"@type": "DataDownload", "contentUrl": "http://x/a.csv"}]},
        ]  # fmt: skip
        said = json.dumps({"@context": "https://schema.org/", "@graph": graph})
        document = page("", f'<script type="application/ld+json">{said}</script>')
        assert roles(document) == {
            "http://x/dataset/1": Role.IDENTIFIER, "http://n/dataset/eau": Role.DESCRIBED,
            "http://x/a.csv": Role.DOWNLOAD,
        }  # fmt: skip
        assert document.identities == (Identity("dataset URI", "http://x/dataset/1", "http://n/dataset/eau"),)

    def test_the_look_is_read(self):
        head = (
            "<title>Eau -\n Nantes</title><meta property=og:site_name content=Nantes>"
            "<meta name=theme-color content=#00695c><meta name=description content='Les données'>"
        )
        marks = page("<header class=portal-header><a class=portal-name><span>Nantes</span></a></header>", head).marks
        assert marks
        assert (marks.portal, marks.title, marks.header) == ("nantes", "Eau - Nantes", True)
        assert marks.names == (("<meta og:site_name>", "Nantes"), ("the header", "Nantes"))
        assert (marks.colours, marks.descriptions) == (("#00695c",), (("<meta description>", "Les données"),))

    def test_what_a_page_puts_into_itself_has_no_look(self):
        assert read("text/html", b"<div class=modal>x</div>", HERE, "/datastore/api_info/x").marks is None

    def test_an_empty_page_is_a_fault(self):
        assert read("text/html", b"", HERE, "/").fault == "is empty"


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>http://x/p/n/feeds/dataset.atom</id>
<title>Nantes – Tout</title><subtitle>Les données</subtitle><author><name>Nantes</name></author>
<link rel="next" href="http://n/feeds/dataset.atom?page=2"/>
<entry><id>http://x/dataset/1</id><link rel="alternate" href="http://n/dataset/eau"/></entry></feed>"""
RSS = """<rss version="2.0"><channel><title>Nantes – Neuf</title><link>http://n/dataset/</link>
<description>Les données</description><item><link>http://n/dataset/eau</link><guid>http://x/dataset/1</guid></item>
</channel></rss>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>http://n/dataset/eau</loc><xhtml:link rel="alternate" hreflang="fr" href="http://n/fr/dataset/eau"/></url>
</urlset>"""
OPENSEARCH = """<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><LongName>Nantes</LongName>
<Image>http://n/icon.png</Image><Url template="http://n/dataset/?q={searchTerms}&amp;page={startPage?}"/>
</OpenSearchDescription>"""
OEMBED = """<oembed><author_url>http://n/</author_url><provider_url>http://x/</provider_url>
<html>&lt;iframe src="http://n/embed/dataset/eau?a=1&amp;amp;b=2"&gt;&lt;/iframe&gt;</html></oembed>"""


def xml(text: str) -> Document:
    return read("application/xml", text.encode(), HERE, "/x.xml")


class TestXml:
    def test_an_atom_feed_is_read(self):
        document = xml(ATOM)
        assert roles(document) == {
            "http://x/p/n/feeds/dataset.atom": Role.IDENTIFIER, "http://n/feeds/dataset.atom?page=2": Role.ALTERNATE,
            "http://x/dataset/1": Role.IDENTIFIER, "http://n/dataset/eau": Role.ALTERNATE,
        }  # fmt: skip
        assert document.identities == (Identity("feed identifier", "http://x/dataset/1", "http://n/dataset/eau"),)
        assert document.marks
        assert (document.marks.title, document.marks.names) == ("Nantes – Tout", (("the feed's author", "Nantes"),))

    def test_an_rss_feed_is_read(self):
        document = xml(RSS)
        assert roles(document)["http://n/dataset/eau"] is Role.ALTERNATE
        assert document.identities == (Identity("feed identifier", "http://x/dataset/1", "http://n/dataset/eau"),)

    def test_an_rss_feed_without_a_channel_is_a_fault(self):
        assert "channel" in xml("<rss/>").fault

    def test_a_sitemap_is_read_with_its_languages(self):
        document = xml(SITEMAP)
        assert document.locations == ("http://n/dataset/eau",)
        assert set(roles(document)) == {"http://n/dataset/eau", "http://n/fr/dataset/eau"}

    def test_the_description_of_the_search_is_read_without_its_parameters(self):
        assert set(roles(xml(OPENSEARCH))) == {"http://n/icon.png", "http://n/dataset/"}

    def test_oembed_is_read(self):
        assert set(roles(xml(OEMBED))) == {"http://n/", "http://x/", "http://n/embed/dataset/eau?a=1&b=2"}

    @pytest.mark.parametrize("text", ["", "<a>", "no"])
    def test_what_is_not_xml_is_a_fault(self, text):
        assert "not well-formed" in xml(text).fault

    def test_an_external_entity_is_not_read(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("http://secret.example/")
        text = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]><rss><channel><link>&e;</link></channel></rss>'
        assert "secret.example" not in str(xml(text).references)


def api(action: str, result: object) -> Document:
    body = json.dumps({"help": "http://n/api/3/action/help_show?name=a", "success": True, "result": result})
    return read("application/json", body.encode(), HERE, f"/api/3/action/{action}")


class TestJson:
    def test_addresses_are_found_wherever_they_are(self):
        file = {"url": "http://n/a.csv", "uri": "http://x/1"}
        document = api("package_show", {"resources": [file], "notes": "see http://y/."})
        assert roles(document) == {
            "http://n/api/3/action/help_show?name=a": Role.LINK, "http://n/a.csv": Role.LINK,
            "http://x/1": Role.IDENTIFIER, "http://y/": Role.MENTION,
        }  # fmt: skip

    def test_names_in_lists_are_found(self):
        assert api("package_list", ["a"]).named == (Named("dataset", "a", "result[]"),)
        assert api("organization_list", ["a"]).named == (Named("organization", "a", "result[]"),)
        assert api("tag_list", ["a"]).named == ()

    def test_names_in_objects_and_facets_are_found(self):
        facet = {"organization": {"items": [{"name": "o"}]}, "tags": {"items": [{"name": "t"}]}}
        document = api("package_search", {"count": 3, "search_facets": facet, "facets": {"organization": {"p": 1}}})
        assert {(each.kind, each.name) for each in document.named} == {("organization", "o"), ("organization", "p")}
        assert document.count == 3
        found = api("package_autocomplete", [{"name": "a", "match_field": "name"}])
        assert [each.name for each in found.named] == ["a"]
        places = {"features": [{"properties": {"datasets": [{"name": "a", "title": "A"}]}}]}
        document = read("application/geo+json", json.dumps(places).encode(), HERE, "/mutualisation/places.geojson")
        assert [each.name for each in document.named] == ["a"]

    def test_a_manifest_is_read(self):
        said = {"name": "Nantes", "start_url": "/", "scope": "/", "icons": [{"src": "/icon.png"}]}
        document = read("application/manifest+json", json.dumps(said).encode(), HERE, "/manifest.webmanifest")
        assert roles(document) == {"/": Role.LINK, "/icon.png": Role.FILE}
        assert document.marks
        assert document.marks.names == (("the manifest", "Nantes"),)

    def test_what_is_not_json_is_a_fault(self):
        assert "is not JSON" in read("application/json", b"<html>", HERE, "/api/3/action/x").fault


TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
<http://x/dataset/1> a dcat:Dataset ; dcat:landingPage <http://n/dataset/eau> ; dcat:distribution <http://x/r/1> .
<http://x/r/1> dcat:downloadURL <http://x/a.csv> .
<http://n/catalog.ttl?page=1> hydra:next <http://n/catalog.ttl?page=2> ."""


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
class TestRdf:
    def test_a_description_is_read_the_same_in_every_form(self):
        graph = Graph().parse(data=TURTLE, format="turtle")
        expected = {
            "http://x/dataset/1": Role.IDENTIFIER, "http://n/dataset/eau": Role.DESCRIBED,
            "http://x/r/1": Role.IDENTIFIER, "http://x/a.csv": Role.DOWNLOAD,
            "http://n/catalog.ttl?page=2": Role.ALTERNATE,
        }  # fmt: skip
        for media_type, name in FORMS.items():
            document = read(media_type, graph.serialize(format=name).encode(), HERE, "/catalog.x")
            found = {address: role for address, role in roles(document).items() if "www.w3.org" not in address}
            assert found == expected, media_type
            assert document.identities == (Identity("dataset URI", "http://x/dataset/1", "http://n/dataset/eau"),)

    def test_nothing_is_fetched_for_a_context(self):
        body = b'{"@context": "http://127.0.0.1:9/", "@id": "a"}'
        document = read("application/ld+json", body, HERE, "/catalog.jsonld")
        assert "fetch from elsewhere" in document.fault

    @pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/ld+json"])
    def test_what_is_not_rdf_is_a_fault(self, media_type):
        assert "is not RDF" in read(media_type, b"<html><p>", HERE, "/catalog.x").fault


class TestOthers:
    def test_a_style_sheet_is_read(self):
        body = b"@import 'a.css'; @font-face {src: url(\"/b.woff2\")} i {background: url(${unfilled}/c.png)}"
        assert roles(read("text/css", body, HERE, "/x.css")) == {"a.css": Role.FILE, "/b.woff2": Role.FILE}

    def test_robots_txt_is_read(self):
        body = b"User-agent: *\nDisallow: /api/\nSitemap: http://n/sitemap.xml\n"
        document = read("text/plain", body, HERE, "/robots.txt")
        assert roles(document) == {"http://n/sitemap.xml": Role.CANONICAL}

    def test_members_files_pictures_and_scripts_are_not_read(self):
        assert is_members_file("/dataset/eau/resource/1/download/page.html")
        assert not is_read("text/html", "/dataset/eau/resource/1/download/page.html")
        assert not is_read("text/csv", "/datastore/dump/1")
        for media_type in ("image/png", "image/svg+xml", "font/woff2", "application/javascript", ""):
            assert not is_read(media_type, "/x")
        for media_type in ("text/html", "application/json", "application/atom+xml", "text/turtle", "text/css"):
            assert is_read(media_type, "/x")
