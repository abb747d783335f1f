"""A dataset, a portal or the territory shown on another site: by oEmbed, in a frame that any site may hold."""
from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import quote, urlsplit

import pytest

from ckan.tests.helpers import call_action

from tests.portal.factories import make_dataset, site_url

NANTES = site_url("nantes.localhost")


@pytest.fixture
def oembed(visitor):
    def ask(url: str, host: str | None = None, **more: object):
        query = "".join(f"&{name}={value}" for name, value in more.items())
        return visitor(f"/oembed?url={quote(url, safe='')}{query}", host)

    return ask


def _source(answer: dict) -> str:
    found = re.search(r'src="([^"]+)"', answer["html"])
    assert found
    return unescape(found[1])


class TestOEmbed:
    @pytest.mark.parametrize(
        ("url", "title", "block"),
        [
            (f"{NANTES}/fr/dataset/nantes-1", "Jeu 1 de Ville de Nantes", f"{NANTES}/fr/embed/dataset/nantes-1"),
            (f"{site_url()}/dataset/nantes-1", "Jeu 1 de Ville de Nantes", f"{NANTES}/embed/dataset/nantes-1"),
            (f"{site_url()}/p/nantes/dataset/nantes-1", "Jeu 1 de Ville de Nantes", f"{NANTES}/embed/dataset/nantes-1"),
            (f"{NANTES}/", "Nantes and its metropolis", f"{NANTES}/embed/portal"),
            (f"{site_url('data.nantes.example')}/fr/", "Nantes et sa métropole", f"{NANTES}/fr/embed/portal"),
            (f"{site_url()}/p/region/", "Région", f"{site_url()}/p/region/embed/portal"),
            (f"{site_url()}/fr", "Plateforme commune", f"{site_url()}/fr/embed/territory"),
        ],
    )
    def test_an_address_of_ours_leads_to_its_block(self, oembed, visitor, url, title, block):
        for host in (None, "nantes.localhost"):
            answer = oembed(url, host)
            assert answer.status_code == 200, answer.text
            assert answer.content_type == "application/json; charset=utf-8"
            found = json.loads(answer.data)
            assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", title)
            assert _source(found) == block
            assert found["provider_name"] == "Plateforme commune"
        parts = urlsplit(block)
        page = visitor(parts.path, None if block.startswith(site_url()) else parts.hostname)
        assert page.status_code == 200
        thumbnail = urlsplit(found["thumbnail_url"])
        assert visitor(thumbnail.path, thumbnail.hostname).mimetype.startswith("image/")

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "https://evil.example/dataset/nantes-1",
            "https://nantes.localhost@evil.example/",
            "https://user:x@nantes.localhost/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            f"{NANTES}/dataset/no-such-dataset",
            f"{NANTES}/dataset/nantes-prive",
            f"{NANTES}/dataset/loire-atlantique-1",
            f"{NANTES}/about",
            "http://chantier.localhost/",
            "http://[::1",
            "http://nantes.localhost:99999999/",
        ],
    )
    def test_another_address_or_what_is_not_public_is_not_found(self, oembed, url):
        answer = oembed(url)
        assert answer.status_code == 404
        assert answer.mimetype == "text/plain"

    def test_the_consumers_limits_are_kept(self, oembed):
        found = json.loads(oembed(f"{NANTES}/", maxwidth=300, maxheight=200).data)
        assert (found["width"], found["height"]) == (300, 200)
        assert 'width="300" height="200"' in found["html"]
        assert json.loads(oembed(f"{NANTES}/", maxwidth=9999).data)["width"] == 560
        assert json.loads(oembed(f"{NANTES}/", maxwidth="x", maxheight="-1").data)["width"] == 560

    def test_it_speaks_xml_too_and_nothing_else(self, oembed):
        answer = oembed(f"{NANTES}/dataset/nantes-1", format="xml")
        assert answer.content_type == "text/xml; charset=utf-8"
        assert ET.fromstring(answer.data).findtext("type") == "rich"  # noqa: S314  our own text
        assert oembed(f"{NANTES}/", format="yaml").status_code == 501

    def test_pages_lead_to_it(self, visitor):
        for path, host, shown in (
            ("/dataset/nantes-1", "nantes.localhost", True),
            ("/dataset/nantes-1", None, True),
            ("/", "nantes.localhost", True),
            ("/", None, True),
            ("/about", "nantes.localhost", False),
        ):
            page = visitor(path, host).text
            links = re.findall(r'<link rel="alternate" type="application/json\+oembed"[^>]*href="([^"]+)"', page)
            assert len(links) == shown
            for link in links:
                parts = urlsplit(unescape(link))
                assert visitor(f"{parts.path}?{parts.query}", host).status_code == 200


