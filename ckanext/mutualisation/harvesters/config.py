"""The options of the harvest, each read here and nowhere else."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.exceptions import CkanConfigurationException

from ckanext.mutualisation.http import Client

__all__ = ["LICENCES", "archive_delay", "client", "use_licence_list"]

LICENCES = Path(__file__).with_name("licences")
_PREFIX = "ckanext.mutualisation.harvest."


def client() -> Client:
    """Return the HTTP client of a run, with the hosts, the size and the patience that the operator set."""
    return Client(
        tk.config[_PREFIX + "allowed_hosts"],
        option=_PREFIX + "allowed_hosts",
        max_bytes=tk.config[_PREFIX + "max_bytes"],
        retry_seconds=tk.config[_PREFIX + "retry_seconds"],
    )


def archive_delay() -> timedelta:
    """Return how long a dataset that its source no longer lists stays here before it is deleted."""
    return timedelta(days=tk.config[_PREFIX + "archive_days"])


def use_licence_list(config: CKANConfig) -> None:
    """Give CKAN our licence list if the operator asked for it; called while CKAN starts."""
    language = config.get(_PREFIX + "licence_list") or ""
    if not language or config.get("licenses_group_url"):
        return
    path = LICENCES / f"{language}.json"
    if not path.is_file():
        choices = ", ".join(sorted(one.stem for one in LICENCES.glob("*.json")))
        raise CkanConfigurationException(f"{_PREFIX}licence_list must be one of {choices}, not {language!r}")
    config["licenses_group_url"] = f"file://{path}"
