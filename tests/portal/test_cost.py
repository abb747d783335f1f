"""What a visit does not do, and what is kept between visits: the reasons why portals cost what bench/ measures."""
from __future__ import annotations

import pytest

import ckan.lib.search.query as search_query
import ckan.plugins.toolkit as tk
from ckan.lib import helpers as core_helpers

from ckanext.mutualisation.core.address import resolve
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.visit import ENVIRON_KEY

NANTES = "nantes.localhost"
LOIRE = "loire-atlantique.localhost"


@pytest.fixture
def searches(monkeypatch):
    """Return the list that each search of the index, still made, adds its query to."""
    asked = []
    search = search_query.PackageSearchQuery.run

    def noted(self, query, *args, **kwargs):
        asked.append(dict(query))
        return search(self, query, *args, **kwargs)

    monkeypatch.setattr(search_query.PackageSearchQuery, "run", noted)
    return asked


@pytest.fixture
def sessions(territory, monkeypatch):
    """Return the list of the paths for which CKAN's own sessions, which still work, were asked to open one."""
    opened = []
    stock = territory.flask_app.session_interface._sessions
    open_session = stock.open_session

    def noted(app, request):
        opened.append(request.path)
        return open_session(app, request)

    monkeypatch.setattr(stock, "open_session", noted)
    return opened


def in_a_visit(territory, path="/"):
    """Return the context of a request to a portal."""
    found = resolve(live.current(), config.common_address(), NANTES, path)
    environ = {ENVIRON_KEY: found, "CKAN_LANG": found.locale or config.default_locale()}
    return territory.flask_app.test_request_context(found.path, environ_overrides=environ)


def test_a_datasets_page_counts_its_organisation_once(visitor, searches):
    assert visitor("/dataset/nantes-1", host=NANTES).status_code == 200
    assert len([query for query in searches if query.get("facet.field") == ["organization"]]) == 1
    assert not [query for query in searches if "owner_org:" in query.get("fq", "")]


def test_a_visit_opens_no_session_whatever_cookie_comes(visitor, sessions):
    for path in ("/", "/dataset/", "/api/3/action/package_search"):
        assert visitor(path, host=NANTES, headers={"Cookie": "ckan=anything"}).status_code == 200
    assert sessions == []
    visitor("/dataset/")
    assert sessions == ["/dataset/"]


def test_reading_a_portal_leaves_every_views_protection_as_it_was(territory, visitor):
    """CKAN 2.12 ends a view's CSRF protection, for everybody in the process, at its first anonymous GET."""
    exempt = territory.flask_app.extensions["csrf"]._exempt_views
    before = set(exempt)
    exempt.clear()
    try:
        for path in ("/", "/dataset/", "/dataset/nantes-1", "/api/3/action/package_search", "/organization/"):
            assert visitor(path, host=NANTES).status_code == 200
        assert exempt == set()
    finally:
        exempt.update(before)


def test_visits_made_inside_one_context_wear_each_its_own_brand(territory, visitor):
    titles = {NANTES: "Nantes", LOIRE: "Loire-Atlantique", None: tk.config["ckan.site_title"]}
    with territory.flask_app.app_context():
        pages = {host: visitor("/dataset/", host=host).get_data(as_text=True) for host in titles}
    for host, page in pages.items():
        head = page.partition("<title>")[2].partition("</title>")[0]
        assert [each for each in titles if titles[each] in head] == [host]


@pytest.mark.parametrize(
    "text", ["", "Court.", "# Titre\n\nUn *texte* & <b>deux</b> [liens](https://x.example).", "mot " * 80, "x " * 9_000]
)
@pytest.mark.parametrize("length", [0, 40, 190])
def test_an_extract_is_what_core_makes_of_the_text(territory, text, length):
    with in_a_visit(territory):
        kept = [tk.h.markdown_extract(text, length) for _ in range(2)]
        assert kept == [core_helpers.markdown_extract(text, length)] * 2


@pytest.mark.parametrize(
    ("path", "written"),
    [("/fr/dataset/", ["0", "999", "1\u202f234", "9 juin 2026"]), ("/dataset/", ["0", "999", "1,234", "June 9, 2026"])],
)
def test_numbers_and_days_are_in_the_readers_language(territory, path, written):
    with in_a_visit(territory, path):
        numbers = [tk.h.mutualisation_portal_number(number) for number in (0, 999, 1_234)]
        assert [*numbers, tk.h.mutualisation_portal_date("2026-06-09T10:00:00.000000")] == written
