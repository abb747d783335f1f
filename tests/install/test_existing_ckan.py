"""The wheel on a populated stock CKAN: its pages, users and datasets stay; without the plugins it is as it was.

The tests of this module are one story, told in order, as an operator lives it.
"""
from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from tests.install.conftest import PROJECT
from tests.install.stock import StockCkan, run

STOCK = "text_view image_view"
OURS = (
    "mutualisation", "mutualisation_members", "mutualisation_portal", "mutualisation_ledger", "mutualisation_territory",
    "mutualisation_harvest", "mutualisation_ckan_harvester",
)
# What our plugins stand on: these extensions alone change pages, so they are there before and after.
BASE = "scheming_organizations scheming_datasets harvest"
PAGES = (
    "/", "/dataset/", "/dataset/?q=arbres", "/dataset/arbres", "/dataset/absent",
    "/organization/", "/organization/ville", "/organization/about/ville", "/group/", "/group/nature", "/about",
    "/user/login", "/feeds/dataset.atom",
    "/api/3/action/package_search?q=arbres", "/api/3/action/package_show?id=arbres", "/api/3/action/organization_list",
    "/api/3/action/package_list", "/robots.txt",
)
EDITOR_PAGES = (
    "/dataset/new", "/dataset/edit/arbres", "/organization/new", "/organization/edit/ville",
    "/organization/members/ville", "/user/administratrice", "/ckan-admin/", "/ckan-admin/config", "/dashboard/datasets",
)


@pytest.fixture(scope="module")
def story(stock: StockCkan) -> dict[str, Any]:
    """Populate the stock CKAN and keep what it looks like."""
    stock.command("db", "upgrade")
    stock.command("user", "add", "administratrice", "email=a@example.org", "password=motdepasse")
    stock.command("sysadmin", "add", "administratrice")
    stock.token = stock.command("user", "token", "add", "administratrice", "tests", "-q").strip().splitlines()[-1]
    with stock.serving():
        stock.action("user_create", name="agent", email="agent@example.org", password="motdepasse")
        editor = {"name": "agent", "capacity": "editor"}
        stock.action("organization_create", name="ville", title="Ville", users=[editor])
        stock.action("group_create", name="nature", title="Nature")
        for name in ("arbres", "budget"):
            stock.action(
                "package_create", name=name, title=name.title(), notes="Un jeu de données.", owner_org="ville",
                tags=[{"name": "ville"}], groups=[{"name": "nature"}], extras=[{"key": "theme", "value": "nature"}],
                resources=[{"name": "CSV", "url": "http://example.org/a.csv", "format": "CSV"}],
            )
        stock.action("package_create", name="brouillon", title="Brouillon", owner_org="ville", private=True)
        return {"pages": looks(stock), "rows": stock.rows()}


def looks(stock: StockCkan) -> dict[str, str]:
    """Return every page, in both languages, to a visitor and to the administrator."""
    seen = {f"{language}{path}": stock.page(path, language=language) for language in ("", "/fr") for path in PAGES}
    return seen | {f"signed in {path}": stock.page(path, signed_in=True) for path in EDITOR_PAGES}


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the lines that differ, page by page."""
    return [
        f"{name}: {line}"
        for name in before
        for line in unified_diff(before[name].splitlines(), after[name].splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]


def test_the_wheel_installs_onto_the_stock_ckan(story: dict[str, Any], stock: StockCkan, wheel: Path) -> None:
    stock.pip("install", "-q", "-c", PROJECT / "constraints.txt", wheel)
    assert "ckanext-mutualisation" in stock.pip("freeze")


def test_installed_but_not_enabled_it_changes_nothing(story: dict[str, Any], stock: StockCkan) -> None:
    with stock.serving():
        assert differences(story["pages"], looks(stock)) == []
    assert stock.rows() == story["rows"]


def test_every_entry_point_can_be_imported(story: dict[str, Any], stock: StockCkan) -> None:
    script = (
        "import json; from importlib.metadata import distribution\n"
        "entries = [e for e in distribution('ckanext-mutualisation').entry_points\n"
        "           if e.group in ('ckan.plugins', 'mutualisation.commands', 'mutualisation.sections')]\n"
        "[e.load() for e in entries]\n"
        "import ckanext.mutualisation\n"
        "print(json.dumps([sorted(e.name for e in entries if e.group == 'ckan.plugins'),\n"
        "                  ckanext.mutualisation.__file__]))\n"
    )
    plugins, where = json.loads(run([stock.environment / "python", "-c", script], cwd="/").splitlines()[-1])
    assert set(plugins) >= {*OURS, "mutualisation_french"}
    assert Path(where).is_relative_to(stock.environment.parent)


def test_what_the_plugins_stand_on_is_enabled_first(story: dict[str, Any], stock: StockCkan) -> None:
    """harvest and scheming are the operator's choice: what they change is theirs."""
    stock.configure(f"{BASE} {STOCK}")
    stock.command("db", "upgrade")
    with stock.serving():
        story["base pages"] = looks(stock)
    story["base rows"] = stock.rows()


def test_enabled_its_pages_users_and_datasets_are_unchanged(story: dict[str, Any], stock: StockCkan) -> None:
    stock.configure(f"{' '.join(OURS)} {BASE} {STOCK}")
    stock.command("db", "upgrade")
    with stock.serving():
        assert differences(story["base pages"], looks(stock)) == []
    rows = stock.rows()
    assert {table: rows[table] for table in story["base rows"]} == story["base rows"]
    assert any(table.startswith("mutualisation_") for table in rows)


def test_enabled_its_own_commands_are_there(story: dict[str, Any], stock: StockCkan) -> None:
    said = stock.command("mutualisation", "--help")
    for room in ("apply", "export", "member", "portal", "ledger", "harvest"):
        assert re.search(f"^  {room}\\b", said, re.MULTILINE), said
    assert "(broken)" not in said


def test_the_french_plugin_changes_no_english_page(story: dict[str, Any], stock: StockCkan) -> None:
    stock.configure(f"mutualisation_french {' '.join(OURS)} {BASE} {STOCK}")
    with stock.serving():
        seen = looks(stock)
    english = {name: page for name, page in story["base pages"].items() if not name.startswith("/fr")}
    assert differences(english, seen) == []
    assert "Aller au contenu principal" in seen["/fr/"]
    assert "Skip to main content" in seen["/"]


def test_removed_it_is_as_it_was(story: dict[str, Any], stock: StockCkan) -> None:
    stock.configure(f"{' '.join(OURS)} {BASE} {STOCK}")
    migrated = [plugin for plugin in OURS if (PROJECT / "ckanext" / "mutualisation" / "migration" / plugin).is_dir()]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda plugin: stock.command("db", "downgrade", "-p", plugin, "-v", "base"), migrated))
    stock.configure(f"{BASE} {STOCK}")
    stock.pip("uninstall", "-q", "-y", "ckanext-mutualisation")
    with stock.serving():
        assert differences(story["base pages"], looks(stock)) == []
    rows = stock.rows()
    assert {table: rows[table] for table in story["base rows"]} == story["base rows"]
    left = rows.keys() - story["base rows"].keys()
    # Alembic keeps the (empty) table that says which migrations of a plugin have run.
    assert {table for table in left if not table.endswith("_alembic_version")} == set()
    stock.configure(STOCK)
    with stock.serving():
        assert differences(story["pages"], looks(stock)) == []
    assert {table: count for table, count in stock.rows().items() if table in story["rows"]} == story["rows"]
