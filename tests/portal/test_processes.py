"""What only several processes can show: a change served by another worker, and CKAN's own pages left untouched."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action, reset_db

from tests.portal.factories import make_dataset, make_members, make_portal, remove_portals

SCRIPT = Path(__file__).with_name("other_process.py")
PROJECT = SCRIPT.parents[2]


@pytest.fixture(scope="module")
def catalogue(platform):
    """Members and datasets, and no portal."""
    reset_db()
    search.clear_all()
    remove_portals()
    make_members()
    ckan_factories.Group(name="culture", title="Culture")
    make_dataset("un-jeu", "nantes", title="Un jeu", tags=[{"name": "mot"}], groups=[{"name": "culture"}])
    yield
    remove_portals()
    reset_db()
    search.clear_all()


def _start(ini: str, *order: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), ini, *order],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )


def test_a_change_is_served_by_another_process_within_five_seconds(catalogue):
    make_portal(slug="first", organizations=["nantes"])
    other = _start(tk.config["__file__"], "watch", "nouveau.localhost", "Le nouveau portail", "Renommé")
    assert other.stdin
    assert other.stdout
    try:
        lines = iter(other.stdout.readline, "")
        assert any(line.strip() == "READY" for line in lines)
        for change in (
            lambda: make_portal(
                slug="nouveau", title="Le nouveau portail", organizations=["nantes"], hosts=["nouveau.localhost"]
            ),
            lambda: call_action("mutualisation_portal_update", id="nouveau", title="Renommé"),
        ):
            change()
            other.stdin.write("now\n")
            other.stdin.flush()
            seconds = next(line for line in lines if re.fullmatch(r"\d+\.\d+\n", line))
            assert float(seconds) < 5
    finally:
        other.kill()
        other.communicate()
        remove_portals()


PAGES = [
    "/", "/fr/", "/dataset/", "/fr/dataset/?tags=mot", "/dataset/un-jeu", "/dataset/absent", "/organization/",
    "/organization/nantes", "/organization/about/nantes", "/group/", "/group/culture", "/about", "/user/login",
    "/no", "/p/nantes/", "/robots.txt", "/feeds/dataset.atom", "/dataset/new",
    "/api/3/action/package_show?id=un-jeu", "/api/3/action/package_list", "/api/3/action/group_list?all_fields=true",
    "/api/3/action/help_show?name=package_show", "/api/3/action/help_show?name=organization_list",
    "/api/3/action/tag_list", "http://quelconque.example/dataset/",
]


def _pages(tmp_path: Path, plugins: str) -> dict[str, list[str]]:
    ini = tmp_path / "ckan.ini"
    ini.write_text(f"[app:main]\nuse = config:{tk.config['__file__']}\nckan.plugins = {plugins}\n")
    output, _ = _start(str(ini), "read", *PAGES).communicate(timeout=120)
    pages = json.loads(output.splitlines()[-1])
    return {path: [status, location, _without_what_changes(body)] for path, (status, location, body) in pages.items()}


def _without_what_changes(body: str) -> str:
    body = re.sub(r'(name="_csrf_token" (?:content|value)=)"[^"]*"', r"\1", body)
    # ckanext-dcat names and orders the nodes of its JSON-LD at random.
    body = re.sub(r'(<script type="application/ld\+json">).*?(</script>)', r"\1\2", body, flags=re.DOTALL)
    return re.sub(r"<updated>[^<]*</updated>", "", body)


def test_without_a_portal_every_page_is_ckans_own_to_the_byte(catalogue, tmp_path):
    loaded = tk.aslist(tk.config["ckan.plugins"])
    without = _pages(tmp_path, " ".join(plugin for plugin in loaded if plugin != "mutualisation_portal"))
    with_it = _pages(tmp_path, " ".join(loaded))
    assert "Un jeu" in without["/dataset/un-jeu"][2]
    for path, expected in without.items():
        assert with_it[path] == expected, path
