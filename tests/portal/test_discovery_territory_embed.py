"""A territory on another site: an organisation with all below it, or the whole platform, in a frame."""
from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote, urlsplit

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from tests.portal.factories import make_dataset, site_url

NANTES = site_url("nantes.localhost")
LOIRE = site_url("loire-atlantique.localhost")


def act(action: str, **data: str) -> None:
    """Call an action as the operator."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    call_action(action, context={"user": user}, **data)


@pytest.fixture(scope="module")
def placed(territory):
    """Put the city under the metropolis, the metropolis under the department, the department under the region."""
    chain = ("nantes", "nantes-metropole", "loire-atlantique", "pays-de-la-loire")
    for child, parent in zip(chain, chain[1:], strict=False):
        act("organization_patch", id=child, parent=parent)
    act("organization_create", name="coueron", title="Couëron", parent="nantes-metropole")
    make_dataset("coueron-1", "coueron", title="Jeu de Couëron")
    act("organization_create", name="silencieuse", title="Silencieuse", parent="nantes-metropole")
    yield territory
    act("dataset_purge", id="coueron-1")
    for name in ("coueron", "silencieuse"):
        act("organization_purge", id=name)
    for child in chain[:-1]:
        act("organization_patch", id=child, parent="")


def figures_of(page: str) -> list[str]:
    """Return the numbers that a block shows large: datasets, organisations, portals."""
    return re.findall(r"<dd>(.*?)</dd>", page)


def links_of(page: str) -> list[tuple[str, str]]:
    """Return the address and the words of each link."""
    return [(unescape(url), unescape(words)) for url, words in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)<', page)]


class TestBlock:
    @pytest.mark.parametrize(
        ("name", "figures", "portals"),
        [
            ("pays-de-la-loire", ["13", "5", "3"], ["Région", "Nantes and its metropolis", "Loire-Atlantique"]),
            ("loire-atlantique", ["10", "4", "2"], ["Loire-Atlantique", "Nantes and its metropolis"]),
            ("nantes-metropole", ["7", "3", "1"], ["Nantes and its metropolis"]),
            ("nantes", ["3", "1", "1"], ["Nantes and its metropolis"]),
            ("coueron", ["1", "1"], []),
        ],
    )
    def test_it_sums_the_body_and_all_below_it_and_leads_to_their_portals(
        self, visitor, placed, name, figures, portals
    ):
        page = visitor(f"/embed/territory/{name}")
        assert page.status_code == 200, page.text
        assert figures_of(page.text) == figures
        links = links_of(page.text)
        homes = {
            "Nantes and its metropolis": f"{NANTES}/",
            "Loire-Atlantique": f"{LOIRE}/",
            "Région": f"{site_url()}/p/region/",
        }
        publishers = page.text.split('class="publishers"')[1].split("</ul>")[0]
        assert [(url, words) for url, words in links_of(publishers) if words in homes] == [
            (homes[title], title) for title in portals
        ]
        assert links[-1] == (f"{site_url()}/", "Plateforme commune")

    def test_a_body_without_a_portal_leads_to_its_page_and_one_without_data_is_left_out(self, visitor, placed):
        page = visitor("/embed/territory/nantes-metropole").text
        assert (f"{site_url()}/organization/coueron", "Couëron") in links_of(page)
        assert "Silencieuse" not in page

    def test_it_never_shows_what_is_private_or_lies_elsewhere(self, visitor, placed):
        page = visitor("/embed/territory/nantes-metropole").text
        latest = page.split('class="latest"')[1]
        shown = re.findall(r"/dataset/([a-z0-9-]+)", latest)
        assert len(shown) == 3
        assert all(name.startswith(("nantes", "coueron")) and not name.endswith("prive") for name in shown)

    def test_the_whole_platform_leads_to_every_portal(self, visitor, placed):
        page = visitor("/embed/territory").text
        assert figures_of(page) == ["13", "5", "3"]
        links = links_of(page)
        for url in (f"{NANTES}/", f"{LOIRE}/", f"{site_url()}/p/region/", f"{site_url()}/organization/coueron"):
            assert url in [address for address, _ in links]
        assert "chantier" not in page

    @pytest.mark.parametrize("path", ["/embed/territory", "/embed/territory/loire-atlantique"])
    def test_it_runs_nothing_sets_nothing_and_may_be_framed_by_any_site(self, visitor, placed, path):
        other = visitor("/embed/dataset/nantes-1")
        answer = visitor(path)
        kept = ("Content-Security-Policy", "X-Robots-Tag", "Cache-Control", "Vary", "Content-Type")
        assert {name: answer.headers.get(name) for name in kept} == {name: other.headers.get(name) for name in kept}
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text
        assert "<link" not in answer.text
        assert len(re.findall(r'<a href="https?://[^"]+" target="_blank" rel="noopener">', answer.text)) == len(
            links_of(answer.text)
        )

    def test_it_speaks_the_readers_language_and_so_do_its_links(self, visitor, placed):
        page = visitor("/fr/embed/territory/loire-atlantique").text
        assert '<html lang="fr">' in page
        assert "Dernières mises à jour" in page
        assert "organisations" in page
        assert (f"{NANTES}/fr/", "Nantes et sa métropole") in links_of(page)
        assert all("/fr/" in url for url, _ in links_of(page))

    def test_it_wears_the_common_sites_colours_whoever_it_shows(self, visitor, placed):
        page = visitor("/embed/territory/nantes-metropole").text
        assert "--primary: #1b3a5c" in page
        assert "#00695c" not in page

    @pytest.mark.parametrize(
        ("path", "host"),
        [
            ("/embed/territory/no-such-body", None),
            ("/embed/territory/mobilite", None),
            ("/embed/territory/nantes", "nantes.localhost"),
            ("/p/nantes/embed/territory/nantes", None),
            ("/embed/territory/a%2Fb", None),
        ],
    )
    def test_what_is_not_there_is_not_found(self, visitor, placed, path, host):
        assert visitor(path, host).status_code == 404

    def test_a_body_that_is_closed_is_not_found_and_no_longer_counted(self, visitor, placed):
        before = figures_of(visitor("/embed/territory/loire-atlantique").text)
        act("organization_create", name="passagere", title="Passagère", parent="nantes-metropole")
        act("organization_delete", id="passagere")
        try:
            assert visitor("/embed/territory/passagere").status_code == 404
            assert figures_of(visitor("/embed/territory/loire-atlantique").text) == before
        finally:
            act("organization_purge", id="passagere")

    def test_words_of_members_stay_words(self, visitor, placed):
        evil = "<script>alert(1)</script>"
        act("organization_patch", id="coueron", title=evil, description="<img src=x onerror=alert(1)>")
        try:
            for path in ("/embed/territory", "/embed/territory/coueron"):
                text = visitor(path).text
                assert "<script" not in text
                assert "<img src=x" not in text
                assert "&lt;script&gt;" in text
        finally:
            act("organization_patch", id="coueron", title="Couëron", description="")

    def test_of_many_bodies_four_are_named_and_the_rest_counted(self, visitor, placed):
        names = [f"commune-{number}" for number in range(8)]
        for name in names:
            act("organization_create", name=name, title=name.capitalize(), parent="nantes-metropole")
            make_dataset(f"{name}-1", name)
        try:
            page = visitor("/embed/territory/nantes-metropole").text
            publishers = page.split('class="publishers"')[1].split("</ul>")[0]
            assert len(links_of(publishers)) == 5
            assert links_of(publishers)[0] == (f"{NANTES}/", "Nantes and its metropolis")
            assert links_of(publishers)[-1] == (f"{site_url()}/organization/nantes-metropole", "and 6 more")
        finally:
            for name in names:
                act("dataset_purge", id=f"{name}-1")
                act("organization_purge", id=name)


class TestOEmbed:
    @pytest.mark.parametrize(
        ("url", "title", "block", "author_url"),
        [
            (f"{site_url()}/organization/nantes", "Ville de Nantes", "/embed/territory/nantes", f"{NANTES}/"),
            (f"{site_url()}/fr/organization/nantes", "Ville de Nantes", "/fr/embed/territory/nantes", f"{NANTES}/fr/"),
            (f"{NANTES}/organization/nantes", "Ville de Nantes", "/embed/territory/nantes", f"{NANTES}/"),
            (
                f"{site_url()}/organization/coueron", "Couëron", "/embed/territory/coueron",
                f"{site_url()}/organization/coueron",
            ),
            (f"{site_url()}/", "Plateforme commune", "/embed/territory", f"{site_url()}/"),
        ],
    )
    def test_the_page_of_an_organisation_leads_to_its_territory(
        self, visitor, placed, url, title, block, author_url
    ):
        answer = visitor(f"/oembed?url={quote(url, safe='')}")
        assert answer.status_code == 200, answer.text
        found = json.loads(answer.data)
        assert found["title"] == found["author_name"] == title
        assert found["author_url"] == author_url
        assert (found["width"], found["height"]) == (600, 460)
        assert f'src="{site_url()}{block}"' in found["html"]
        assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in found["html"]
        assert visitor(block).status_code == 200
        thumbnail = urlsplit(found["thumbnail_url"])
        assert visitor(thumbnail.path).mimetype.startswith("image/")

    @pytest.mark.parametrize(
        "url",
        [
            f"{site_url()}/organization/no-such-body",
            f"{site_url()}/organization/",
            f"{site_url()}/organization/mobilite",
            f"{site_url()}/organization/about/nantes",
            f"{site_url()}/group/mobilite",
            f"{NANTES}/organization/loire-atlantique",
            "https://evil.example/organization/nantes",
        ],
    )
    def test_another_page_is_not_found(self, visitor, placed, url):
        assert visitor(f"/oembed?url={quote(url, safe='')}").status_code == 404

    @pytest.mark.parametrize(
        ("path", "host"),
        [("/organization/nantes", None), ("/organization/coueron", None), ("/organization/nantes", "nantes.localhost")],
    )
    def test_the_page_of_an_organisation_leads_to_the_answer(self, visitor, placed, path, host):
        page = visitor(path, host).text
        (link,) = re.findall(r'<link rel="alternate" type="application/json\+oembed"[^>]*href="([^"]+)"', page)
        parts = urlsplit(unescape(link))
        found = json.loads(visitor(f"{parts.path}?{parts.query}", host).data)
        assert f"/embed/territory/{path.rpartition('/')[2]}" in found["html"]
