"""What a French reader sees: no page mixes languages.

Texts and labels of each page are compared with every English message that has a French one, and with plain English
words, which also finds what CKAN's templates write without gettext.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from bs4 import BeautifulSoup, Comment

import ckan
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp, call_action, changed_config, reset_db

import ckanext.mutualisation

LABELS = ("title", "placeholder", "alt", "aria-label", "data-bs-original-title", "data-module-content")
ENGLISH = re.compile(
    r"\b(the|your|you|are|is|has|have|been|this|that|with|from|of|and|not|no|search|please|click|here|dataset|datasets|"
    r"all|by|to|new|more|log in|sign up|home|help|close|show|hide)\b",
    re.IGNORECASE,
)
PACKAGE = Path(ckanext.mutualisation.__file__).parent


@cache
def messages() -> dict[str, str]:
    """Return French by English, for messages whose French differs."""
    files = [
        Path(ckan.__file__).with_name("i18n") / "fr" / "LC_MESSAGES" / "ckan.po",
        *PACKAGE.glob("**/i18n/fr/LC_MESSAGES/*.po"),
    ]
    return {
        entry.msgid: entry.msgstr for file in files for entry in polib.pofile(str(file))
        if entry.msgstr and entry.msgstr != entry.msgid
    }


@cache
def labels() -> set[str]:
    """Return the French labels of the schemas, some of which are English words too ("Public")."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("schemas/*.yaml"))
    return set(re.findall(r'\bfr: "?([^",}\n]+)', text))


@cache
def pattern() -> re.Pattern[str]:
    """Match a text that is one of the English messages, whatever fills its placeholders."""
    french = {*messages().values(), *labels()}
    parts = []
    for english in messages():
        if english in french or not re.search(r"[A-Za-z]{3}", re.sub(r"%\(\w+\)\w|\{\w*\}", "", english)):
            continue
        holes = re.split(r"%\(\w+\)[sdirf]|%[sdirf]|\{\w*\}", english)
        parts.append(".+".join(re.escape(hole) for hole in holes))
    return re.compile("|".join(parts))


def texts(html: str) -> Iterator[str]:
    """Yield what a reader sees or hears: texts, and the labels of pictures and fields."""
    page = BeautifulSoup(html, "html.parser")
    # Licences keep their own names; addresses and examples of code are not prose; what a member writes is theirs.
    not_ours = "textarea[readonly], textarea[lang], select[name=license_id]"
    for hidden in page.select(f"script, style, template, code, pre, {not_ours}"):
        hidden.decompose()
    for part in page.find_all(string=True):
        if not isinstance(part, Comment) and part.strip() and part.parent.name != "[document]":
            yield " ".join(part.split())
    for element in page.find_all(True):
        for name in LABELS:
            if isinstance(element.get(name), str) and element[name].strip():
                yield " ".join(element[name].split())


def english_left(html: str) -> list[str]:
    """Return the English texts of a page; an address alone is no text."""
    return [
        text for text in texts(html)
        if not re.fullmatch(r"\S*/\S*", text) and (pattern().fullmatch(text) or ENGLISH.search(text))
    ]


@pytest.fixture(scope="module")
def content(platform: CKANTestApp) -> dict[str, Any]:
    """Publish as a French body would, so that all English left on a page is the software's."""
    reset_db()
    search.clear_all()
    admin = factories.Sysadmin(name="administratrice", fullname="Administratrice", about="")
    organization = factories.Organization(
        name="nantes-metropole", title="Nantes Métropole", description="Intercommunalité.",
        users=[{"name": admin["name"], "capacity": "admin"}],
    )
    group = factories.Group(name="mobilite", title="Mobilité", description="Transports.", user=admin)
    dataset = factories.Dataset(
        name="arbres", title="Arbres", notes="Les arbres.", owner_org=organization["id"], user=admin,
        tags=[{"name": "nature"}], groups=[{"name": "mobilite"}], author="", license_id="",
        resources=[
            {"name": "Arbres", "description": "Liste.", "url": "http://example.org/arbres.csv", "format": "CSV"},
        ],
    )
    made = {"admin": admin, "organization": organization, "group": group, "dataset": dataset}
    if p.plugin_loaded("ckan_harvester"):
        made["source"] = call_action(
            "harvest_source_create", {"user": admin["name"]}, name="ailleurs", title="Ailleurs", source_type="ckan",
            url="http://127.0.0.1:9", owner_org=organization["id"], notes="Un catalogue.",
        )
    return made


