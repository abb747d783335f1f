"""Which face a dataset belongs to; sitemaps, feeds and embeds as text."""
from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.address import STATES, Portal, Registry
from ckanext.mutualisation.core.discovery.canonical import canonical_owners, content_query
from ckanext.mutualisation.core.discovery.feed import Entry, Feed, atom, last_page, rss
from ckanext.mutualisation.core.discovery.oembed import Rich, Size, as_json, as_xml, fit
from ckanext.mutualisation.core.discovery.sitemap import (
    MAX_BYTES,
    MAX_URLS,
    Languages,
    Page,
    index,
    pages_in_a_part,
    urlset,
)

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ORGANIZATIONS = tuple("abcdef")
MOMENT = datetime.fromisoformat("2026-11-02T08:30:00")


def _parsed(text: str | bytes) -> Any:
    return ET.fromstring(text)  # noqa: S314  our own text


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    shapes = draw(st.lists(st.tuples(st.lists(st.sampled_from(ORGANIZATIONS), unique=True), st.sampled_from(STATES))))
    return Registry.of(
        Portal(f"p{number}", {}, (), tuple(organizations), state)
        for number, (organizations, state) in enumerate(shapes)
    )


@given(registries())
def test_every_dataset_has_its_address_on_exactly_one_face(registry):
    published = [portal for portal in registry.by_slug.values() if portal.state == "published"]
    faces = [canonical_owners(registry, None), *(canonical_owners(registry, portal) for portal in published)]
    for owner in (*ORGANIZATIONS, "unknown", None):
        holders = [face for face in faces if owner in face]
        assert len(holders) == 1
        held = registry.by_organization.get(owner or "")
        assert holders[0] == canonical_owners(registry, held)


@given(registries())
def test_a_portal_that_is_not_open_holds_nothing(registry):
    for portal in registry.by_slug.values():
        if portal.state != "published":
            assert canonical_owners(registry, portal).organization_ids == frozenset()


class TestQueries:
    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ([("page", "1")], []),
            ([("page", "2")], [("page", "2")]),
            ([("q", ""), ("tags", "eau")], [("tags", "eau")]),
            ([("utm_source", "x"), ("UTM_Medium", "y"), ("fbclid", "z"), ("mtm_campaign", "m")], []),
            ([("_tags_limit", "0"), ("tags", "eau"), ("tags", "air")], [("tags", "air"), ("tags", "eau")]),
        ],
    )
    def test_only_what_decides_the_results_is_part_of_an_address(self, asked, kept):
        assert content_query(asked) == kept

    @given(st.lists(st.tuples(st.sampled_from(["q", "tags", "page", "utm_x", "_x"]), st.sampled_from(["1", "2", ""]))))
    def test_the_same_results_have_the_same_address_whatever_the_order(self, pairs):
        assert content_query(pairs) == content_query(reversed(pairs)) == content_query(content_query(pairs))


def _languages(base: str, *codes: str) -> Languages:
    return Languages(codes, codes[0], lambda path, code: f"{base}{'' if code == codes[0] else f'/{code}'}{path}")


