"""Keep what is displayed: tables in the DataStore, maps as files in CKAN's storage folder."""
from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.territory import config
from ckanext.mutualisation.territory.maps import NotAMap
from ckanext.mutualisation.territory.tables import NotATable, Table

__all__ = ["delete_map", "drop_table", "load_table", "map_path", "write_map"]

ROWS_AT_ONCE = 5_000


def load_table(resource_id: str, table: Table) -> None:
    """Put a table into the DataStore, in the place of the one before.

    :raises NotATable: this CKAN has no DataStore.
    """
    if not p.plugin_loaded("datastore"):
        raise NotATable("This CKAN has no DataStore.")
    drop_table(resource_id)
    fields = [{"id": column.name, "type": column.type} for column in table.columns]
    chunks = list(_chunks(table))
    for at, records in enumerate(chunks):
        # CKAN counts once and keeps the figure: only the last request may have it counted.
        request = {"resource_id": resource_id, "force": True, "records": records,
                   "calculate_record_count": at == len(chunks) - 1}
        if at == 0:
            tk.get_action("datastore_create")(_context(), request | {"fields": fields})
        else:
            tk.get_action("datastore_upsert")(_context(), request | {"method": "insert"})


def drop_table(resource_id: str) -> None:
    """Drop a resource's table, if there is one; the resource itself is not touched."""
    if not p.plugin_loaded("datastore"):
        return
    from ckanext.datastore.backend import DatastoreBackend

    backend = DatastoreBackend.get_active_backend()
    if backend.resource_exists(resource_id):
        backend.delete({}, {"resource_id": resource_id})


def map_path(resource_id: str) -> Path | None:
    """Return where the copy of a map is, whether it exists or not; None without a storage folder."""
    folder = config.maps_folder()
    return folder / resource_id[:3] / f"{resource_id}.geojson" if folder else None


def write_map(resource_id: str, content: bytes) -> None:
    """Keep a copy of a map: it appears whole or not at all.

    :raises NotAMap: this CKAN has no storage folder.
    """
    path = map_path(resource_id)
    if path is None:
        raise NotAMap("This CKAN has no storage folder (ckan.storage_path).")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def delete_map(resource_id: str) -> None:
    """Forget the copy of a map."""
    path = map_path(resource_id)
    if path:
        path.unlink(missing_ok=True)


def _chunks(table: Table) -> Iterator[list[dict[str, Any]]]:
    names = [column.name for column in table.columns]
    rows = (dict(zip(names, row, strict=True)) for row in table.rows)
    while chunk := list(itertools.islice(rows, ROWS_AT_ONCE)):
        yield chunk


def _context() -> Any:
    return {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
