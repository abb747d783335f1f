"""Each public dataset stands in one sitemap, the one of its canonical address."""
from __future__ import annotations

import tracemalloc
import uuid
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.core.discovery import sitemap as text
from ckanext.mutualisation.portal.discovery import sitemap
from ckanext.mutualisation.portal.discovery.face import COMMON, Face
from ckanext.mutualisation.portal.live import live
from tests.portal.factories import MEMBERS, make_dataset, make_portal, site_url

NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NANTES = site_url("nantes.localhost")
FACES = [("", "nantes.localhost"), ("", "loire-atlantique.localhost"), ("/p/region", None), ("", None)]


def _parsed(answer: bytes | str) -> Any:
    return ET.fromstring(answer)  # noqa: S314  our own text


@pytest.fixture
def sitemap_of(visitor):
    """Return the addresses in a sitemap, or in all the parts of its index."""

    def read(path: str, host: str | None) -> list[str]:
        answer = visitor(path, host)
        assert answer.status_code == 200, path
        assert answer.mimetype == "application/xml"
        root = _parsed(answer.data)
        addresses = [each.findtext(f"{NAME}loc") for each in root]
        if root.tag == f"{NAME}urlset":
            return addresses
        return [page for part in addresses for page in read(urlsplit(part).path, urlsplit(part).hostname)]

    return read


@pytest.fixture
def ownerless(territory):
    """A dataset of nobody."""
    made = make_dataset("sans-proprietaire", "nantes")
    model.Session.get(model.Package, made["id"]).owner_org = None
    model.repo.commit()
    yield
    call_action("dataset_purge", id=made["id"])


def _datasets(addresses: list[str]) -> list[str]:
    return [address for address in addresses if "/dataset/" in address and not address.endswith("/dataset/")]


def test_the_sitemaps_share_out_the_datasets(sitemap_of, visitor, ownerless):
    found = Counter(address for path, host in FACES for address in _datasets(sitemap_of(f"{path}/sitemap.xml", host)))
    assert set(found.values()) == {1}
    names = Counter(address.rpartition("/")[2] for address in found)
    expected = {f"{owner}-{number}" for owner in MEMBERS for number in (1, 2, 3)} | {"sans-proprietaire"}
    assert names == dict.fromkeys(expected, 2)  # once in each language
    assert f"{site_url()}/dataset/sans-proprietaire" in found
    assert f"{NANTES}/fr/dataset/nantes-1" in found
    assert f"{site_url()}/p/region/dataset/pays-de-la-loire-1" in found
    for address in found:
        if "sans-proprietaire" not in address:
            parts = urlsplit(address)
            page = visitor(parts.path, None if address.startswith(site_url()) else parts.hostname)
            assert f'<link rel="canonical" href="{address}" />' in page.text


def test_a_second_portal_of_the_same_organisation_lists_none_of_its_datasets(sitemap_of):
    second = make_portal(slug="second", hosts=["second.localhost"], organizations=["nantes"])
    try:
        assert _datasets(sitemap_of("/sitemap.xml", "nantes.localhost")) != []
        holders = [
            host
            for host in ("nantes.localhost", "second.localhost")
            if any(address.endswith("/dataset/nantes-1") for address in sitemap_of("/sitemap.xml", host))
        ]
        assert len(holders) == 1
        # With a portal of its own, that organisation comes first there: its datasets move to it.
        assert holders == ["second.localhost"]
    finally:
        call_action("mutualisation_portal_delete", id=second["id"])


def test_the_pages_of_a_portal_are_in_its_sitemap(sitemap_of, visitor):
    pages = sitemap_of("/sitemap.xml", "nantes.localhost")
    for path in ("/", "/about", "/dataset/", "/organization/", "/organization/nantes"):
        assert f"{NANTES}{path}" in pages
        assert f"{NANTES}/fr{path}" in pages
        assert visitor(path, "nantes.localhost").status_code == 200
    assert not any("loire-atlantique" in page for page in pages)
    assert f"{site_url()}/organization/nantes" not in sitemap_of("/sitemap.xml", None)


