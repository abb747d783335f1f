"""What the harvest's templates fetch."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.harvesters import base

__all__ = ["mutualisation_last_run"]


def mutualisation_last_run(source: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a source's latest run; None when it is not of our kinds, never ran, or is not the user's to see."""
    if not source or base.harvester_of(source.get("source_type") or "") is None:
        return None
    try:
        runs = tk.get_action("mutualisation_run_list")({}, {"source_id": source["id"], "limit": 1})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return runs[0] if runs else None
