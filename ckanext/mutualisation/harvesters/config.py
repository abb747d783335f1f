"""The options of the harvest, each read here and nowhere else."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.exceptions import CkanConfigurationException

__all__ = ["LICENCES", "allowed_hosts", "archive_delay", "max_bytes", "retry_seconds", "use_licence_list"]

LICENCES = Path(__file__).with_name("licences")
_PREFIX = "ckanext.mutualisation.harvest."


def allowed_hosts() -> tuple[str, ...]:
    """Return the names, addresses and networks that sources may be on although they are not public."""
    return tuple(tk.config[_PREFIX + "allowed_hosts"])


def archive_delay() -> timedelta:
    """Return how long a dataset that its source no longer lists stays here before it is deleted."""
    return timedelta(days=tk.config[_PREFIX + "archive_days"])


def max_bytes() -> int:
    """Return the size, decompressed, above which an answer is refused."""
    return tk.config[_PREFIX + "max_bytes"]


def retry_seconds() -> int:
    """Return the seconds before the first new attempt."""
    return tk.config[_PREFIX + "retry_seconds"]


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
