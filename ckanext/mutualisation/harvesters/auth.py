"""Who may see how a source is harvested: its owner's administrators and those who hold its sources duty."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.mutualisation import rights
from ckanext.mutualisation.harvesters import runs, source

__all__ = ["mutualisation_run_list", "mutualisation_run_show"]


def _may_see(context: Context, source_id: str) -> AuthResult:
    owner = source.find(source_id).owner_org
    if owner and rights.may_act(context.get("user"), owner, "sources"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only those in charge of this organisation's sources may see their runs")}


def _let_validation_speak(context: Context) -> AuthResult:
    """Allow whoever is logged in to be told what is missing or not found."""
    return {"success": bool(context.get("user"))}


def mutualisation_run_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow those in charge of the sources of the organisation that owns this one."""
    source_id = data_dict.get("source_id")
    if not isinstance(source_id, str) or not source_id:
        return _let_validation_speak(context)
    return _may_see(context, source_id)


def mutualisation_run_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow those in charge of the sources of the organisation that owns the run's."""
    run_id = data_dict.get("id")
    run = (runs.show(run_id) or runs.by_job(run_id)) if isinstance(run_id, str) else None
    return _may_see(context, run["source_id"]) if run else _let_validation_speak(context)
