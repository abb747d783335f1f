"""The home page of the common site, on the real stack."""
from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.territory import home


@pytest.fixture
def site(territory, monkeypatch):
    """A common site with our home page on, and nothing published."""
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.home", True)
    return territory


@pytest.fixture
def nantes(site):
    """A member with two public datasets (three files), and one private."""
    city = factories.Organization(name="nantes", title="Ville de Nantes", body_kind="commune")
    files = [{"url": "https://nantes.example.org/a.csv", "format": "CSV"}] * 2
    factories.Dataset(name="balades", title="Balades", owner_org=city["id"], resources=files)
    factories.Dataset(name="arbres", title="Arbres", owner_org=city["id"], resources=files[:1])
    factories.Dataset(name="secret", title="Brouillon du maire", owner_org=city["id"], resources=files, private=True)
    return city


@pytest.fixture
def portal_of():
    """Give an organisation a portal; what was given is taken back at the end."""
    act = {"ignore_auth": True, "user": ""}
    made = []

    def portal_of(organization, **fields):
        create = tk.get_action("mutualisation_portal_create")
        made.append(create(dict(act), {"organizations": [organization["id"]], **fields}))
        return made[-1]

    yield portal_of
    for portal in made:
        tk.get_action("mutualisation_portal_delete")(dict(act), {"id": portal["id"]})


def page(app, path="/", **options):
    return BeautifulSoup(app.get(path, **options).body, "html.parser")


def figures(soup):
    """Return what the page counts: label to number."""
    labels = [each.text for each in soup.select(".common-figures dt")]
    return dict(zip(labels, [int(each.find(string=True)) for each in soup.select(".common-figures dd")], strict=True))


def without_tokens(body):
    return re.sub(r'(name="_csrf_token" (?:content|value)|value)="[^"]*"', "", body)


def test_by_default_the_home_page_is_ckan_own_to_the_byte(territory, monkeypatch):
    ours = territory.get("/").body
    template = tk.config["computed_template_paths"]
    kept = [folder for folder in template if not folder.endswith("mutualisation/templates/territory")]
    assert len(kept) == len(template) - 1
    environment = territory.flask_app.jinja_env
    monkeypatch.setattr(environment.loader, "searchpath", kept)
    environment.cache.clear()
    try:
        stock = territory.get("/").body
    finally:
        environment.cache.clear()
    assert "common-home" not in ours
    assert "homepage" in ours
    assert without_tokens(ours) == without_tokens(stock)


def test_an_empty_site_says_so(site):
    soup = page(site)
    assert figures(soup) == {"datasets": 0, "files": 0, "members": 0}
    assert soup.select_one(".common-empty")
    assert not soup.select(".common-member")


def test_it_counts_datasets_files_and_members(site, nantes):
    assert figures(page(site)) == {"datasets": 2, "files": 3, "member": 1}


def test_a_private_dataset_is_neither_counted_nor_shown_even_to_the_one_who_may_read_it(site, nantes):
    sysadmin = factories.SysadminWithToken()
    soup = page(site, headers={"Authorization": sysadmin["token"]})
    assert figures(soup)["datasets"] == 2
    assert figures(soup)["files"] == 3
    assert "Brouillon du maire" not in soup.text
    assert soup.select_one(".common-member-foot a").text.startswith("2 datasets")


def test_a_deleted_dataset_no_longer_counts(site, nantes):
    factories.Dataset(name="parti", owner_org=nantes["id"], resources=[{"url": "https://x.example.org/a"}])
    assert figures(page(site))["files"] == 4
    call_action("package_delete", {"user": factories.Sysadmin()["name"]}, id="parti")
    assert figures(page(site)) == {"datasets": 2, "files": 3, "member": 1}


def test_a_member_is_shown_with_its_kind_its_count_and_its_page(site, nantes):
    card = page(site).select_one(".common-member")
    assert card.h3.text == "Ville de Nantes"
    assert card.h3.a["href"] == "/organization/nantes"
    assert card.select_one(".common-member-kind").text == "Commune"
    assert card.select_one(".common-member-foot a")["href"] == "/dataset/?organization=nantes"
    assert not card.select(".common-member-portal")


def test_a_member_with_a_published_portal_has_the_way_to_it_in_its_colour(site, nantes, portal_of):
    portal_of(
        nantes, slug="nantes", title={"fr": "Nantes en données", "en": "Nantes in data"}, state="published",
        hosts=["https://data.nantes.example"], primary_colour="#0b5d4b",
    )
    card = page(site).select_one(".common-member")
    assert card.select_one(".common-member-portal")["href"] == "https://data.nantes.example/"
    assert "Nantes in data" in card.select_one(".common-member-portal").text
    assert card["style"] == "--member: #0b5d4b"
    french = page(site, "/fr/").select_one(".common-member-portal")
    assert french["href"] == "https://data.nantes.example/fr/"
    assert "Nantes en données" in french.text


