"""Links, redirects and errors stay on the portal; the Host header is never trusted; nothing is written there."""
from __future__ import annotations

import re
import threading

import pytest
from werkzeug.test import EnvironBuilder

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories

from tests.portal.factories import site_url
from tests.statements import statements_run


@pytest.fixture
def statements(territory):
    with statements_run() as seen:
        yield seen


def raw(visitor, path: str, host: str | None, **kwargs):
    """Ask with this very Host header, or with none."""
    environ = {"HTTP_HOST": host} if host is not None else {}
    return visitor(path, environ_overrides=environ, **kwargs)


class TestHosts:
    def test_an_unknown_host_gets_an_error_page_and_costs_no_sql(self, visitor, statements):
        for number in range(200):
            answer = visitor("/dataset/", f"unknown-{number}.example")
            assert answer.status_code == 404
            assert "There is no portal at this address" in answer.text
            assert "unknown-" not in answer.text
            assert site_url() in answer.text
        assert statements == []
        visitor("/")
        assert statements

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fr-FR,fr;q=0.9", "Il n’y a pas"), ("de, fr;q=0.5, en;q=0.4", "Il n’y a pas"), ("", "There is no")],
    )
    def test_the_error_page_speaks_the_readers_language(self, visitor, language, words):
        answer = visitor("/", "unknown.example", headers={"Accept-Language": language})
        assert words in answer.text
        assert answer.headers["Vary"] == "Accept-Language"

    @pytest.mark.parametrize("host", ["nantes.localhost,evil.example", "evil.example/x", "<b>", "a b", "nantes..fr"])
    def test_a_malformed_host_is_refused_and_never_shown(self, visitor, host):
        answer = raw(visitor, "/", host)
        assert answer.status_code == 400
        assert "evil" not in answer.text
        assert "<b>" not in answer.text

    @pytest.mark.parametrize("host", ["NANTES.localhost", "nantes.localhost.", "nantes.localhost:1234"])
    def test_the_same_host_written_otherwise_is_the_portals_and_is_never_handed_back(self, visitor, host):
        assert "portal-header" in raw(visitor, "/dataset/", host).text
        slash = raw(visitor, "/no", host)
        assert slash.headers["Location"] == f"{site_url('nantes.localhost')}/no/"

    def test_forwarded_hosts_are_not_read(self, visitor):
        headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example"}
        for path in ("/", "/no", "/dataset/nantes-1"):
            answer = visitor(path, "nantes.localhost", headers=headers)
            assert "evil" not in answer.text
            assert "evil" not in answer.headers.get("Location", "")

    def test_the_common_site_hands_back_its_own_host_only(self, visitor):
        host = site_url().removeprefix("http://")
        answer = raw(visitor, "/no", host.split(":")[0] + ":666")
        assert answer.headers["Location"] == f"{site_url()}/no/"

    def test_a_health_check_by_number_is_answered_by_the_common_site(self, visitor):
        assert raw(visitor, "/api/3/action/status_show", "127.0.0.1:8080").status_code == 200

    def test_a_draft_is_not_shown(self, visitor):
        for path, host in (("/", "chantier.localhost"), ("/p/chantier/dataset/", None)):
            answer = visitor(path, host)
            assert answer.status_code == 404
            assert "this portal is not open" in answer.text


