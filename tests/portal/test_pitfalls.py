"""The sixteen ways in which one CKAN with many faces goes wrong, and the tests that keep it from doing so.

A name that begins with ``test_`` is in this folder; ``tests/portal/test_addresses.py::TestHosts`` is a whole class.
``test_every_test_that_is_named_here_exists`` reads this page.

 1. What was written by way of one host holds no address of it when it is read on another.
    test_pitfalls.py::test_01_what_is_written_by_way_of_one_host_holds_no_address_of_it_on_another
    test_addresses.py::test_uploaded_files_are_downloaded_from_the_portal
 2. Two hundred threads that alternate hosts see no brand, dataset or address of another face.
    ../demo/test_no_bleeding.py::test_two_hundred_threads_that_alternate_hosts_meet_each_face_whole
    test_addresses.py::test_threads_that_alternate_hosts_never_show_the_other_brand
 3. A host that is forged, doubled, malformed or absent shows in no page, mail, redirection or cache.
    test_pitfalls_hosts.py::test_03_a_forged_host_shows_in_no_page_and_no_redirection
    test_pitfalls_hosts.py::test_03_a_forged_host_is_in_no_mail
    test_addresses.py::TestHosts
    ../demo/test_no_bleeding.py::test_behind_a_true_server_a_forged_host_is_handed_back_nowhere
    test_proxy.py::test_a_forged_forwarded_host_shows_nowhere
    test_proxy.py::test_unknown_and_doubled_hosts_are_refused_before_ckan
    test_caching.py::TestThroughASharedCache
    ../core/test_address.py::test_whatever_the_request_the_host_header_is_never_handed_back
 4. An address to come back to never leads off the platform, nor to another portal.
    test_pitfalls_hosts.py::test_04_an_address_to_come_back_to_leads_nowhere_else
 5. A password is reset on the common site, and the mail leads there.
    test_pitfalls_hosts.py::test_05_a_password_is_not_reset_on_a_portal_and_mails_lead_to_the_common_site
 6. The language, the slash, forms and logging in or out keep a visitor where they should.
    test_pitfalls.py::test_06_the_language_is_switched_on_the_same_page_of_the_same_portal
    test_pitfalls.py::test_06_a_form_is_answered_by_the_portal_that_shows_it
    test_addresses.py::TestRedirections
    test_audit.py::test_a_healthy_platform_passes_by_every_way
 7. A portal's path, a language and ckan.root_path go together.
    test_addresses.py::TestRootPath
 8. The sitemap, feeds and catalogue of one never list another's.
    test_discovery_sitemaps.py::test_the_sitemaps_share_out_the_datasets
    test_discovery_feeds.py::test_a_feed_shows_what_the_portal_shows
    test_catalogue_feed.py::test_a_portals_catalogue_is_its_own_and_has_one_uri
    test_catalogue_feed.py::test_no_query_widens_the_scope
 9. A flood of unknown hosts costs no SQL.
    test_addresses.py::test_ten_thousand_requests_to_unknown_hosts_run_no_sql
10. With the plugin on and no portal, every page is CKAN's own to the byte, the token values aside.
    test_processes.py::test_without_a_portal_every_page_is_ckans_own_to_the_byte
    ../install/test_existing_ckan.py::test_enabled_its_pages_users_and_datasets_are_unchanged
11. Atom identifiers and DCAT addresses are the same from every host.
    test_discovery_feeds.py::test_identifiers_are_the_same_from_every_face
    test_catalogue_feed.py::test_a_dataset_is_described_in_the_same_words_from_every_face
12. A filter for another member's organisation finds nothing on a portal.
    test_pitfalls.py::test_12_a_filter_for_another_members_organisation_finds_nothing
    test_faces.py::TestActions
    test_scope.py::TestSearch
13. A job and a command use the common site's address, whoever caused them.
    test_pitfalls.py::test_13_a_job_that_a_visit_caused_uses_the_common_sites_address
14. More than 25 portals, where CKAN's lists end, resolve: a thousand do.
    test_pitfalls.py::TestAThousandPortals
15. A host that is renamed keeps its visitors.
    test_pitfalls.py::test_15_a_former_host_leads_to_the_new_one_however_often_it_is_renamed
    test_redirects.py::test_a_former_address_leads_to_its_page_on_each_face_and_in_each_language
16. Two hosts that differ by case, port, trailing dot or IDNA are one, and refused the second time.
    test_pitfalls_hosts.py::TestOneHostWrittenOtherwise
    test_addresses.py::TestHosts
    ../core/test_address.py::test_a_host_has_one_form_or_is_refused
"""
from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timezone
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

