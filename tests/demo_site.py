"""The whole demo, made by the very steps of `make demo`, on a stack of its own."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from stack.layout import PROJECT, Stack

__all__ = ["DemoSite", "demo_site"]


@dataclass(frozen=True)
class DemoSite:
    """A running demo: its stack, and what `demo/load` printed at the first run."""

    stack: Stack
    printed: str

    @property
    def common(self) -> str:
        """The common site's address."""
        return f"http://localhost:{self.stack.ports['ckan']}"

    def portal(self, slug: str) -> str:
        """Return the address of a portal by its host."""
        return f"http://{slug}.localhost:{self.stack.ports['ckan']}"

    def by_path(self, slug: str) -> str:
        """Return the address of a portal by its path."""
        return f"{self.common}/p/{slug}"

    @property
    def accounts(self) -> dict[str, str]:
        """Name to password of the demo's accounts."""
        return json.loads((self.stack.folder / "accounts.json").read_text())

    def ckan(self, *arguments: str) -> str:
        """Run the ckan command on this site and return what it printed on its standard output."""
        return _run([str(self.stack.venv / "bin" / "ckan"), "-c", str(self.stack.ini), *arguments])

    def api(self, call: str, host: str | None = None) -> Any:
        """Return the result of a reading action as the public gets it, on the common site or on a portal's host."""
        return json.loads(self.text(f"/api/3/action/{call}", host))["result"]

    def text(self, path: str, host: str | None = None) -> str:
        """Return what the public gets at a path of the common site, or of a portal's host."""
        port = self.stack.ports["ckan"]
        headers = {"Host": f"{host or 'localhost'}:{port}"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return answer.read().decode()

    def state(self) -> dict[str, str]:
        """Return every public dataset's name and when it was last written."""
        found = self.api("package_search?rows=1000")["results"]
        return {dataset["name"]: dataset["metadata_modified"] for dataset in found}

    def load(self) -> str:
        """Run again what `make demo` runs once the servers are up."""
        return _run([sys.executable, str(PROJECT / "demo" / "load"), self.stack.name])

    def harvested(self, source: str) -> dict[str, Any]:
        """Return the last run of a source, as the command shows it."""
        return json.loads(self.ckan("mutualisation", "harvest", "status", source, "--json"))[0]["run"]

    def wait_for_harvest(self, source: str, last_job: str) -> None:
        """Return when a run later than this job's has finished; the consumers do it in their own time."""
        deadline = time.monotonic() + 120
        while (run := self.harvested(source))["job_id"] == last_job or not run["finished"]:
            assert time.monotonic() < deadline, f"{source} is not harvested: {run}"
            time.sleep(1)

    def evolve_peer(self) -> str:
        """Change, add and remove datasets in the members' former catalogue."""
        return _run([sys.executable, "-m", "demo.peer", str(self.stack.peer_ini), "--evolve"])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False,
                          env={**os.environ, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'dev'}"})
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def demo_site(request: pytest.FixtureRequest) -> Iterator[DemoSite]:
    """Make the demo from nothing, once for the whole run, and stop it at the end."""
    stack = Stack(f"demo-of-{Path(request.config.getoption('ckan_ini')).parent.name}")
    make = [sys.executable, "-m", "stack"]
    _run([*make, "clean", stack.name])
    try:
        _run([*make, "up", stack.name])
        site = DemoSite(Stack(stack.name), "")
        yield DemoSite(site.stack, site.load())
    finally:
        _run([*make, "down", stack.name])
