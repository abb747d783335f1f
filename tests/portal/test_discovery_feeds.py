"""Feeds that readers accept, page by page, with the same identifiers from every face."""
from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from tests.portal.factories import make_dataset, site_url

NANTES = site_url("nantes.localhost")
OURS = {f"{owner}-{number}" for owner in ("nantes-metropole", "nantes") for number in (1, 2, 3)}


@pytest.fixture
def feed(visitor):
    """Read a feed as a reader does; it must hold nothing that a reader has to repair."""

    def read(path: str, host: str | None = "nantes.localhost") -> Any:
        answer = visitor(path, host)
        assert answer.status_code == 200, answer.text[:300]
        found = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
        assert not found.bozo, found.get("bozo_exception")
        return found

    return read


def _names(found: Any) -> set[str]:
    return {entry.link.rpartition("/")[2] for entry in found.entries}


def _links(found: Any) -> dict[str, str]:
    return {link.rel: link.href for link in found.feed.links}


def test_a_portals_feed_is_whole(feed):
    found = feed("/fr/feeds/dataset.atom")
    assert found.version == "atom10"
    assert found.feed.title.startswith("Nantes et sa métropole")
    assert found.feed.language == "fr"
    assert _names(found) == OURS
    entry = next(entry for entry in found.entries if entry.link.endswith("nantes-1"))
    assert entry.link == f"{NANTES}/fr/dataset/nantes-1"
    assert entry.author == "Ville de Nantes"
    assert {tag.term for tag in entry.tags} == {"commun", "tag-nantes"}
    assert found.feed.updated_parsed == max(entry.updated_parsed for entry in found.entries)


def test_identifiers_are_the_same_from_every_face(feed):
    faces = [("", "nantes.localhost"), ("/p/nantes", None), ("/p/nantes/fr", None), ("/fr", "nantes.localhost")]
    feeds = [feed(f"{path}/feeds/dataset.atom", host) for path, host in faces]
    assert len({found.feed.id for found in feeds}) == 1
    assert len({frozenset(entry.id for entry in found.entries) for found in feeds}) == 1
    package = call_action("package_show", id="nantes-1")
    persistent = f"{tk.config['ckan.site_url']}/dataset/{package['id']}"
    assert persistent in {entry.id for entry in feeds[0].entries}
    assert persistent in {entry.id for entry in feed("/feeds/new.rss", None).entries}


@pytest.mark.parametrize(("path", "host"), [("", "nantes.localhost"), ("/fr", "nantes.localhost"), ("/p/nantes", None)])
@pytest.mark.parametrize("name", ["dataset.atom", "custom.atom?q=jeu&tags=commun", "organization/nantes.atom"])
def test_pages_lead_to_one_another_and_stay_on_the_face(feed, monkeypatch, path, host, name):
    monkeypatch.setitem(tk.config, "ckan.feeds.limit", 2)
    first = feed(f"{path}/feeds/{name}", host)
    base = f"{site_url(host)}{path}/feeds/"
    assert all(address.startswith(base) for relation, address in _links(first).items() if relation != "alternate")
    assert "prev" not in _links(first)
    assert _links(first)["self"] == _links(first)["first"]

    seen, found = [*first.entries], first
    while "next" in _links(found):
        parts = urlsplit(_links(found)["next"])
        after = feed(f"{parts.path}?{parts.query}", host)
        assert _links(after)["prev"] == _links(found)["self"]
        assert _links(after)["first"] == _links(first)["first"]
        assert after.feed.id == first.feed.id
        found = after
        seen += found.entries
    assert _links(found)["self"] == _links(first)["last"]
    names = [entry.link.rpartition("/")[2] for entry in seen]
    assert len(names) == len(set(names))
    assert set(names) == (OURS if "organization" not in name else {each for each in OURS if "metropole" not in each})


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/feeds/organization/nantes.atom", {"nantes-1", "nantes-2", "nantes-3"}),
        ("/feeds/group/mobilite.atom", OURS),
        ("/feeds/group/culture.atom", set()),
        ("/feeds/tag/tag-nantes.atom", {"nantes-1", "nantes-2", "nantes-3"}),
        ("/feeds/tag/tag-loire-atlantique.atom", set()),
        ("/feeds/organization/loire-atlantique.atom", None),
        ("/feeds/custom.atom?organization=loire-atlantique", set()),
        ("/feeds/custom.atom?q=*:*+OR+organization:loire-atlantique", OURS),
        ("/feeds/dataset.atom?page=9", None),
        ("/feeds/group/inconnu.atom", None),
    ],
)
def test_a_feed_shows_what_the_portal_shows(visitor, feed, path, names):
    if names is None:
        assert visitor(path, "nantes.localhost").status_code == 404
    else:
        assert _names(feed(path)) == names


@pytest.mark.parametrize("query", ["q=(", "nonsense=1", "a%3Ab)+OR+(x=1"])
def test_a_search_that_makes_no_sense_is_refused_or_ignored(visitor, query):
    assert visitor(f"/feeds/custom.atom?{query}", "nantes.localhost").status_code in (200, 400)


def test_a_feed_without_entries_is_a_feed(feed):
    found = feed("/feeds/tag/inconnu.atom")
    assert found.entries == []
    assert set(_links(found)) == {"alternate", "self", "first", "last"}


def test_what_is_new_comes_first_on_each_face(feed):
    make_dataset("tout-nouveau", "nantes", title="Tout <nouveau> & beau\x0b", notes="**Enfin** là")
    try:
        for path, host in (("", "nantes.localhost"), ("/p/nantes", None), ("", None)):
            found = feed(f"{path}/feeds/new.rss", host)
            assert found.version == "rss20"
            newest = found.entries[0]
            assert newest.title == "Tout <nouveau> & beau"
            assert newest.summary == "Enfin là"
            assert newest.link == f"{site_url(host)}{path}/dataset/tout-nouveau"
            assert _links(found)["self"] == f"{site_url(host)}{path}/feeds/new.rss"
        assert _names(feed("/feeds/new.rss", "loire-atlantique.localhost")) == {
            f"loire-atlantique-{number}" for number in (1, 2, 3)
        }
    finally:
        call_action("dataset_purge", id="tout-nouveau")


def test_the_common_sites_own_feeds_are_ckans(visitor):
    assert "ckanext-mutualisation" not in visitor("/feeds/dataset.atom").text
    assert "ckanext-mutualisation" in visitor("/feeds/dataset.atom", "nantes.localhost").text
