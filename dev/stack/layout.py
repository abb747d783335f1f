"""Where a stack keeps its things, which ports it has, and its passwords."""
from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

__all__ = ["PROJECT", "Stack", "StackError"]

PROJECT = Path(__file__).resolve().parents[2]

PREFERRED_PORTS = {"postgres": 15432, "redis": 16379, "solr": 18983, "ckan": 5000, "peer": 5050}
T = TypeVar("T")


class StackError(Exception):
    """A step of the stack failed; the message names the cause and the remedy."""


@dataclass(frozen=True)
class Stack:
    """One stack, by its name: ``demo``, ``test``, or any other.

    A name that begins with ``demo`` runs the whole site: CKAN, its workers and the peer beside the servers.
    """

    name: str

    @property
    def is_demo(self) -> bool:
        """Tell whether this stack runs the whole site."""
        return self.name.startswith("demo")

    @property
    def folder(self) -> Path:
        """Everything of this stack."""
        return PROJECT / ".dev" / self.name

    @property
    def venv(self) -> Path:
        """The Python environment, common to all stacks of this checkout."""
        return PROJECT / ".dev" / "venv"

    @property
    def solr_jars(self) -> Path:
        """Solr's jars, common to all stacks of this checkout."""
        return PROJECT / ".dev" / "solr-lib"

    @property
    def ini(self) -> Path:
        """The shared CKAN's configuration."""
        return self.folder / "ckan.ini"

    @property
    def peer_ini(self) -> Path:
        """The configuration of the stock CKAN that plays a member's existing catalogue."""
        return self.folder / "peer.ini"

    def log(self, service: str) -> Path:
        """The file that holds what a service printed."""
        return self.folder / "log" / f"{service}.log"

    def make_folders(self) -> None:
        """Make this stack's folders."""
        for name in ("log", "run", "storage", "peer-storage"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @cached_property
    def ports(self) -> dict[str, int]:
        """Service name to port; chosen once among free ones, then kept."""
        return _kept(self.folder / "ports.json", lambda: _choose_ports(self.name))

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Passwords and keys; generated once, then kept, readable by their owner only."""
        names = ("postgres", "session", "token", "sysadmin")
        return _kept(self.folder / "secrets.json", lambda: {name: secrets.token_urlsafe(18) for name in names})

    @property
    def database_folder(self) -> Path:
        """PostgreSQL's data folder.

        PostgreSQL refuses to run as root; the unprivileged user it runs as then may be unable to walk into the
        checkout (a home of mode 0700), in which case the data live under /var/lib, in a folder of this checkout's own.
        """
        if os.geteuid() == 0 and not _open_to_others(PROJECT):
            mark = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
            return Path("/var/lib/ckanext-mutualisation") / mark / self.name / "postgres"
        return self.folder / "postgres"


def _kept(path: Path, make: Callable[[], dict[str, T]]) -> dict[str, T]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(make(), indent=2)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    return json.loads(path.read_text(encoding="utf-8"))


def _choose_ports(stack_name: str) -> dict[str, int]:
    taken = _ports_of_other_stacks()
    ports: dict[str, int] = {}
    for service, preferred in PREFERRED_PORTS.items():
        wanted = preferred if stack_name == "demo" and preferred not in taken and _is_free(preferred) else None
        ports[service] = wanted or _any_free(taken | set(PREFERRED_PORTS.values()))
        taken.add(ports[service])
    return ports


def _ports_of_other_stacks() -> set[int]:
    """Ports that stopped stacks of this checkout will want again."""
    return {
        port for file in (PROJECT / ".dev").glob("*/ports.json") for port in json.loads(file.read_text()).values()
    }


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _any_free(taken: set[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in taken:
            return port


def _open_to_others(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