class TestSitemaps:
    def test_each_language_of_a_page_names_all_of_them(self):
        text = "".join(urlset([Page("/dataset/eau", MOMENT)], _languages("https://x.fr", "fr", "en")))
        urls = _parsed(text).findall(f"{SITEMAP}url")
        assert [url.findtext(f"{SITEMAP}loc") for url in urls] == [
            "https://x.fr/dataset/eau",
            "https://x.fr/en/dataset/eau",
        ]
        for url in urls:
            assert url.findtext(f"{SITEMAP}lastmod") == "2026-11-02T08:30:00Z"
            assert {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")} == {
                "fr": "https://x.fr/dataset/eau",
                "en": "https://x.fr/en/dataset/eau",
                "x-default": "https://x.fr/dataset/eau",
            }

    def test_a_site_of_one_language_names_no_other(self):
        assert "hreflang" not in "".join(urlset([Page("/")], _languages("https://x.fr", "fr")))

    @given(st.text("&<>\"'é/x", max_size=20))
    def test_any_path_is_well_formed_and_comes_out_as_it_was(self, path):
        root = _parsed("".join(urlset([Page(path)], _languages("https://x.fr", "fr", "en"))))
        assert root[0].findtext(f"{SITEMAP}loc") == f"https://x.fr{path}"
        assert root[0].findall(f"{XHTML}link")[0].get("href") == f"https://x.fr{path}"

    @given(st.integers(20, 400), st.integers(1, 8))
    def test_a_part_never_passes_the_limits_of_the_protocol(self, longest, languages):
        codes = [f"l{number:05}" for number in range(languages)]
        size = pages_in_a_part(longest, languages)
        assert 1 <= size * languages <= MAX_URLS or size == 1
        site = Languages(tuple(codes), codes[0], lambda path, code: "x" * longest)
        head, page, foot = urlset([Page("/", MOMENT)], site)
        assert len(head) + size * len(page) + len(foot) <= MAX_BYTES

    def test_an_index_names_the_parts(self):
        root = _parsed("".join(index([("https://x.fr/sitemap-1.xml", MOMENT), ("https://x.fr/s?a&b", None)])))
        assert root.tag == f"{SITEMAP}sitemapindex"
        assert [part.findtext(f"{SITEMAP}loc") for part in root] == ["https://x.fr/sitemap-1.xml", "https://x.fr/s?a&b"]
        assert [part.findtext(f"{SITEMAP}lastmod") for part in root] == ["2026-11-02T08:30:00Z", None]


def _feed(**fields) -> Feed:
    entry = Entry("urn:1", "Un <titre> & demi\x0b", "https://x.fr/1", "", "Ville", MOMENT, MOMENT, ("eau & air",))
    links = {"self": "https://x.fr/feeds/dataset.atom", "last": "https://x.fr/feeds/dataset.atom?page=3&q=a"}
    values = {"id": "urn:f", "title": "Données", "subtitle": "", "language": "fr", "url": "https://x.fr/dataset/",
              "author": "Ville", "updated": MOMENT, "links": links, "entries": (entry,)}  # fmt: skip
    return Feed(**{**values, **fields})


class TestFeeds:
    def test_atom_escapes_what_members_type_and_drops_what_xml_cannot_hold(self):
        name = "{http://www.w3.org/2005/Atom}"
        root = _parsed(atom(_feed()))
        entry = root.find(f"{name}entry")
        assert entry.findtext(f"{name}title") == "Un <titre> & demi"
        assert entry.findtext(f"{name}summary") == "Un <titre> & demi"
        assert entry.find(f"{name}category").get("term") == "eau & air"
        assert entry.findtext(f"{name}updated") == "2026-11-02T08:30:00Z"
        assert root.findall(f"{name}link")[-1].get("href") == "https://x.fr/feeds/dataset.atom?page=3&q=a"

    def test_rss_dates_an_item_by_its_publication_in_rfc_822(self):
        item = _parsed(rss(_feed())).find("channel/item")
        assert item.findtext("pubDate") == "Mon, 02 Nov 2026 08:30:00 GMT"
        assert item.find("guid").get("isPermaLink") == "false"

    @given(st.integers(0, 10_000), st.integers(1, 100))
    def test_the_last_page_is_whole_and_holds_the_last_entry(self, count, size):
        last = last_page(count, size)
        assert isinstance(last, int)
        assert (last - 1) * size < max(count, 1) <= last * size


class TestEmbeds:
    @given(st.one_of(st.none(), st.integers(1, 2000)), st.one_of(st.none(), st.integers(1, 2000)))
    def test_a_block_is_never_larger_than_asked(self, width, height):
        size = fit(Size(560, 320), width, height)
        assert size.width <= (width or 560)
        assert size.height <= (height or 320)

    def test_both_writings_say_the_same_and_escape_titles(self):
        answer = Rich('A "b" <c>', "N", "https://n", "P", "https://p", "https://x/embed?a&b", Size(300, 200))
        document, root = json.loads(as_json(answer)), _parsed(as_xml(answer))
        assert {element.tag: element.text for element in root} == {name: str(it) for name, it in document.items()}
        assert 'src="https://x/embed?a&amp;b" title="A &quot;b&quot; &lt;c&gt;" width="300"' in document["html"]
        assert document["type"] == "rich"
        assert document["version"] == "1.0"
