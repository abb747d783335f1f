"""Every action that answers otherwise on a portal, by name."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import ckan.logic.action.get as core
from ckan.authz import get_local_functions
from ckan.types import Action

from ckanext.mutualisation.portal.scope import activities, datasets, datastore, organizations, search, site, tags

__all__ = ["SCOPED", "actions"]

SCOPED: Mapping[str, Any] = MappingProxyType(
    {
        name: getattr(module, name)
        for module in (activities, datasets, datastore, organizations, search, site, tags)
        for name in module.ACTIONS
    }
)


def actions(others: Iterable[Mapping[str, Action]]) -> dict[str, Action]:
    """Return what is chained before CKAN's actions and those of the other plugins (``others``).

    What belongs to a plugin that is not loaded is left out: CKAN refuses to chain before nothing.
    """
    originals = dict(get_local_functions(core))
    for each in others:
        for name, action in each.items():
            originals.setdefault(name, action)
    chained = {name: action for name, action in SCOPED.items() if name in originals}
    for name, action in chained.items():
        # CKAN hands a chained function's attributes on to the action, its docstring not: help_show would lose it.
        vars(action)["__doc__"] = originals[name].__doc__
    return chained
