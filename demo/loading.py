"""Load the Pays de la Loire into a running stack, one named step after the other; a second time changes nothing."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import yaml

from demo.summary import table_of_addresses

__all__ = ["main"]

PROJECT = Path(__file__).resolve().parent.parent
SCENARIO = PROJECT / "demo" / "pays-de-la-loire.yaml"
PEER_IN_SCENARIO = "http://127.0.0.1:5050"
STEPS_AT_ONCE = 2

Stage = dict[str, Callable[[], str]]


class StepFailed(Exception):
    """A step of the loading failed; the message names the cause and the remedy."""


@dataclass(frozen=True)
class Site:
    """A running stack of the demo."""

    name: str

    @property
    def folder(self) -> Path:
        """Where it keeps its things."""
        return PROJECT / ".dev" / self.name

    @property
    def ini(self) -> Path:
        """The shared CKAN's configuration."""
        return self.folder / "ckan.ini"

    @property
    def log(self) -> Path:
        """What the steps printed."""
        return self.folder / "log" / "load.log"

    def port(self, service: str) -> int:
        """The port of one of its services."""
        return json.loads((self.folder / "ports.json").read_text())[service]


def main(stack: str) -> int:
    """Load the demo, print its addresses, and return the exit code."""
    site = Site(stack)
    if not site.ini.exists():
        print(f"✗ The stack «{stack}» is not there. Start it first: make demo", file=sys.stderr)
        return 1
    began = time.monotonic()
    site.log.parent.mkdir(parents=True, exist_ok=True)
    site.log.write_text("")
    try:
        for stage in _stages(site):
            _take(stage)
    except StepFailed as failure:
        print(f"\n✗ {failure}\n  The whole log: {site.log}", file=sys.stderr)
        return 1
    print(f"  ready in {time.monotonic() - began:.0f} s\n")
    print(table_of_addresses(site.folder, _scenario()))
    return 0


def _stages(site: Site) -> list[Stage]:
    """Return what to do, in order; the steps of one stage need nothing of one another, and run two at a time."""
    sources = [source["name"] for source in _scenario()["sources"]]
    return [
        {
            "350 datasets in the peer CKAN": lambda: _python(site, "demo.peer", site.folder / "peer.ini"),
            "accounts": lambda: _python(site, "demo.accounts", site.ini, "users"),
        },
        {"members, portals, sources, agreement": lambda: _apply(site)},
        {
            "roles of the accounts": lambda: _python(site, "demo.accounts", site.ini, "roles"),
            **{f"harvest of {name}": lambda name=name: _ckan(site, "mutualisation", "harvest", "run", name)
               for name in sources},
        },
        {
            "tables and maps": lambda: _ckan(site, "mutualisation", "territory", "display"),
            "books of the ledger": lambda: _ckan(site, "mutualisation", "ledger", "verify"),
        },
    ]


def _take(stage: Stage) -> None:
    """Run the steps of a stage, and say of each what it is, how long it took and what it said."""
    began: dict[str, float] = {}

    def run(name: str) -> str:
        began[name] = time.monotonic()
        _say(f"  {name} …")
        return stage[name]()

    with ThreadPoolExecutor(STEPS_AT_ONCE) as pool:
        running = {pool.submit(run, name): name for name in stage}
        for done in as_completed(running):
            name = running[done]
            try:
                lines = [line.strip() for line in done.result().splitlines() if line.strip()]
            except StepFailed as failure:
                pool.shutdown(cancel_futures=True)
                raise StepFailed(f"{name}: {failure}") from failure
            _say(f"  {name}: {time.monotonic() - began[name]:.1f} s, {'; '.join(lines)}")


def _say(line: str) -> None:
    """Print a line whole, whatever the other threads print."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _apply(site: Site) -> str:
    changes = json.loads(_ckan(site, "mutualisation", "apply", _scenario_of(site), "--json"))["changes"]
    return f"{len(changes)} changes" if changes else "nothing to change"


def _python(site: Site, module: str, *arguments: str | Path) -> str:
    return _run(site, [sys.executable, "-m", module, *arguments])


def _ckan(site: Site, *arguments: str | Path) -> str:
    return _run(site, [Path(sys.executable).with_name("ckan"), "-c", site.ini, *arguments])


def _run(site: Site, command: list[str | Path]) -> str:
    """Run a command and return what it printed; everything goes to the log too."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
    )
    with site.log.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n{done.stderr}{done.stdout}")
    if done.returncode:
        said = (done.stderr + done.stdout).strip().splitlines()
        cause = "\n  ".join(said[-12:]) or "it printed nothing"
        raise StepFailed(
            f"failed with code {done.returncode}.\n  {cause}\n"
            f"  Remedy: correct the cause above and run `make demo` again; what is done is found done. "
            f"To begin anew: make clean && make demo"
        )
    return done.stdout


def _scenario() -> dict:
    return yaml.safe_load(SCENARIO.read_text(encoding="utf-8"))


def _scenario_of(site: Site) -> Path:
    """Return the file to apply: the project's own, or a copy in which the sources have the peer's real port."""
    peer = f"http://127.0.0.1:{site.port('peer')}"
    if peer == PEER_IN_SCENARIO:
        return SCENARIO
    copy = site.folder / SCENARIO.name
    text = SCENARIO.read_text(encoding="utf-8").replace(PEER_IN_SCENARIO, peer)
    copy.write_text(text.replace("logo: logos/", f"logo: {SCENARIO.parent}/logos/"), encoding="utf-8")
    return copy