def test_free_pages_are_in_the_sitemap(sitemap_of):
    brand = {"title": "Pages", "pages": [{"slug": "equipe", "title": "L’équipe", "text": "Bonjour"}]}
    made = make_portal(slug="pages", hosts=["pages.localhost"], organizations=["pays-de-la-loire"], brand=brand)
    try:
        assert f"{site_url('pages.localhost')}/pages/equipe" in sitemap_of("/sitemap.xml", "pages.localhost")
    finally:
        call_action("mutualisation_portal_delete", id=made["id"])


def test_the_date_of_a_dataset_is_that_of_its_last_change(visitor):
    package = call_action("package_show", id="nantes-1")
    root = _parsed(visitor("/sitemap.xml", "nantes.localhost").data)
    dates = {each.findtext(f"{NAME}loc"): each.findtext(f"{NAME}lastmod") for each in root}
    changed = datetime.fromisoformat(dates[f"{NANTES}/dataset/nantes-1"].removesuffix("Z"))
    assert changed == datetime.fromisoformat(package["metadata_modified"]).replace(microsecond=0)


def test_above_the_limit_an_index_names_parts_that_hold_everything_once(sitemap_of, visitor, monkeypatch):
    whole = {host: sitemap_of("/sitemap.xml", host) for host in ("nantes.localhost", None)}
    monkeypatch.setattr(sitemap, "pages_in_a_part", lambda longest, languages: 4)
    monkeypatch.setattr(sitemap, "READ_AT_ONCE", 3)
    for host, pages in whole.items():
        root = _parsed(visitor("/sitemap.xml", host).data)
        assert root.tag == f"{NAME}sitemapindex"
        assert len(root) == -(-len(pages) // 8)
        assert sitemap_of("/sitemap.xml", host) == pages
        assert visitor(f"/sitemap-{len(root) + 1}.xml", host).status_code == 404
    assert visitor("/sitemap-0.xml", "nantes.localhost").status_code == 404


def test_private_and_deleted_datasets_and_harvest_sources_stand_nowhere(sitemap_of):
    call_action("package_delete", {"user": ckan_factories.Sysadmin()["name"]}, id=make_dataset("parti", "nantes")["id"])
    source = make_dataset("moissonnee", "nantes")
    model.Session.get(model.Package, source["id"]).type = "harvest"
    model.repo.commit()
    everything = "".join(address for path, host in FACES for address in sitemap_of(f"{path}/sitemap.xml", host))
    for name in ("-prive", "parti", "moissonnee"):
        assert name not in everything
    for name in ("parti", "moissonnee"):
        call_action("dataset_purge", id=name)


@pytest.fixture
def many(territory):
    """Twenty thousand datasets of one portal, written straight into the table."""
    owner = live.current().by_slug["loire-atlantique"].organization_ids[0]
    now = datetime.fromisoformat("2026-01-01")
    rows = [
        {
            "id": str(uuid.uuid4()), "name": f"nombreux-{number}", "title": f"Nombreux {number}", "owner_org": owner,
            "state": "active", "private": False, "type": "dataset",
            "metadata_created": now, "metadata_modified": now,
        }
        for number in range(20_000)
    ]  # fmt: skip
    model.Session.execute(sa.insert(model.package_table), rows)
    model.repo.commit()
    yield Face(live.current().by_slug["loire-atlantique"])
    model.Session.execute(model.package_table.delete().where(model.package_table.c.name.like("nombreux-%")))
    model.repo.commit()


def test_memory_does_not_grow_with_the_catalogue(many):
    list(sitemap.sitemap_file(COMMON))  # what is loaded once is loaded
    tracemalloc.start()
    try:
        urls = sum(piece.count("<url>") for piece in sitemap.sitemap_file(many))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert urls > 40_000
    assert peak < 4 * 1024 * 1024
    assert urls < text.MAX_URLS
