"""What `demo/load` says when something is wrong, and which file it applies."""
from __future__ import annotations

import json

import pytest
import yaml

from demo import loading
from demo.accounts import ACCOUNTS
from demo.summary import table_of_addresses


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A stack's folder with ports, and nothing running."""
    monkeypatch.setattr(loading.Site, "folder", property(lambda self: tmp_path))
    (tmp_path / "ports.json").write_text(json.dumps({"ckan": 5000, "peer": 5050}))
    (tmp_path / "log").mkdir()
    return loading.Site("demo-absent")


def test_a_stack_that_is_not_there_is_named_with_the_remedy(site, capsys):
    assert loading.main("demo-absent") == 1
    assert "Start it first: make demo" in capsys.readouterr().err


def test_a_failed_step_is_named_with_its_cause_its_remedy_and_its_log(site, capsys, monkeypatch):
    site.ini.write_text("")
    steps = {"the books": lambda: loading._run(site, ["sh", "-c", "echo the disk is full >&2; exit 3"])}
    monkeypatch.setattr(loading, "_stages", lambda _: [steps])
    assert loading.main("demo-absent") == 1
    said = capsys.readouterr().err
    for part in ("the books: failed with code 3", "the disk is full", "Remedy", str(site.log)):
        assert part in said
    assert "the disk is full" in site.log.read_text()


def test_the_project_s_own_file_is_applied_when_the_peer_has_its_usual_port(site):
    assert loading._scenario_of(site) == loading.SCENARIO


def test_a_copy_with_the_real_port_and_logos_that_exist_is_applied_otherwise(site):
    (site.folder / "ports.json").write_text(json.dumps({"ckan": 5000, "peer": 41000}))
    copy = yaml.safe_load(loading._scenario_of(site).read_text(encoding="utf-8"))
    assert {source["url"] for source in copy["sources"]} == {"http://127.0.0.1:41000"}
    for portal in copy["portals"]:
        assert (site.folder / portal["brand"]["logo"]).is_file()


def test_the_table_has_every_portal_by_host_and_by_path_and_every_account(site):
    passwords = {account.name: f"secret-of-{account.name}" for account in ACCOUNTS}
    (site.folder / "accounts.json").write_text(json.dumps(passwords))
    table = table_of_addresses(site.folder, loading._scenario())
    for slug in ("nantes", "loire-atlantique", "pays-de-la-loire"):
        assert f"http://{slug}.localhost:5000/" in table
        assert f"http://localhost:5000/p/{slug}/" in table
    assert "http://localhost:5000/organization/nantes-metropole/ledger" in table
    assert all(password in table for password in passwords.values())
