"""The organisations that the books name: found when they are written down, still named when they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ckan.model as model

__all__ = ["Organization", "find", "named"]


@dataclass(frozen=True)
class Organization:
    """An organisation as it is now, or as the books remember it when it is no longer in CKAN."""

    id: str
    name: str
    title: str
    is_present: bool = True


def find(reference: str) -> Organization | None:
    """Return the active organisation of that id or name."""
    group = model.Group.get(reference)
    return _present(group) if group is not None and group.is_organization and group.is_active() else None


def named(remembered: Mapping[str, str]) -> dict[str, Organization]:
    """Return the organisations of these ids; ``remembered`` gives the name that the books hold for each id."""
    groups = model.Session.query(model.Group).filter(model.Group.id.in_(remembered)) if remembered else ()
    present = {group.id: _present(group) for group in groups}
    return {key: present.get(key) or Organization(key, name, name, False) for key, name in remembered.items()}


def _present(group: model.Group) -> Organization:
    return Organization(group.id, group.name, group.display_name, group.is_active())