class TestRedirections:
    def test_an_alias_leads_to_the_canonical_host_with_path_and_query(self, visitor):
        answer = visitor("/fr/dataset/?q=%C3%A9cole&page=2", "data.nantes.example")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{site_url('nantes.localhost')}/fr/dataset/?q=%C3%A9cole&page=2"

    def test_an_alias_never_leads_elsewhere(self, visitor):
        for path in ("//evil.example/x", "/\\evil.example", "/%0d%0aSet-Cookie:%20a=b", "/%5cevil.example"):
            answer = visitor(path, "data.nantes.example")
            assert answer.headers["Location"].startswith(f"{site_url('nantes.localhost')}/")
            assert "\n" not in answer.headers["Location"]

    @pytest.mark.parametrize(
        ("host", "path", "location"),
        [
            ("nantes.localhost", "/no", "{nantes}/no/"),
            ("nantes.localhost", "/fr/no", "{nantes}/fr/no/"),
            (None, "/p/nantes", "{common}/p/nantes/"),
            (None, "/p/nantes/no", "{common}/p/nantes/no/"),
            (None, "/p/nantes/fr/no?q=a", "{common}/p/nantes/fr/no/?q=a"),
            (None, "/fr/p/nantes/dataset/", "{common}/p/nantes/fr/dataset/"),
            (None, "/en/p/nantes/fr/dataset/?q=a", "{common}/p/nantes/en/dataset/?q=a"),
        ],
    )
    def test_the_slash_and_the_language_are_corrected_on_the_portal(self, visitor, host, path, location):
        answer = visitor(path, host)
        assert answer.status_code in (301, 308)
        expected = location.format(nantes=site_url("nantes.localhost"), common=site_url())
        assert answer.headers["Location"] == expected

    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_what_ckan_redirects_to_the_common_site_comes_back_to_the_portal(self, visitor, host, prefix):
        base = f"{site_url(host)}{prefix}"
        by_id = model.Package.get("nantes-1").id
        answer = visitor(f"{prefix}/dataset/{by_id}", host)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{base}/dataset/nantes-1"
        legacy = visitor(f"{prefix}/no/dataset/", host)
        assert legacy.headers["Location"].startswith(f"{base}/nb_NO/")

    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_publishers_are_led_to_the_common_site(self, visitor, host, prefix):
        answer = visitor(f"{prefix}/user/login?next=/dataset", host)
        assert answer.headers["Location"] == f"{site_url()}/user/login?next=/dataset"
        answer = visitor(f"{prefix}/fr/user/login", host)
        assert answer.headers["Location"] == f"{site_url()}/fr/user/login"


class TestReadOnly:
    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_a_portal_knows_nobody_and_sets_no_cookie(self, territory, host, prefix):
        admin = ckan_factories.SysadminWithToken()
        client = territory.test_client(user=model.User.get(admin["name"]))
        common = client.get("/dataset/", base_url=site_url())
        assert admin["name"] in common.text
        for page in ("/", "/dataset/", "/dataset/nantes-1", "/api/3/action/package_search"):
            headers = {"Authorization": admin["token"], "Cookie": "ckan=x"}
            answer = client.get(f"{prefix}{page}", base_url=site_url(host), headers=headers)
            assert answer.status_code == 200
            assert admin["name"] not in answer.text
            assert "Set-Cookie" not in answer.headers
            assert not re.search(r'name="_csrf_token" (content|value)="[^"]', answer.text)
        private = client.get(f"{prefix}/dataset/nantes-prive", base_url=site_url(host))
        assert private.status_code == 404

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    @pytest.mark.parametrize("path", ["/dataset/new", "/api/3/action/package_create", "/user/login", "/", "/nowhere"])
    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_writing_is_refused_with_the_way_to_the_common_site(self, visitor, host, prefix, method, path):
        answer = visitor(f"{prefix}{path}", host, method)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert f"{site_url()}{path}" in answer.text
        assert "Set-Cookie" not in answer.headers

    def test_a_writing_action_is_refused_even_to_a_sysadmins_token(self, visitor):
        token = ckan_factories.SysadminWithToken()["token"]
        answer = visitor(
            "/api/3/action/organization_create", "nantes.localhost", "POST",
            json={"name": "intruse"}, headers={"Authorization": token},
        )
        assert answer.status_code == 405
        assert answer.json["success"] is False
        assert model.Group.get("intruse") is None

    def test_a_table_view_may_ask_by_post(self, visitor):
        # The view is reached: neither refused as writing, nor for want of a token.
        with pytest.raises(tk.ObjectNotFound):
            visitor("/datatables/ajax/no-such-view", "nantes.localhost", "POST")

    def test_reading_actions_answer_to_post(self, visitor):
        answer = visitor("/api/3/action/package_search", "nantes.localhost", "POST", json={"rows": 1})
        assert answer.json["result"]["count"] == 6
        missing = visitor("/api/3/action/no_such_action", "nantes.localhost", "POST", json={})
        assert missing.status_code == 400


def test_uploaded_files_are_downloaded_from_the_portal(territory, visitor, create_with_upload):
    package = ckan_factories.Dataset(name="fichiers", owner_org="nantes")
    author = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    create_with_upload(b"a,b\n1,2\n", "t.csv", context=author, package_id=package["id"], name="Table")
    for host, prefix in (("nantes.localhost", ""), (None, "/p/nantes"), (None, "/p/nantes/fr")):
        base = f"{site_url(host)}{prefix.removesuffix('/fr')}"
        actions = ("package_show?id=fichiers", "package_search?q=name:fichiers", "resource_search?query=name:Table")
        for action in actions:
            result = visitor(f"{prefix}/api/3/action/{action}", host).json["result"]
            package = result["results"][0] if "results" in result else result
            url = package["resources"][0]["url"] if "resources" in package else package["url"]
            assert url.startswith(f"{base}/")
            assert visitor(url.removeprefix(site_url(host)), host).data == b"a,b\n1,2\n"
    common = visitor("/api/3/action/package_show?id=fichiers").json["result"]["resources"][0]["url"]
    assert common.startswith(f"{site_url()}/dataset/")
    model.Session.rollback()


