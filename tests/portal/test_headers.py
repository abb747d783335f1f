"""What a browser is told that a portal's pages may do. tests/browser shows that the pages still work with it."""
from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories

from ckanext.mutualisation.core.address import OnPortal, Portal
from ckanext.mutualisation.core.host import Origin
from ckanext.mutualisation.portal import security_headers

FACES = [("nantes.localhost", ""), (None, "/p/nantes"), (None, "/p/nantes/fr")]


def policy(answer) -> dict[str, set[str]]:
    """Read a Content-Security-Policy as directive to sources."""
    directives = (directive.split() for directive in answer.headers["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


def brand_with(analytics_url: str) -> OnPortal:
    """Make a visit to a portal whose brand names a Matomo."""
    brand = SimpleNamespace(analytics=SimpleNamespace(url=analytics_url, site_id=7))
    portal = dataclasses.replace(Portal("essai", {"fr": "Essai"}), brand=brand)  # type: ignore[arg-type]
    return OnPortal(portal, Origin("https", "essai.example", None), "", None, "/")


@pytest.fixture
def in_a_visit(territory):
    with territory.flask_app.test_request_context("/"):
        yield


@pytest.mark.parametrize("path", ["/", "/dataset/", "/dataset/nantes-1", "/organization/nantes", "/about", "/nowhere"])
@pytest.mark.parametrize(("host", "prefix"), FACES)
def test_a_page_runs_no_script_but_the_portals_own_files(visitor, host, prefix, path):
    answer = visitor(f"{prefix}{path}", host)
    rules = policy(answer)
    assert rules["default-src"] == rules["script-src"] == rules["connect-src"] == rules["frame-src"] == {"'self'"}
    assert rules["style-src-elem"] == rules["base-uri"] == rules["form-action"] == {"'self'"}
    assert rules["object-src"] == {"'none'"}
    assert rules["frame-ancestors"] == {"'self'"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_a_resource_view_may_stand_in_any_page_and_runs_ckans_inline_data(visitor):
    resource = tk.get_action("package_show")({"ignore_auth": True}, {"id": "nantes-1"})["resources"][0]
    view = tk.get_action("resource_view_create")(
        {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True},
        {"resource_id": resource["id"], "view_type": "text_view", "title": "Texte"},
    )
    model.Session.rollback()
    for host, prefix in FACES:
        rules = policy(visitor(f"{prefix}/dataset/nantes-1/resource/{resource['id']}/view/{view['id']}", host))
        assert rules["frame-ancestors"] == {"*"}
        assert rules["script-src"] == {"'self'", "'unsafe-inline'"}
        page = policy(visitor(f"{prefix}/dataset/nantes-1/resource/{resource['id']}", host))
        assert page["script-src"] == {"'self'"}
        assert page["frame-ancestors"] == {"'self'"}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", b"<!DOCTYPE html><script>document.title = 'run'</script>"),
        ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.xml", b'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
    ],
)
def test_an_uploaded_file_that_could_run_is_inert(territory, visitor, create_with_upload, name, body):
    package = ckan_factories.Dataset(owner_org="nantes")
    author = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    resource = create_with_upload(body, name, context=author, package_id=package["id"], name=name)
    model.Session.rollback()
    for host, prefix in FACES:
        answer = visitor(f"{prefix}/dataset/{package['name']}/resource/{resource['id']}/download/{name}", host)
        assert answer.data == body
        rules = policy(answer)
        assert rules["default-src"] == {"'none'"}
        assert rules["sandbox"] == set()
        assert "script-src" not in rules


def test_data_that_cannot_run_is_told_so_and_no_more(visitor):
    for path in ("/api/3/action/package_list", "/catalog.ttl", "/base/images/ckan-logo-footer.png", "/robots.txt"):
        answer = visitor(path, "nantes.localhost")
        assert policy(answer) == {"frame-ancestors": {"'self'"}}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_brands_statistics_and_the_operators_sources_are_added_and_no_other(in_a_visit, monkeypatch):
    plain = OnPortal(Portal("essai", {"fr": "Essai"}), Origin("http", "essai.example", 80), "", None, "/")
    assert "script-src 'self';" in security_headers.page_policy(plain)
    key = "ckanext.mutualisation.portal.trusted_sources"
    monkeypatch.setitem(tk.config, key, ["https://tuiles.example"])
    written = security_headers.page_policy(brand_with("https://matomo.example:8443/stats/"))
    rules = {name: set(sources) for name, *sources in (part.split() for part in written.split(";"))}
    assert rules["script-src"] == {"'self'", "https://tuiles.example", "https://matomo.example:8443"}
    assert rules["connect-src"] == rules["script-src"]
    assert rules["img-src"] == {"'self'", "data:", "https:"}
    assert rules["upgrade-insecure-requests"] == set()
    assert rules["form-action"] == {"'self'"}


def test_a_page_made_to_be_embedded_says_by_whom(in_a_visit):
    written = security_headers.page_policy(brand_with("https://m.example"), framed_by="*")
    assert "frame-ancestors *" in written
    assert "script-src 'self' https://m.example;" in written


def test_a_view_that_sets_a_policy_keeps_it(visitor, territory):
    logo = visitor("/", "nantes.localhost").text.split("/mutualisation/logo/")[1].split('"')[0]
    answer = visitor(f"/mutualisation/logo/{logo}", "nantes.localhost")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_the_common_site_has_the_headers_of_stock_ckan(visitor):
    for path in ("/", "/dataset/nantes-1", "/api/3/action/package_list"):
        headers = visitor(path).headers
        for name in ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"):
            assert name not in headers