ANONYMOUS = [
    "/", "/dataset/", "/dataset/?q=arbres", "/dataset/?q=introuvable", "/dataset/?tags=nature", "/organization/",
    "/group/", "/organization/{organization}", "/organization/about/{organization}", "/group/{group}",
    "/dataset/{dataset}", "/dataset/{dataset}/resource/{resource}", "/dataset/groups/{dataset}",
    "/about", "/user/login", "/user/register", "/user/reset", "/page-absente", "/dataset/absent", "/dataset/new",
]
HARVEST = ["/harvest/", "/harvest/new", "/harvest/{source}", "/harvest/admin/{source}", "/harvest/edit/{source}"]
SIGNED_IN = [
    "/dashboard/datasets", "/dashboard/organizations", "/dashboard/groups", "/dataset/new", "/dataset/edit/{dataset}",
    "/dataset/{dataset}/resource/new", "/dataset/{dataset}/resource/{resource}/edit", "/organization/new",
    "/organization/edit/{organization}", "/organization/members/{organization}",
    "/organization/member_new/{organization}", "/organization/bulk_process/{organization}",
    "/group/new", "/group/edit/{group}", "/group/members/{group}",
    "/user/administratrice", "/user/edit/administratrice", "/user/administratrice/api-tokens", "/ckan-admin/",
    "/ckan-admin/config", "/ckan-admin/trash", "/dataset/activity/{dataset}", "/organization/activity/{organization}",
    "/dataset/{dataset}/resource/{resource}/views", "/dataset/followers/{dataset}", "/dashboard/",
]


def address(path: str, content: dict[str, Any]) -> str:
    names = {what: made["name"] for what, made in content.items()}
    return "/fr" + path.format(**names, resource=content["dataset"]["resources"][0]["id"])


@pytest.mark.parametrize("path", ANONYMOUS)
def test_a_visitor_s_page_is_all_french(app: CKANTestApp, content: dict[str, Any], path: str) -> None:
    with changed_config("ckan.auth.create_user_via_web", True):
        page = app.get(address(path, content), expect_errors="absent" in path)
    assert english_left(page.body) == []


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_publisher_s_page_is_all_french(app: CKANTestApp, content: dict[str, Any], path: str) -> None:
    client = app.test_client(user=model.User.get(content["admin"]["name"]))
    page = client.get(address(path, content), follow_redirects=True)
    assert page.status_code == 200
    assert english_left(page.get_data(as_text=True)) == []


@pytest.mark.parametrize("path", HARVEST)
def test_a_harvest_page_is_all_french(app: CKANTestApp, content: dict[str, Any], path: str) -> None:
    if "source" not in content:
        pytest.skip("this run has no harvest")
    client = app.test_client(user=model.User.get(content["admin"]["name"]))
    page = client.get(address(path, content), follow_redirects=True)
    assert page.status_code == 200
    assert english_left(page.get_data(as_text=True)) == []


def test_the_search_for_english_would_find_it(app: CKANTestApp, content: dict[str, Any]) -> None:
    left = english_left(app.get("/en/dataset/").body)
    assert {"Skip to main content", "Search Datasets..."} <= set(left)


@pytest.mark.parametrize(("language", "said"), [
    ("fr", "30 décembre 2024 à 23:30 (UTC)"), ("en", "December 30, 2025, 23:30 (UTC)"),
])
def test_a_date_with_hours_has_french_order_in_french_and_stays_ckan_s_in_english(
    app: CKANTestApp, language: str, said: str
) -> None:
    with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": language}):
        assert tk.h.render_datetime("2024-12-30T23:30:00", with_hours=True) == said
        assert tk.h.render_datetime("2024-12-30T23:30:00", "%d/%m/%Y %H h") == "30/12/2024 23 h"
        assert tk.h.render_datetime("no date", with_hours=True) == ""
        assert tk.h.render_datetime(None, with_hours=True) == ""


def test_the_page_of_a_dataset_says_when_it_changed_in_french_order(app: CKANTestApp, content: dict[str, Any]) -> None:
    found = [text for text in texts(app.get(address("/dataset/{dataset}", content)).body) if "(UTC)" in text]
    assert len(found) == 2
    assert all(re.fullmatch(r"\d{1,2} \w+ \d{4} à \d\d:\d\d \(UTC\)", text) for text in found)
