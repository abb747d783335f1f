"""Serve the copies of maps, and the background under them."""
from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_file

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.territory import config, store

__all__ = ["mutualisation_territory"]

mutualisation_territory = Blueprint("mutualisation_territory", __name__)

GEOJSON = "application/geo+json"


def map_data(id: str, resource_id: str) -> Response:
    """Return a resource's map, to whoever may see the resource."""
    try:
        resource = tk.get_action("resource_show")({"user": tk.current_user.name}, {"id": resource_id})
        dataset = tk.get_action("package_show")({"user": tk.current_user.name}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Resource not found"))
    path = store.map_path(resource_id)
    if resource["package_id"] != dataset["id"] or path is None or not path.is_file():
        return tk.abort(404, tk._("Resource not found"))
    return _geojson(path, public=not dataset["private"])


def map_background() -> Response:
    """Return what is drawn under every map."""
    path = config.map_background()
    if path is None or not path.is_file():
        return tk.abort(404, tk._("Not found"))
    return _geojson(path, public=True)


def _geojson(path: Path, *, public: bool) -> Response:
    answer = send_file(path.resolve(), mimetype=GEOJSON, conditional=True, max_age=300 if public else 0)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.cache_control.private = not public or None
    return answer


mutualisation_territory.add_url_rule("/dataset/<id>/resource/<resource_id>/map.geojson", view_func=map_data)
mutualisation_territory.add_url_rule("/territory/background.geojson", view_func=map_background)
