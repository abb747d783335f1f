"""The room's actions: make a resource ready to be looked at, and say how that went."""
from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.territory import displays, schema
from ckanext.mutualisation.territory.model import find

__all__ = ["mutualisation_display_show", "mutualisation_display_update"]


@tk.side_effect_free
def mutualisation_display_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return how a resource is looked at on the site.

    :param id: the resource's id
    :type id: string

    :returns: ``kind`` (``table``, ``map``, or null when the resource is neither), ``ready`` (boolean), ``items`` (rows
        of the table or features of the map), ``problem`` (why it is not ready, or null), ``done_at`` (ISO date and
        time of the last attempt, or null)
    :rtype: dictionary
    """
    tk.check_access("mutualisation_display_show", context, data_dict)
    data = _validated(data_dict, schema.display_show(), context)
    resource = model.Resource.get(data["id"])
    known = find([data["id"]]).get(data["id"])
    return {
        "kind": displays.kind_of(resource.format if resource else None),
        "ready": bool(known and not known.problem),
        "items": known.items if known else 0,
        "problem": known.problem if known else None,
        "done_at": known.done_at.isoformat() if known else None,
    }


def mutualisation_display_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a resource ready to be looked at: read its file, fill its table or keep its map, add the view.

    What has not changed since the last time is left alone.

    :param id: the resource's id
    :type id: string
    :param again: read the file again even if the resource says that it has not changed (default: false)
    :type again: boolean

    :returns: what ``mutualisation_display_show`` returns
    :rtype: dictionary
    """
    tk.check_access("mutualisation_display_update", context, data_dict)
    data = _validated(data_dict, schema.display_update(), context)
    resource = model.Resource.get(data["id"])
    if resource is None or displays.kind_of(resource.format) is None:
        raise tk.ValidationError({"id": [tk._("This resource is neither a table nor a map.")]})
    for _ in displays.prepare([resource], again=data["again"]):
        pass
    return mutualisation_display_show(tk.fresh_context(context), {"id": data["id"]})


def _validated(data_dict: DataDict, wanted: Any, context: Context) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, wanted, context)
    if errors:
        raise tk.ValidationError(errors)
    return data
