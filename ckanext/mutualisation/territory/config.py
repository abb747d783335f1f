"""The room's settings, each read in one place."""
from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.http import Client

__all__ = [
    "client", "display_max_bytes", "has_home", "map_attribution", "map_background", "maps_folder", "search_fields",
]


def search_fields() -> list[str]:
    """Return the Solr fields to search beside CKAN's, with their weights."""
    return tk.config["ckanext.mutualisation.territory.search_fields"]


def client() -> Client:
    """Return the HTTP client that reads files, with the hosts, the size and the time that the operator set."""
    option = "ckanext.mutualisation.territory.allowed_hosts"
    seconds = tk.config["ckanext.mutualisation.territory.display_timeout"]
    return Client(tk.config[option], option=option, max_bytes=display_max_bytes(), total_seconds=seconds)


def display_max_bytes() -> int:
    """Return the size of the largest file to display, in bytes."""
    return tk.config["ckanext.mutualisation.territory.display_max_bytes"]


def map_background() -> Path | None:
    """Return the GeoJSON file drawn under every map."""
    path = tk.config["ckanext.mutualisation.territory.map_background"]
    return Path(path) if path else None


def map_attribution() -> str:
    """Return who made the background."""
    return tk.config["ckanext.mutualisation.territory.map_attribution"]


def maps_folder() -> Path | None:
    """Return where the copies of maps are kept, or None when this CKAN has no storage folder."""
    storage = tk.config["ckan.storage_path"]
    return Path(storage) / "mutualisation" / "maps" if storage else None


def has_home() -> bool:
    """Tell whether the common site has our home page instead of CKAN's."""
    return tk.config["ckanext.mutualisation.territory.home"]
