"""Make a stock CKAN hold the catalogue: what is missing is created, what differs updated, what is gone deleted.

What each dataset was made from is remembered in the peer's own database, so a second run finds nothing to do.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search

from demo.catalogue import Dataset, build
from demo.catalogue.publishers import PUBLISHERS, THEMES
from demo.peer import files
from demo.peer.describe import package_dict

__all__ = ["Filled", "fill"]

MEMORY = "demo.catalogue"
"""The key of ``system_info`` under which the peer remembers what it holds."""


@dataclass(frozen=True)
class Filled:
    """What a run did to the peer."""

    wave: int
    created: int
    updated: int
    deleted: int
    files: int

    def __str__(self) -> str:
        changes = f"{self.created} created, {self.updated} updated, {self.deleted} deleted, {self.files} files written"
        return f"{changes} (wave {self.wave})"


def fill(public_folder: Path, *, evolve: bool = False) -> Filled:
    """Fill this CKAN with the catalogue, at the wave of changes it has reached; ``evolve`` goes one wave further."""
    memory = json.loads(model.system_info.get_system_info(MEMORY) or '{"wave": 0, "datasets": {}}')
    wave = memory["wave"] + evolve
    datasets = build(wave)
    written = files.write(datasets, public_folder)
    _make_groups()
    known: dict[str, str] = memory["datasets"] if _holds(memory["datasets"]) else {}
    wanted = {payload["name"]: payload for payload in _payloads(datasets)}
    marks = {name: _mark(payload) for name, payload in wanted.items()}
    present = {name for (name,) in model.Session.query(model.Package.name).filter_by(state="active")}
    created = [wanted[name] for name in wanted if name not in present]
    updated = [wanted[name] for name in wanted if name in present and known.get(name) != marks[name]]
    deleted = sorted((present & set(known)) - set(wanted))
    _save("package_create", created)
    _save("package_update", updated)
    for name in deleted:
        tk.get_action("package_delete")(_context(), {"id": name})
    _index([payload["id"] for payload in created + updated])
    model.system_info.set_system_info(MEMORY, json.dumps({"wave": wave, "datasets": marks}))
    return Filled(wave, len(created), len(updated), len(deleted), written)


def _payloads(datasets: Iterable[Dataset]) -> Iterable[dict[str, Any]]:
    site_url = tk.config["ckan.site_url"]
    return (package_dict(dataset, site_url) for dataset in datasets)


def _mark(payload: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:16]


def _holds(known: dict[str, str]) -> bool:
    return bool(known) and model.Package.get(next(iter(known))) is not None


def _make_groups() -> None:
    present = {name for (name,) in model.Session.query(model.Group.name)}
    for theme in THEMES:
        if theme.name not in present:
            tk.get_action("group_create")(_context(), {
                "name": theme.name, "title": theme.title, "description": theme.description,
            })
    for publisher in PUBLISHERS.values():
        if publisher.name not in present:
            tk.get_action("organization_create")(_context(), {
                "name": publisher.name, "title": publisher.title, "description": publisher.description,
            })


def _save(action: str, payloads: list[dict[str, Any]]) -> None:
    """Save datasets in one transaction a hundred; the index is written afterwards."""
    for at, payload in enumerate(payloads, start=1):
        tk.get_action(action)(_context(defer_commit=True, return_id_only=True), dict(payload))
        if at % 100 == 0:
            model.repo.commit()
    model.repo.commit()


def _index(dataset_ids: list[str]) -> None:
    if dataset_ids:
        search.rebuild(package_ids=dataset_ids)
        search.commit()


def _context(**flags: bool) -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"ignore_auth": True, "user": site_user, **flags}
