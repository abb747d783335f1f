"""The harvest's actions."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.harvesters import runs, schema, source

__all__ = ["mutualisation_run_list", "mutualisation_run_show"]


def _validated(data_dict: DataDict, rules: Any, context: Context) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


@tk.side_effect_free
def mutualisation_run_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the runs of a harvest source, the latest first.

    :param source_id: the id or the name of the source.
    :param limit: how many, 20 by default, 100 at most.
    :param offset: how many to pass over, 0 by default.
    :returns: a list of runs, as ``mutualisation_run_show`` returns them.
    """
    tk.check_access("mutualisation_run_list", context, data_dict)
    data = _validated(data_dict, schema.run_list(), context)
    return runs.listed(source.find(data["source_id"]).id, data["limit"], data["offset"])


@tk.side_effect_free
def mutualisation_run_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a run of the harvest.

    :param id: the id of the run, or of the ckanext-harvest job that it is the run of.
    :returns: ``id``, ``job_id``, ``source_id``, ``driver`` ("queue" or "command"); ``announced`` and ``received``
        datasets, ``complete`` (true when they agree and every page came), ``error`` (why the listing stopped, or ""),
        ``suspended`` (why nothing was removed although datasets are missing: "incomplete", "empty", "too_many", or
        ""); the counts ``planned``, ``done``, ``added``, ``changed``, ``restored``, ``unchanged``, ``removed``
        (archived), ``deleted``, ``refused`` (could not be read), ``failed`` (could not be written); ``problems``, a
        list of ``guid``, ``title`` and ``reason``; ``started``, ``finished`` (ISO 8601, null while it goes on).
    """
    tk.check_access("mutualisation_run_show", context, data_dict)
    data = _validated(data_dict, schema.run_show(), context)
    run = runs.show(data["id"]) or runs.by_job(data["id"])
    if run is None:
        raise tk.ObjectNotFound(tk._("Run not found"))
    return run
