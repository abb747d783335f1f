"""With ckanext-dcat's content negotiation, one address answers with a page or with RDF, on the portal in both cases.

ckanext-dcat decides it when its views are first read, once in a process: these tests ask another process.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ckan.plugins.toolkit as tk

PROGRAM = """
import json, sys
from ckan.cli import load_config
from ckan.config.middleware import make_app
app = make_app(load_config(sys.argv[1]))
client = app._wsgi_app.test_client() if hasattr(app, "_wsgi_app") else app.test_client()
answers = []
for host, path, accept in json.loads(sys.argv[2]):
    answer = client.get(path, base_url=host, headers={"Accept": accept})
    kept = {name: answer.headers.get(name, "") for name in ("Content-Type", "Vary")}
    answers.append([answer.status_code, kept, answer.get_data(as_text=True)])
print("ANSWERS" + json.dumps(answers))
"""


@pytest.fixture(scope="module")
def negotiating(territory, tmp_path_factory):
    """Return a function that asks a CKAN of its own, with content negotiation on, for several pages."""
    folder = tmp_path_factory.mktemp("negotiation")
    ini = folder / "ckan.ini"
    former = Path(tk.config["__file__"])
    ini.write_text(
        f"[app:main]\nuse = config:{os.path.relpath(former, folder)}\n"
        "ckanext.dcat.enable_content_negotiation = true\n",
        encoding="utf-8",
    )

    def ask(*questions: tuple[str, str, str]) -> list[list]:
        command = [sys.executable, "-c", PROGRAM, str(ini), json.dumps(questions)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert "ANSWERS" in done.stdout, done.stderr[-3000:]
        return json.loads(done.stdout.partition("ANSWERS")[2])

    return ask


def test_an_address_gives_a_page_or_rdf_and_both_are_the_portals(negotiating):
    from tests.portal.factories import site_url

    nantes, common = site_url("nantes.localhost"), site_url()
    page, turtle = "text/html", "text/turtle"
    home, feed, dataset, described, foreign, by_path = negotiating(
        (nantes, "/", page), (nantes, "/", turtle), (nantes, "/dataset/nantes-1", page),
        (nantes, "/dataset/nantes-1", turtle), (nantes, "/dataset/loire-atlantique-1", turtle),
        (common, "/p/nantes/", page),
    )  # fmt: skip
    for status, headers, text in (home, by_path):
        assert status == 200
        assert headers["Content-Type"].startswith("text/html")
        assert 'class="portal-home' in text or "portal-home" in text
    assert "Accept" in home[1]["Vary"]
    assert f"<{common}/p/nantes> a dcat:Catalog" in feed[2]
    assert "Loire-Atlantique" not in feed[2]
    assert (dataset[0], dataset[1]["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert described[1]["Content-Type"] == "text/turtle; charset=utf-8"
    assert "Jeu 1 de Ville de Nantes" in described[2]
    assert foreign[0] == 404
