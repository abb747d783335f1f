"""What moves an organisation among the others changes the portals that show those around their own."""
from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import bump_version

__all__ = ["subscriptions"]

_CHANGES = ("organization_create", "organization_update", "organization_delete", "organization_purge")


def subscriptions() -> dict[Any, list[dict[str, Any]]]:
    """Return what the plugin listens to: the actions after which every process reads the portals again."""
    return {tk.signals.action_succeeded: [{"sender": name, "receiver": _tell_portals} for name in _CHANGES]}


def _tell_portals(_action: str, context: Any = None, **_rest: Any) -> None:
    if not live.current():
        return  # Without a portal there may not even be tables.
    bump_version(model.Session)
    if not (context or {}).get("defer_commit"):
        model.repo.commit()
