"""`ckan mutualisation portal audit` on the running demo: every portal, as the public sees it, and nothing to find."""
from __future__ import annotations

import json
import subprocess

import pytest

from tests.demo_site import DemoSite

PORTALS = {"nantes", "loire-atlantique", "pays-de-la-loire"}


def run(site: DemoSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(site.stack.venv / "bin" / "ckan"), "-c", str(site.stack.ini), "mutualisation", "portal", "audit"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def audited(demo_site: DemoSite) -> tuple[int, dict]:
    done = run(demo_site, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_nothing_is_found_on_the_demo(audited: tuple[int, dict]) -> None:
    code, said = audited
    assert said["findings"] == []
    assert said["good"]
    assert code == 0


def test_every_portal_was_visited_by_every_way(audited: tuple[int, dict]) -> None:
    _, said = audited
    assert {portal["slug"] for portal in said["portals"]} == PORTALS
    for portal in said["portals"]:
        assert portal["state"] == "published"
        assert len(portal["ways"]) == 4
        assert portal["pages"] >= 100, portal
        assert portal["kinds"] >= 50, portal
        assert portal["kinds_not_visited"] == 0, portal
        assert portal["files"] >= 60, portal
        assert portal["questions"] >= 100, portal
        assert portal["elsewhere"] >= 5, portal
