"""Read the file behind a resource: an upload from the disk, an address through the guarded client."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from ckan.lib import uploader

from ckanext.mutualisation.http import WireError
from ckanext.mutualisation.territory import config

__all__ = ["Unreachable", "read_file"]


class Unreachable(Exception):
    """The file could not be read; the message says why."""


def read_file(resource: dict[str, Any]) -> bytes:
    """Return a resource's file.

    :raises Unreachable: no answer, too large, or an address that a public site has no business with.
    """
    if resource.get("url_type") == "upload":
        return _read_upload(resource)
    try:
        with config.client() as client:
            return client.get(resource["url"])
    except WireError as error:
        raise Unreachable(str(error)) from error


def _read_upload(resource: dict[str, Any]) -> bytes:
    path = Path(uploader.get_resource_uploader(resource).get_path(resource["id"]))
    if not path.is_file():
        raise Unreachable("The uploaded file is not on this machine's disk.")
    if path.stat().st_size > config.display_max_bytes():
        raise Unreachable("The file is too large to be displayed.")
    return path.read_bytes()
