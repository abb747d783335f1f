"""The demo's file on an instance that holds nothing else."""
from __future__ import annotations

from pathlib import Path

import yaml
from click.testing import CliRunner, Result

import ckan.model as model
import ckan.plugins as p
from ckan.cli.db import _run_migrations
from ckan.lib import search
from ckan.tests import factories
from ckan.tests.helpers import reset_db

from ckanext.mutualisation.commands import mutualisation

__all__ = ["FILE", "absent_rooms", "ckan_mutualisation", "empty", "make_accounts"]

FILE = Path(__file__).resolve().parents[2] / "demo" / "pays-de-la-loire.yaml"
ROOMS = (
    "mutualisation_members", "mutualisation_portal", "mutualisation_harvest", "mutualisation_ckan_harvester",
    "mutualisation_ledger",
)
MIGRATED = ("mutualisation_members", "mutualisation_portal", "mutualisation_harvest", "mutualisation_ledger")


def absent_rooms() -> list[str]:
    """Name the plugins that the file needs and that this run does not load."""
    return [plugin for plugin in ROOMS if not p.plugin_loaded(plugin)]


def empty() -> None:
    """Empty CKAN's tables and index, and make the rooms' tables again: the books cannot be emptied otherwise."""
    reset_db()
    search.clear_all()
    model.Session.remove()
    for plugin in MIGRATED:
        _run_migrations(plugin, forward=False, version="base")
        _run_migrations(plugin)


def make_accounts() -> None:
    """Make the accounts that the file's duties name."""
    for duty in yaml.safe_load(FILE.read_text(encoding="utf-8"))["duties"]:
        factories.User(name=duty["user"])


def ckan_mutualisation(*arguments: str | Path) -> Result:
    """Run `ckan mutualisation` on this run's instance."""
    return CliRunner().invoke(mutualisation, [str(argument) for argument in arguments])
