"""What a portal answers may be kept by a proxy, is found good again by its mark, and is never another portal's."""
from __future__ import annotations

import flask
import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories

from ckanext.mutualisation.portal import caching
from ckanext.mutualisation.portal.visit import CACHE_CONTROL_KEY
from tests.portal.factories import site_url
from tests.portal.shared_cache import SharedCache

FACES = [("nantes.localhost", ""), (None, "/p/nantes"), (None, "/p/nantes/fr")]
PAGES = [
    "/", "/dataset/", "/dataset/?q=jeu&sort=name+asc", "/dataset/nantes-1", "/dataset/groups/nantes-1",
    "/dataset/activity/nantes-1", "/organization/", "/organization/nantes", "/organization/about/nantes",
    "/group/", "/group/mobilite", "/about", "/feeds/dataset.atom", "/feeds/organization/nantes.atom", "/robots.txt",
    "/catalog.ttl", "/dataset/nantes-1.jsonld", "/api/3", "/api/i18n/fr", "/api/3/action/package_search?rows=3",
    "/api/3/action/package_show?id=nantes-1", "/api/3/action/organization_list",
]
MINUTE = "public, max-age=60, stale-while-revalidate=60"


@pytest.fixture
def uploaded(territory, create_with_upload):
    """Return the path of an uploaded page that would run a script, of a dataset of Nantes."""
    package = ckan_factories.Dataset(name="televerse", owner_org="nantes")
    author = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    page = b"<!DOCTYPE html><script>document.title = 'run'</script>"
    resource = create_with_upload(page, "page.html", context=author, package_id=package["id"], name="Page")
    yield f"/dataset/televerse/resource/{resource['id']}/download/page.html"
    model.Session.rollback()


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_to_a_reader_is_public_without_cookie_and_found_good_again(visitor, path):
    for host, prefix in FACES:
        first, second = visitor(f"{prefix}{path}", host), visitor(f"{prefix}{path}", host)
        assert first.status_code == 200
        assert first.headers["Cache-Control"] == MINUTE
        assert "Set-Cookie" not in first.headers
        assert "Cookie" not in first.headers.get("Vary", "")
        assert first.headers["ETag"] == second.headers["ETag"]
        again = visitor(f"{prefix}{path}", host, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == MINUTE
        assert visitor(f"{prefix}{path}", host, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/dataset/nantes-1", "/api/3/action/package_search", "/base/css/main.css"])
def test_head_has_the_headers_of_get_and_no_body(visitor, path):
    whole = visitor(path, "nantes.localhost")
    head = visitor(path, "nantes.localhost", "HEAD")
    assert head.data == b""
    for name in ("ETag", "Cache-Control", "Content-Type", "Content-Length", "Content-Security-Policy"):
        assert head.headers.get(name) == whole.headers.get(name)
    same = {"If-None-Match": whole.headers["ETag"]}
    assert visitor(path, "nantes.localhost", "HEAD", headers=same).status_code == 304


def test_two_portals_have_two_marks_and_so_has_what_changed(visitor):
    about = visitor("/about", "nantes.localhost").headers["ETag"]
    assert visitor("/about", "loire-atlantique.localhost").headers["ETag"] != about
    assert visitor("/fr/about", "nantes.localhost").headers["ETag"] != about
    page = visitor("/dataset/nantes-2", "nantes.localhost").headers["ETag"]
    author = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    tk.get_action("package_patch")(author, {"id": "nantes-2", "notes": "Tout autre chose"})
    model.Session.rollback()
    assert visitor("/dataset/nantes-2", "nantes.localhost", headers={"If-None-Match": page}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/nowhere", 404, "public, max-age=10"),
        ("GET", "/dataset/loire-atlantique-1", 404, "public, max-age=10"),
        ("GET", "/api/3/action/package_show?id=absent", 404, "public, max-age=10"),
        ("GET", "/api/3/action/no_such_action", 400, "no-store"),
        ("GET", "/api/3/action/package_search?rows=many", 409, "no-store"),
        ("GET", "/dataset/new", 302, MINUTE),
        ("GET", "/user/login", 302, MINUTE),
        ("POST", "/api/3/action/package_search", 200, "no-store"),
        ("POST", "/api/3/action/package_create", 405, "no-store"),
        ("POST", "/dataset/new", 405, "no-store"),
        ("OPTIONS", "/api/3/action/package_search", 200, "no-store"),
    ],
)
def test_refusals_are_kept_briefly_or_not_at_all(visitor, method, path, status, expected):
    for host, prefix in FACES:
        answer = visitor(f"{prefix}{path}", host, method)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (status, expected)
        assert "Set-Cookie" not in answer.headers
        assert "ETag" not in answer.headers or status == 200


def test_an_answer_that_never_reached_flasks_end_is_not_kept():
    headers = [("Vary", "Accept, Cookie"), ("Set-Cookie", "ckan=x"), ("Cache-Control", "public, max-age=9")]
    assert caching.final_headers({}, headers) == [("Vary", "Accept"), ("Cache-Control", "no-store")]
    assert caching.final_headers({}, [("Vary", "cookie")]) == [("Cache-Control", "no-store")]


def test_an_uploaded_file_is_kept_and_found_good_again(visitor, uploaded):
    for host, prefix in FACES:
        answer = visitor(f"{prefix}{uploaded}", host)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == MINUTE
        assert answer.headers["Last-Modified"]
        again = visitor(f"{prefix}{uploaded}", host, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_file_whose_name_holds_its_version_is_kept_for_ever(visitor):
    page = visitor("/", "nantes.localhost").text
    sheet = next(part for part in page.split('"') if part.startswith("/webassets/") and ".css" in part)
    for path, expected in {
        sheet: "public, max-age=31536000, immutable",
        "/base/images/ckan-logo-footer.png": "public, max-age=3600, stale-while-revalidate=3600",
        "/webassets/absent/00000000_x.css": "public, max-age=10",
    }.items():
        assert visitor(path, "nantes.localhost").headers["Cache-Control"] == expected


def test_the_operator_says_how_long(visitor, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.portal.cache_seconds", 5)
    expected = "public, max-age=5, stale-while-revalidate=5"
    assert visitor("/about", "nantes.localhost").headers["Cache-Control"] == expected
    assert visitor("/nowhere", "nantes.localhost").headers["Cache-Control"] == "public, max-age=5"
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.portal.cache_seconds", 0)
    for path in ("/about", "/base/images/ckan-logo-footer.png"):
        assert visitor(path, "nantes.localhost").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("public, max-age=300", MINUTE),
        ("public, max-age=5", "public, max-age=5"),
        ("no-store", "no-store"),
        ("public, max-age=31536000, immutable", "public, max-age=31536000, immutable"),
    ],
)
def test_a_view_keeps_what_can_change_no_longer_than_the_operator_says(territory, said, kept):
    with territory.flask_app.test_request_context("/about"):
        response = flask.Response("x", headers={"Cache-Control": said})
        caching.validate(response)
        assert flask.request.environ[CACHE_CONTROL_KEY] == kept


def test_an_alias_is_not_moved_for_ever(visitor):
    answer = visitor("/about", "data.nantes.example")
    assert answer.status_code == 301
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


class TestOtherOrigins:
    """A copy kept for one visitor must serve a page of another site as well."""

    def test_what_everybody_may_read_says_so_to_everybody(self, visitor):
        plain = visitor("/api/3/action/package_list", "nantes.localhost")
        asked = visitor("/api/3/action/package_list", "nantes.localhost", headers={"Origin": "https://elsewhere.example"})
        for answer in (plain, asked):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Origin" not in answer.headers.get("Vary", "")

    def test_what_some_sites_may_read_is_kept_apart_for_each(self, visitor, monkeypatch):
        monkeypatch.setitem(tk.config, "ckan.cors.origin_allow_all", False)
        monkeypatch.setitem(tk.config, "ckan.cors.origin_whitelist", ["https://known.example"])
        asked = visitor("/api/3/action/package_list", "nantes.localhost", headers={"Origin": "https://known.example"})
        assert asked.headers["Access-Control-Allow-Origin"] == "https://known.example"
        assert asked.headers["Vary"] == "Origin"
        plain = visitor("/api/3/action/package_list", "nantes.localhost")
        assert "Access-Control-Allow-Origin" not in plain.headers
        assert plain.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", ["/", "/dataset/", "/dataset/nantes-1", "/api/3/action/package_list", "/about"])
def test_the_common_site_keeps_ckans_own_headers(visitor, path):
    answer = visitor(path)
    html = answer.mimetype == "text/html"
    stock = "private" if html else "public, max-age=0, must-revalidate"
    assert answer.headers["Cache-Control"] == stock
    assert ("Set-Cookie" in answer.headers) == html
    assert "ETag" not in answer.headers
    assert "Content-Security-Policy" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


class TestThroughASharedCache:
    @pytest.fixture
    def cache(self, territory):
        return SharedCache(territory.flask_app.wsgi_app)

    def test_a_second_visitor_is_served_from_it_and_nobody_gets_another_portals_page(self, visitor, cache):
        faces = [*FACES, ("loire-atlantique.localhost", ""), (None, "/p/region"), ("nantes.localhost", "/fr")]
        paths = ("/", "/dataset/", "/about", "/organization/", "/nowhere", "/api/3/action/package_search")
        for turn in range(2):
            for path in paths:
                for host, prefix in faces:
                    answer = cache.get(site_url(host), f"{prefix}{path}")
                    assert answer.hit == bool(turn)
                    assert answer.body == visitor(f"{prefix}{path}", host).data

    def test_who_is_logged_in_neither_fills_it_nor_is_refused_it(self, territory, cache):
        admin = ckan_factories.SysadminWithToken()
        client = territory.test_client(user=model.User.get(admin["name"]))
        assert admin["name"] in client.get("/about", base_url=site_url()).text
        cookie = "; ".join(f"{each.key}={each.value}" for each in client._cookies.values())
        credentials = {"Cookie": cookie, "Authorization": admin["token"]}
        for host, prefix in FACES:
            for path in ("/dataset/", "/api/3/action/package_search?include_private=true", "/dataset/nantes-prive"):
                filled = cache.get(site_url(host), f"{prefix}{path}", credentials)
                served = cache.get(site_url(host), f"{prefix}{path}")
                assert served.hit
                assert served.body == filled.body
                assert admin["name"].encode() not in served.body
                assert served.status.startswith("404") if path.endswith("prive") else b"prive" not in served.body
        for path in ("/dataset/", "/about"):
            assert not cache.get(site_url(), path, credentials).hit
            assert not cache.get(site_url(), path).hit

    def test_a_post_is_neither_kept_nor_answered_from_it(self, cache):
        path = "/api/3/action/package_search"
        assert cache.get(site_url("nantes.localhost"), path).status.startswith("200")
        assert not cache.get(site_url("nantes.localhost"), path, method="POST").hit
