"""One harvest source as the room sees it, and the settings that its kind declares."""
from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import HarvestSource

__all__ = ["InvalidSettings", "Source", "find", "listed", "parse_settings", "write_settings"]

# ckanext-harvest copies each key of a source's configuration over the fields of the source's own dataset: a setting
# named "organization" would replace its organization. So ours are all under one key.
_KEY = "settings"


class InvalidSettings(ValueError):
    """The settings of a source are wrong: ``field`` is the setting ("" for the whole), ``reason`` says what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Source:
    """A harvest source: its ``type`` is its harvester's name, ``owner_org`` an organisation's id."""

    id: str
    name: str
    type: str
    url: str
    owner_org: str
    frequency: str
    settings: Mapping[str, Any]


def find(id_or_name: str) -> Source:
    """Return a source by its id or name.

    :raises ckan.logic.NotFound: there is none.
    """
    package = model.Package.get(id_or_name)
    row = model.Session.get(HarvestSource, package.id) if package and package.type == "harvest" else None
    if package is None or row is None:
        raise tk.ObjectNotFound(tk._("Harvest source not found: %s") % id_or_name)
    return Source(
        id=str(row.id),
        name=package.name,
        type=str(row.type),
        url=str(row.url).strip(),
        owner_org=package.owner_org or "",
        frequency=str(row.frequency),
        settings=parse_settings(row.config),
    )


def parse_settings(text: Any) -> dict[str, Any]:
    """Return the settings held in a source's configuration, whether under our key or at its top.

    :raises InvalidSettings: the text is not a JSON object.
    """
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InvalidSettings("", tk._("The configuration must be a JSON object: %s") % error) from error
    if isinstance(value, dict) and set(value) == {_KEY}:
        value = value[_KEY]
    if not isinstance(value, dict):
        raise InvalidSettings("", tk._('The configuration must be a JSON object, such as {"organization": "nantes"}'))
    return value


def write_settings(settings: Mapping[str, Any]) -> str:
    """Return the configuration text that holds these settings, the same text for the same settings."""
    return json.dumps({_KEY: dict(settings)}, sort_keys=True, ensure_ascii=False) if settings else ""


def listed(types: Collection[str]) -> list[Source]:
    """Return the active sources of these types, by name."""
    query = (
        sa.select(HarvestSource.__table__.c.id)
        .where(HarvestSource.__table__.c.type.in_(list(types)), HarvestSource.__table__.c.active)
    )
    return sorted((find(one) for one in model.Session.execute(query).scalars()), key=lambda one: one.name)
