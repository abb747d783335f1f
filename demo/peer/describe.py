"""Say a dataset of the catalogue the way CKAN's API takes it."""
from __future__ import annotations

import json
import uuid
from typing import Any

from demo.catalogue import Dataset, File
from demo.peer.files import FOLDER

__all__ = ["identity", "package_dict"]

SPACE = uuid.UUID("5d8ce0a9-7a6b-4b7e-9d0a-6f1f52e3c0de")
MIMETYPES = {"CSV": "text/csv", "GeoJSON": "application/geo+json"}


def identity(name: str) -> str:
    """Return the identifier that a dataset or a file of this name has, on every machine."""
    return str(uuid.uuid5(SPACE, name))


def package_dict(dataset: Dataset, site_url: str) -> dict[str, Any]:
    """Return what ``package_create`` and ``package_update`` take, its files being served under ``site_url``."""
    extras = {"frequency": dataset.frequency, "Territoire": dataset.territory}
    if dataset.year:
        extras["year"] = str(dataset.year)
    if dataset.extent:
        extras["spatial"] = json.dumps(_box(*dataset.extent))
    return {
        "id": identity(dataset.name),
        "name": dataset.name,
        "title": dataset.title,
        "notes": dataset.notes,
        "owner_org": dataset.publisher,
        "license_id": dataset.licence,
        "maintainer": dataset.maintainer,
        "maintainer_email": dataset.maintainer_email,
        "groups": [{"name": dataset.theme}],
        "tags": [{"name": tag} for tag in dataset.tags],
        "extras": [{"key": key, "value": value} for key, value in extras.items()],
        "resources": [_resource(file, dataset, site_url) for file in dataset.files],
    }


def _resource(file: File, dataset: Dataset, site_url: str) -> dict[str, Any]:
    return {
        "id": identity(file.name),
        "name": file.title,
        "description": file.description,
        "format": file.format,
        "mimetype": MIMETYPES[file.format],
        "size": len(file.text.encode()),
        "url": f"{site_url}/{FOLDER}/{file.name}",
        "last_modified": dataset.modified,
    }


def _box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