def test_threads_that_alternate_hosts_never_show_the_other_brand(territory):
    faces = {
        "nantes.localhost": ("00695c", "a3195b", "Loire-Atlantique"),
        "loire-atlantique.localhost": ("a3195b", "00695c", "metropolis"),
        None: ("Plateforme commune", "portal-header", "metropolis"),
    }
    bleeds: list[str] = []

    def read(turn: int) -> None:
        client = territory.test_client()
        for step in range(6):
            host = list(faces)[(turn + step) % 3]
            expected, *others = faces[host]
            body = client.get("/about", base_url=site_url(host), follow_redirects=False).text
            if expected not in body or any(other in body for other in others):
                bleeds.append(f"{host}: {body[:200]}")

    threads = [threading.Thread(target=read, args=(turn,)) for turn in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bleeds == []


def test_a_portal_shows_its_logo_only_if_it_has_one(visitor):
    assert "<img" in visitor("/", "nantes.localhost").text.split("</header>")[0]
    assert "<img" not in visitor("/", "loire-atlantique.localhost").text.split("</header>")[0]


class TestRootPath:
    """CKAN under a path of its host: the server takes the path away before CKAN sees the request."""

    @pytest.fixture(params=["/racine", "/racine/{{LANG}}"])
    def rooted(self, request, visitor, monkeypatch):
        monkeypatch.setitem(tk.config, "ckan.root_path", request.param)
        monkeypatch.setitem(tk.config, "ckan.datasets_per_page", 2)
        return visitor

    @pytest.mark.parametrize("language", ["", "/fr"])
    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_every_link_of_a_page_keeps_the_root_the_portal_and_the_language(self, rooted, host, prefix, language):
        for page in ("/dataset/", "/dataset/nantes-1", "/organization/", "/about", "/group/"):
            answer = rooted(f"{prefix}{language}{page}", host)
            assert answer.status_code == 200, page
            for link in re.findall(r'<a [^>]*href="([^"#?]*)', answer.text) + re.findall(
                r'<form [^>]*action="([^"]+)"', answer.text
            ):
                path = link.removeprefix(site_url(host))
                # The common site's home and its log-in are the two links that leave.
                if path.startswith("/") and path not in (f"/racine{language}/", f"/racine{language}/user/login"):
                    assert path.startswith(f"/racine{prefix}"), f"{page} -> {link}"
                    assert not path.startswith("/racine/racine"), f"{page} -> {link}"

    @pytest.mark.parametrize(("host", "prefix"), [("nantes.localhost", ""), (None, "/p/nantes")])
    def test_redirections_and_api_help_keep_the_root(self, rooted, host, prefix):
        base = f"{site_url(host)}/racine{prefix}"
        assert rooted(f"{prefix}/no", host).headers["Location"] == f"{base}/no/"
        assert rooted(f"{prefix}/fr/no?q=a", host).headers["Location"] == f"{base}/fr/no/?q=a"
        by_id = model.Package.get("nantes-1").id
        assert rooted(f"{prefix}/dataset/{by_id}", host).headers["Location"] == f"{base}/dataset/nantes-1"
        help_url = rooted(f"{prefix}/api/3/action/package_list", host).json["help"]
        assert help_url.startswith(f"{site_url(host)}/racine{prefix}/api/"), help_url

    def test_an_alias_keeps_the_root(self, rooted):
        moved = rooted("/fr/dataset/?q=a", "data.nantes.example").headers["Location"]
        assert moved == f"{site_url('nantes.localhost')}/racine/fr/dataset/?q=a"


def test_ten_thousand_requests_to_unknown_hosts_run_no_sql(territory, visitor, statements):
    visitor("/", "unknown.example")
    statements.clear()
    answers: list[str] = []
    environ = EnvironBuilder("/dataset/").get_environ()
    for number in range(10_000):
        asked = {**environ, "HTTP_HOST": f"unknown-{number}.example"}
        list(territory.app(asked, lambda status, headers, *rest: answers.append(status)))
    assert set(answers) == {"404 Not Found"}
    assert len(answers) == 10_000
    assert statements == []