def test_a_draft_portal_is_not_shown_even_to_a_sysadmin(site, nantes, portal_of):
    portal_of(nantes, slug="nantes", title="Nantes", state="draft")
    sysadmin = factories.SysadminWithToken()
    assert not page(site, headers={"Authorization": sysadmin["token"]}).select(".common-member-portal")


def test_a_portal_keeps_its_own_home_page(site, nantes, portal_of):
    portal_of(nantes, slug="nantes", title="Nantes en données", state="published")
    soup = page(site, "/p/nantes/")
    assert soup.select_one(".portal-home")
    assert not soup.select_one(".common-home")


def test_the_members_that_publish_most_come_first_and_the_others_are_one_link_away(site, nantes, monkeypatch):
    factories.Organization(name="allonnes", title="Allonnes")
    assert [each.text for each in page(site).select(".common-member h3")] == ["Ville de Nantes", "Allonnes"]
    monkeypatch.setattr(home, "MEMBERS", 1)
    soup = page(site)
    assert [each.text for each in soup.select(".common-member h3")] == ["Ville de Nantes"]
    assert soup.select_one(".common-section-head a")["href"] == "/organization/"


def test_without_the_other_rooms_the_members_are_ckan_organisations(site, nantes, monkeypatch):
    known = tk.get_action

    def only_ckan(name):
        if name.startswith("mutualisation_"):
            raise KeyError(name)
        return known(name)

    monkeypatch.setattr(tk, "get_action", only_ckan)
    soup = page(site)
    assert figures(soup) == {"datasets": 2, "files": 3, "member": 1}
    assert [each.text for each in soup.select(".common-member h3")] == ["Ville de Nantes"]


def test_themes_and_the_latest_datasets_are_shown(site, nantes):
    group = factories.Group(name="mobilite", title="Mobilité")
    factories.Dataset(name="velo", title="Vélo", owner_org=nantes["id"], groups=[{"name": group["name"]}])
    soup = page(site)
    assert soup.select_one(".common-themes a")["href"] == "/dataset/?groups=mobilite"
    assert "Mobilité" in soup.select_one(".common-themes a").text
    assert [each.text for each in soup.select(".common-card h3")] == ["Vélo", "Arbres", "Balades"]


def test_what_a_member_writes_cannot_become_markup(site):
    factories.Organization(name="mal", title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    card = page(site).select_one(".common-member")
    assert card.h3.text == "<script>alert(1)</script>"
    assert not card.select("script, img")


def test_it_asks_the_index_once_beside_ckan_own_view(site, nantes, monkeypatch):
    asked = []
    run = search.PackageSearchQuery.run
    monkeypatch.setattr(
        search.PackageSearchQuery, "run", lambda self, *args, **kwargs: asked.append(args) or run(self, *args, **kwargs)
    )
    page(site)
    # CKAN's view of "/", which runs before any template, has a search of its own.
    assert len(asked) == 2


def test_an_index_that_is_down_leaves_the_page_up(site, nantes, monkeypatch):
    def down(*_args, **_kwargs):
        raise search.SearchError("down")

    monkeypatch.setattr(search.PackageSearchQuery, "run", down)
    assert figures(page(site))["member"] == 1


def test_it_has_one_heading_one_main_and_a_labelled_search(site, nantes):
    soup = page(site)
    assert [each.name for each in soup.select("main h1, main h2, main h3")][:3] == ["h1", "h2", "h3"]
    assert len(soup.select("h1")) == 1
    assert len(soup.select("main, [role=main]")) == 1
    assert soup.select_one("main")["id"] == "content"
    field = soup.select_one("main input[name=q]")
    assert soup.select_one(f"label[for={field['id']}]").text


def test_in_french_nothing_that_the_page_itself_says_stays_in_english(site, nantes, portal_of):
    portal_of(nantes, slug="nantes", title="Nantes", state="published")
    english, french = page(site).main, page(site, "/fr/").main
    common = set(english.stripped_strings) & set(french.stripped_strings)
    numbers = {each for each in common if each.isdigit()}
    written_by_members = {text for words in english.select(".common-member-words, .common-card-notes, h1, h3")
                          for text in words.stripped_strings}
    names = {", Ville de Nantes", ", Nantes"}
    assert common - numbers - written_by_members == names | {"Commune", "CSV"}


def test_the_count_of_files_follows_what_the_database_holds(site, nantes):
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(model.Resource))
    assert total == 5  # two of them are of the private dataset
    assert figures(page(site))["files"] == 3
