"""The editor speaks French to the end: its dates, its colons, its enumerations, the kinds of its blocks."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask_babel import force_locale

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp, call_action, changed_config

from tests.i18n.test_french_pages import english_left
from tests.portal.conftest import territory, visitor  # noqa: F401  fixtures
from tests.portal.editor import Reader, form_of

SLUG = "loire-atlantique"


@pytest.fixture(scope="module")
def editor(territory: CKANTestApp) -> Reader:  # noqa: F811
    factories.Sysadmin(name="administratrice", fullname="Administratrice", about="")
    reader = Reader(territory.test_client(user=model.User.get("administratrice")), SLUG)
    reader.address = f"/fr{reader.address}"
    return reader


@pytest.fixture
def french(app: CKANTestApp) -> Iterator[Any]:
    with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": "fr"}), force_locale("fr"):
        yield tk.h


def words(html: str, selector: str) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    return [" ".join(part.get_text(" ").split(" ")).strip() for part in page.select(selector)]


@pytest.mark.parametrize("moment", ["2026-11-24T14:05:09.123456", datetime(2026, 11, 24, 14, 5, tzinfo=timezone.utc)])
def test_a_moment_has_its_day_before_its_month_and_says_whose_hour_it_is(french: Any, moment: datetime | str) -> None:
    assert french.mutualisation_portal_moment(moment) == "24 novembre 2026 à 14:05 (UTC)"
    with changed_config("ckan.display_timezone", "Europe/Paris"):
        assert french.mutualisation_portal_moment(moment) == "24 novembre 2026 à 15:05"


def test_the_last_days_of_a_year_keep_their_year(french: Any) -> None:
    """CKAN's own helper reads the year of the week: 30 December 2024 lies in the first week of 2025."""
    assert french.mutualisation_portal_moment("2024-12-30T12:00:00") == "30 décembre 2024 à 12:00 (UTC)"


def test_the_pages_of_a_draft_and_its_publication_are_all_french(editor: Reader) -> None:
    colon = "\u00a0: "
    form = editor.open()
    refused = editor.press("save", form, colours__primary="#ff9900").body
    assert f"Couleur principale{colon}#ff9900 n'est pas lisible" in " ".join(words(refused, "#troubles li"))
    assert "son contraste est de 1,9" in refused
    editor.press("save", form, title__fr="Le département")
    confirm = editor.client.get(f"/fr/portal/publish/{SLUG}").body
    history = editor.client.get(f"/fr/portal/history/{SLUG}").body
    for page in (editor.client.get(editor.address).body, confirm, history):
        assert re.search(r"Brouillon enregistré par Administratrice le \d{1,2} \w+ \d{4} à \d\d:\d\d", page)
    assert f"Monter{colon}Bloc 2{colon}Chiffres clés" in editor.client.get(editor.address).body
    number = call_action("mutualisation_brand_show", id=SLUG)["number"] + 1
    editor.client.post(f"/fr/portal/publish/{SLUG}", data={
        **form_of(confirm, f"/portal/publish/{SLUG}").fields, "note": "Nouveau nom"})
    version = editor.client.get(f"/fr/portal/version/{SLUG}/{number}").body
    assert re.search(rf"Publiée par Administratrice le \d.* à \d\d:\d\d( \(UTC\))?{colon}Nouveau nom", version), version
    for page in (refused, confirm, history, version):
        assert english_left(page) == []


def test_a_block_that_searches_is_called_by_a_noun(editor: Reader) -> None:
    page = editor.client.get(editor.address).body
    assert "Champ de recherche" in words(page, "#field-block option")
    assert "Bloc 1\u00a0: Champ de recherche" in words(page, ".editor-item legend")


def test_several_bodies_undertake_together(visitor: Any) -> None:  # noqa: F811
    def statement(host: str) -> str:
        return " ".join(words(visitor("/fr/accessibility", host=host).body, "p"))

    assert "s'engage à rendre ses sites internet accessibles" in statement("loire-atlantique.localhost")
    both = statement("nantes.localhost")
    assert "Nantes Métropole et Ville de Nantes s'engagent à rendre leurs sites internet accessibles" in both, both
