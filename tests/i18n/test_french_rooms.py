"""The rooms' own pages, filled by the demo's file, are all French."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp

from tests.apply.demo import FILE, absent_rooms, ckan_mutualisation, empty, make_accounts
from tests.i18n.test_french_pages import english_left


@pytest.fixture(scope="module")
def demo(platform: CKANTestApp) -> Iterator[str]:
    """Apply the demo's file; return the name of an administrator."""
    if absent := absent_rooms():
        pytest.skip(f"this run loads no {', '.join(absent)}")
    empty()
    make_accounts()
    assert ckan_mutualisation("apply", FILE).exit_code == 0
    factories.Sysadmin(name="administratrice", fullname="Administratrice", about="")
    factories.Dataset(
        name="arbres", title="Arbres", notes="Les arbres.", owner_org=model.Group.get("nantes").id, author="",
        tags=[{"name": "nature"}], resources=[{"name": "Arbres", "url": "http://example.org/a.csv", "format": "CSV"}],
    )
    yield "administratrice"
    empty()


@pytest.mark.parametrize("path", [
    "/fr/", "/fr/dataset/", "/fr/organization/", "/fr/organization/nantes-metropole", "/fr/organization/about/nantes",
    "/p/nantes/fr/", "/p/nantes/fr/dataset/", "/p/nantes/fr/dataset/arbres", "/p/nantes/fr/organization/nantes",
    "/p/nantes/fr/absent", "/p/loire-atlantique/fr/dataset/arbres",
])
def test_a_visitor_s_page_is_all_french(app: CKANTestApp, demo: str, path: str) -> None:
    page = app.get(path, expect_errors=True)
    assert page.status_code == (404 if "absent" in path or "loire-atlantique" in path else 200)
    assert 'lang="fr"' in page.body
    assert english_left(page.body) == []


@pytest.mark.parametrize("path", [
    "/fr/organization/edit/nantes", "/fr/organization/new", "/fr/dataset/new",
    "/fr/organization/duties/nantes-metropole",
    "/fr/organization/nantes-metropole/ledger", "/fr/organization/nantes/ledger", "/fr/organization/nantes-metropole",
    "/fr/harvest/catalogue-nantes", "/fr/dataset/arbres",
    "/fr/ckan-admin/portals", "/fr/organization/portal/nantes", "/fr/portal/edit/nantes", "/fr/portal/history/nantes",
    "/fr/portal/version/nantes/1", "/fr/portal/settings/nantes",
])
def test_an_administrator_s_page_is_all_french(app: CKANTestApp, demo: str, path: str) -> None:
    page = app.test_client(user=model.User.get(demo)).get(path, follow_redirects=True)
    assert page.status_code == 200
    assert english_left(page.get_data(as_text=True)) == []