import ckan.lib.jobs as jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search.common import make_connection
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.core.address import OnPortal, resolve
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.cli import portal as portal_command
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import bump_version, organization, portal, version
from ckanext.mutualisation.portal.model import host as portal_host
from ckanext.mutualisation.portal.visit import ENVIRON_KEY
from tests.portal.factories import MEMBERS, make_portal, site_url
from tests.statements import statements_run

NANTES = "nantes.localhost"
FACES = [(NANTES, ""), (None, "/p/nantes")]
HERE = Path(__file__)
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def named() -> list[tuple[int, str]]:
    """Read the page above: number to test."""
    number, found = 0, []
    for line in (__doc__ or "").splitlines():
        if entry := re.match(r" ?(\d+)\. ", line):
            number = int(entry[1])
        elif number and "::" in line:
            found.append((number, line.strip()))
    return found


@pytest.mark.parametrize("name", sorted({name for _, name in named()}))
def test_every_test_that_is_named_here_exists(name):
    path, _, wanted = name.partition("::")
    module = ast.parse((HERE.parent / path).read_text(encoding="utf-8"))
    tests = {node.name: node for node in module.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert wanted in tests
    found = tests[wanted]
    inside = [node.name for node in getattr(found, "body", []) if isinstance(node, ast.FunctionDef)]
    assert wanted.startswith("test_") or any(each.startswith("test_") for each in inside)


def test_all_sixteen_have_a_test():
    assert sorted({number for number, _ in named()}) == list(range(1, 17))



def stored(name: str) -> str:
    """Return all that the index holds of a dataset."""
    (found,) = make_connection().search(f'name:"{name}"').docs
    return str(found)


@pytest.fixture
def neighbour(territory) -> Iterator[str]:
    """Return the host of another portal, which shows the same organisation's data as that of Nantes."""
    make_portal(slug="voisin", hosts=["voisin.localhost"], organizations=["nantes"])
    yield "voisin.localhost"
    call_action("mutualisation_portal_delete", id="voisin")


def test_01_what_is_written_by_way_of_one_host_holds_no_address_of_it_on_another(territory, visitor, neighbour):
    author = ckan_factories.SysadminWithToken()
    headers = {"Authorization": author["token"], "X-Forwarded-Host": NANTES}
    by_number = "127.0.0.1"  # The only other host by which anything can be written.

    def write(action: str, host: str, **sent: Any) -> Any:
        return visitor(f"/api/3/action/{action}", host, "POST", headers=headers, **sent)

    dataset = {"name": "ecrit-ici", "owner_org": "nantes", "title": "Écrit ici"}
    for on_portal in (NANTES, neighbour):
        assert write("package_create", on_portal, json=dataset).status_code == 405
    assert model.Package.get("ecrit-ici") is None
    try:
        assert write("package_create", by_number, json=dataset).status_code == 200
        file = {"package_id": "ecrit-ici", "name": "Table", "upload": (BytesIO(b"a\n1\n"), "table.csv")}
        assert write("resource_create", by_number, data=file).status_code == 200
        picture = {"id": "nantes", "image_upload": (BytesIO(PIXEL), "image.png")}
        assert write("organization_patch", by_number, data=picture).status_code == 200
        for host, other in ((neighbour, NANTES), (NANTES, neighbour), (None, NANTES)):
            for reading in (
                "package_search?q=name:ecrit-ici", "package_show?id=ecrit-ici", "resource_search?query=name:Table",
                "organization_show?id=nantes", "organization_list?all_fields=true",
            ):
                answer = visitor(f"/api/3/action/{reading}", host)
                assert f"{site_url(host)}/" in answer.text, reading
                assert other not in answer.text, reading
                assert by_number not in answer.text, reading
        indexed = stored("ecrit-ici")
        assert f"{site_url()}/dataset/" in indexed
        assert not any(host in indexed for host in (NANTES, neighbour, by_number))
    finally:
        model.Session.rollback()
        call_action("dataset_purge", id="ecrit-ici")
        call_action("organization_patch", {"user": author["name"]}, id="nantes", image_url="", clear_upload=True)


@pytest.mark.parametrize("language", ["", "/fr", "/en"])
@pytest.mark.parametrize(("host", "prefix"), FACES)
@pytest.mark.parametrize("page", ["/", "/dataset/?q=jeu&organization=nantes&page=1", "/dataset/nantes-1", "/nowhere"])
def test_06_the_language_is_switched_on_the_same_page_of_the_same_portal(visitor, host, prefix, language, page):
    text = visitor(f"{prefix}{language}{page}", host).text
    switches = dict(re.findall(r'<a href="([^"]+)" lang="(\w+)"', text))
    assert sorted(switches.values()) == ["en", "fr"]
    for href, code in switches.items():
        assert unescape(href) == f"{prefix}/{code}{page}"
        answer = visitor(unescape(href), host)
        assert f'<html lang="{code}"' in answer.text
        assert "portal-header" in answer.text


@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize(("host", "prefix"), FACES)
@pytest.mark.parametrize("page", ["/", "/dataset/", "/organization/nantes", "/organization/", "/group/mobilite"])
def test_06_a_form_is_answered_by_the_portal_that_shows_it(visitor, host, prefix, language, page):
    forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", visitor(f"{prefix}{language}{page}", host).text, re.DOTALL)
    assert forms
    for head, body in forms:
        action = re.search(r'action="([^"]*)"', head)
        assert "post" not in head.lower()
        fields = re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', body)
        target = urljoin(f"{site_url(host)}{prefix}{language}{page}", unescape(action[1]) if action else "")
        assert target.startswith(f"{site_url(host)}{prefix}{language}/")
        query = urlencode({name: "jeu" if name == "q" else "" for name in fields})
        answer = visitor(f"{urlsplit(target).path}?{query}", host)
        assert answer.status_code == 200
        assert "portal-header" in answer.text
        assert "Loire-Atlantique" not in answer.text


@pytest.mark.parametrize(("host", "prefix"), FACES)
def test_12_a_filter_for_another_members_organisation_finds_nothing(visitor, host, prefix):
    other = call_action("organization_show", id="loire-atlantique")["id"]
    for query in ("fq=organization:loire-atlantique", f"fq=owner_org:{other}", "q=organization:loire-atlantique"):
        assert visitor(f"/api/3/action/package_search?{query}").json["result"]["count"] == 3
        assert visitor(f"{prefix}/api/3/action/package_search?{query}", host).json["result"]["count"] == 0
        assert "loire-atlantique-" not in visitor(f"{prefix}/dataset/?{query}", host).text
        assert "loire-atlantique-" not in visitor(f"{prefix}/feeds/custom.atom?{query}", host).text


@pytest.fixture
def file_of_nantes(territory, create_with_upload) -> Iterator[str]:
    """Return the name of a dataset with an uploaded file."""
    made = ckan_factories.Dataset(name="avec-fichier", owner_org="nantes")
    author = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    create_with_upload(b"a\n1\n", "t.csv", context=author, package_id=made["id"], name="Table")
    model.Session.rollback()
    yield made["name"]
    call_action("dataset_purge", id=made["id"])


def test_13_a_job_that_a_visit_caused_uses_the_common_sites_address(territory, file_of_nantes):
    user = ckan_factories.User()["name"]
    visit = resolve(live.current(), config.common_address(), NANTES, "/fr/dataset/")
    assert isinstance(visit, OnPortal)
    with territory.flask_app.test_request_context("/fr/dataset/", environ_overrides={ENVIRON_KEY: visit}):
        assert tk.h.url_for("dataset.read", id="x", qualified=True).startswith(f"{site_url(NANTES)}/fr/")
        job = jobs.enqueue("errand.look_around", [user, file_of_nantes], queue="pitfalls")  # type: ignore[arg-type]
    worker = [Path(sys.executable).with_name("ckan"), "-c", tk.config["__file__"], "jobs", "worker", "--burst"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONWARNINGS": "ignore"}
    subprocess.run([*worker, "pitfalls"], env=environment, capture_output=True, timeout=120, check=True)
    addresses = job.return_value(refresh=True)
    assert addresses, job.get_status()
    assert len(addresses) == 5
    assert [address for address in addresses.values() if not address.startswith(f"{site_url()}/")] == []
    assert "/fr/" not in str(addresses)
    assert NANTES not in stored(file_of_nantes)


@pytest.fixture(scope="module")
def slugs(territory) -> Iterator[list[str]]:
    """A thousand portals: half have a host, the others a path only."""
    members = [call_action("organization_show", id=name)["id"] for name in MEMBERS]
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    slugs = [f"mille-{number:04d}" for number in range(1000)]
    titles = [{"title": {"fr": f"Portail {slug}"}} for slug in slugs]
    note = {"number": 1, "author_name": "", "note": "", "published": now}
    rows = {
        portal: [
            {"id": slug, "slug": slug, "state": "published", "version": 1, "include": [],
             "created": now, "modified": now}
            for slug in slugs
        ],
        version: [{"portal_id": slug, "brand": title, **note} for slug, title in zip(slugs, titles, strict=True)],
        portal_host: [{"host": f"{slug}.example", "portal_id": slug, "position": 0} for slug in slugs[::2]],
        organization: [
            {"portal_id": slug, "organization_id": members[place % 4], "position": 0}
            for place, slug in enumerate(slugs)
        ],
    }  # fmt: skip
    for table, values in rows.items():
        model.Session.execute(table.insert(), values)
    bump_version(model.Session)
    model.repo.commit()
    live.refresh()
    yield slugs
    model.Session.execute(portal.delete().where(portal.c.id.in_(slugs)))
    bump_version(model.Session)
    model.repo.commit()
    live.refresh()


class TestAThousandPortals:
    def test_each_is_found_by_its_host_and_by_its_path(self, slugs):
        common = config.common_address()
        for place, slug in enumerate(slugs):
            by_path = resolve(live.current(), common, site_url().removeprefix("http://"), f"/p/{slug}/dataset/")
            assert isinstance(by_path, OnPortal)
            assert by_path.portal.slug == slug
            by_host = resolve(live.current(), common, f"{slug}.example", "/dataset/")
            assert isinstance(by_host, OnPortal) is (place % 2 == 0)
            assert not isinstance(by_host, OnPortal) or by_host.portal.slug == slug

    @pytest.mark.parametrize("number", [0, 24, 26, 50, 998])
    def test_its_page_is_its_own(self, slugs, visitor, number):
        for host, prefix in ((f"{slugs[number]}.example", ""), (None, f"/p/{slugs[number + 1]}")):
            slug = slugs[number] if host else slugs[number + 1]
            text = visitor(f"{prefix}/dataset/", host).text
            assert f"Portail {slug}" in text
            assert set(re.findall(r"mille-\d{4}", text)) == {slug}
            member = list(MEMBERS)[int(slug[-4:]) % 4]
            assert set(re.findall(r'/dataset/([a-z-]+)-\d"', text)) == {member}

    def test_the_lists_hold_them_all_and_cost_few_queries(self, slugs, visitor):
        with statements_run() as statements:
            listed = visitor("/api/3/action/mutualisation_portal_list").json["result"]
        assert {each["slug"] for each in listed} >= set(slugs)
        assert len(statements) < 20
        mine = visitor("/api/3/action/mutualisation_portal_list?organization=nantes").json["result"]
        assert len([each for each in mine if each["slug"] in slugs]) == 250


def test_15_a_former_host_leads_to_the_new_one_however_often_it_is_renamed(territory, visitor, cli):
    make_portal(slug="renomme", hosts=["un.localhost"], organizations=["nantes"])
    try:
        names = ["un", "deux", "trois", "quatre"]
        for number, name in enumerate(names[1:], 1):
            done = cli.invoke(portal_command, ["host-add", "renomme", f"{name}.localhost", "--canonical"])
            assert done.exit_code == 0, done.output
            for former in names[:number]:
                answer = visitor("/fr/dataset/nantes-1?a=%C3%A9&b=2", f"{former}.localhost")
                assert answer.status_code == 301
                assert answer.headers["Location"] == f"{site_url(f'{name}.localhost')}/fr/dataset/nantes-1?a=%C3%A9&b=2"
            assert visitor("/dataset/nantes-1", f"{name}.localhost").status_code == 200
        back = cli.invoke(portal_command, ["host-add", "renomme", "Un.localhost", "--canonical"])
        assert back.exit_code == 0, back.output
        assert visitor("/", "un.localhost").status_code == 200
        assert visitor("/", "quatre.localhost").headers["Location"] == f"{site_url('un.localhost')}/"
        assert "trois.localhost" not in visitor("/dataset/nantes-1", "un.localhost").text
        assert visitor("/p/renomme/dataset/nantes-1").status_code == 200, "its path stays, whatever its host"
    finally:
        call_action("mutualisation_portal_delete", id="renomme")
