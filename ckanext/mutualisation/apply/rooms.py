"""Find what the rooms offer through entry points, so that no room is imported by name.

An entry is named after the plugin that must be loaded for it to appear; it gives a click group
(`mutualisation.commands`) or a list of sections (`mutualisation.sections`).
"""
from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import ckan.plugins as p

from ckanext.mutualisation.core.declaration import Section

__all__ = ["BrokenRoom", "commands", "load", "plugin_of", "sections"]

COMMANDS = "mutualisation.commands"
SECTIONS = "mutualisation.sections"


class BrokenRoom(Exception):
    """A room's plugin is loaded, but what it offers cannot be imported; the message names the room and the cause."""


def commands() -> dict[str, EntryPoint]:
    """Return the entry points of the loaded rooms' command groups, by command name; none of them is imported."""
    return {entry.attr: entry for entry in entry_points(group=COMMANDS) if p.plugin_loaded(entry.name)}


def sections() -> list[Section]:
    """Return the sections of the loaded rooms in the order in which they are applied; raise BrokenRoom."""
    found = [
        section for entry in entry_points(group=SECTIONS) if p.plugin_loaded(entry.name) for section in load(entry)
    ]
    return sorted(found, key=lambda section: (section.rank, section.key))


def plugin_of(key: str) -> str | None:
    """Name the plugin, not loaded here, whose room owns this section; None when no installed room does."""
    for entry in entry_points(group=SECTIONS):
        if p.plugin_loaded(entry.name):
            continue
        try:
            keys = {section.key for section in load(entry)}
        except BrokenRoom:
            continue
        if key in keys:
            return entry.name
    return None


def load(entry: EntryPoint) -> Any:
    """Import what an entry point names; raise BrokenRoom whatever its modules raise, so that the room is named."""
    try:
        return entry.load()
    except Exception as error:
        raise BrokenRoom(
            f"the room of plugin {entry.name} cannot be loaded: {entry.value}: {type(error).__name__}: {error}"
        ) from error