class TestBlocks:
    @pytest.mark.parametrize(
        ("path", "host", "words"),
        [
            ("/embed/dataset/nantes-1", "nantes.localhost", ["Jeu 1 de Ville de Nantes", "Ville de Nantes", "CSV"]),
            ("/p/nantes/fr/embed/dataset/nantes-1", None, ["Nantes et sa métropole", 'lang="fr"']),
            ("/embed/portal", "nantes.localhost", ["Nantes and its metropolis", ">6</dd>", ">2</dd>"]),
            ("/embed/territory", None, ["Plateforme commune", ">12</dd>", ">4</dd>", ">3</dd>"]),
            ("/embed/dataset/nantes-1", None, ["Jeu 1 de Ville de Nantes"]),
        ],
    )
    def test_a_block_stands_alone_runs_nothing_and_may_be_framed_by_any_site(self, visitor, path, host, words):
        answer = visitor(path, host)
        assert answer.status_code == 200, answer.text
        for word in words:
            assert word in answer.text
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "X-Frame-Options" not in answer.headers
        assert "<script" not in answer.text
        assert "<link" not in answer.text
        assert "Set-Cookie" not in answer.headers or host is None
        links = re.findall(r'<a href="([^"]+)" target="_blank" rel="noopener">', answer.text)
        assert links
        assert answer.text.count("<a ") == len(links)
        base = f"{site_url(host)}{path.split('/embed')[0]}"
        # The territory leads to the portals of all; what it says of them is in test_discovery_territory_embed.py.
        assert all(link.startswith(f"{base}/") for link in links) or path == "/embed/territory"

    def test_each_block_wears_its_brand(self, visitor):
        assert "--primary: #00695c" in visitor("/embed/dataset/nantes-1", "nantes.localhost").text
        assert "--primary: #a3195b" in visitor("/embed/portal", "loire-atlantique.localhost").text

    @pytest.mark.parametrize(
        ("path", "host"),
        [
            ("/embed/dataset/nantes-prive", None),
            ("/embed/dataset/nantes-prive", "nantes.localhost"),
            ("/embed/dataset/loire-atlantique-1", "nantes.localhost"),
            ("/embed/dataset/no-such-dataset", "nantes.localhost"),
            ("/embed/portal", None),
            ("/embed/territory", "nantes.localhost"),
        ],
    )
    def test_what_is_not_there_is_not_found(self, visitor, path, host):
        assert visitor(path, host).status_code == 404

    def test_words_of_members_stay_words(self, visitor):
        make_dataset("mechant", "nantes", title="<script>alert(1)</script>", notes="<img src=x onerror=alert(1)>")
        try:
            text = visitor("/embed/dataset/mechant", "nantes.localhost").text
            assert "<script" not in text
            assert "<img src=x" not in text
            page = visitor("/dataset/mechant", "nantes.localhost").text
            assert "alert(1)</script>" not in page
        finally:
            call_action("dataset_purge", id="mechant")

    def test_a_portals_dataset_page_gives_the_code_to_copy(self, visitor):
        page = visitor("/p/nantes/fr/dataset/nantes-1").text
        code = re.search(r'<textarea[^>]*id="portal-embed-code"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        assert code
        frame = unescape(code[1])
        assert frame.startswith("<iframe ")
        assert f'src="{NANTES}/fr/embed/dataset/nantes-1"' in frame
        assert 'title="Jeu 1 de Ville de Nantes"' in frame
        assert "portal-embed-code" not in visitor("/dataset/nantes-1").text
