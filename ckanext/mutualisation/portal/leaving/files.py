"""The files that datasets hold on this platform: those that were uploaded, and tables that the DataStore alone has."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import file_keeper
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan.lib import files, uploader
from ckan.lib.munge import munge_filename_legacy

from ckanext.datastore.blueprint import dump_to

from ckanext.mutualisation.core.filename import safe_name
from ckanext.mutualisation.portal.leaving.archive import PIECE, Archive
from ckanext.mutualisation.portal.leaving.gaps import Gap, Unreadable

__all__ = ["write_files", "write_organization_images"]

_FAILURES = (OSError, file_keeper.exc.FilesError, tk.ValidationError, TypeError)
"""What CKAN and its storages raise for a file that is not there, that is not a file, or that lies elsewhere."""


def write_files(
    archive: Archive, packages: Iterable[Mapping[str, Any]], user: str, progress: Callable[[int], None]
) -> tuple[dict[str, int], list[Gap]]:
    """Add each file at ``files/<dataset>/<resource id>/<name>``; return how many, and what cannot be read.

    What only links elsewhere has no file here.
    """
    counts, gaps = {"files": 0, "tables": 0}, []
    for package in packages:
        for resource in package.get("resources") or []:
            read = _READERS.get(resource.get("url_type") or "")
            if read is None:
                continue
            kind, name, pieces = read(resource, user)
            steps = (package["name"], resource["id"], name)
            path = "/".join(["files", *map(safe_name, steps)])
            try:
                archive.add(path, pieces)
            except Unreadable as error:
                gaps.append(Gap("file", path, str(error)))
                continue
            counts[kind] += 1
            progress(sum(counts.values()))
    return counts, gaps


def _uploaded(resource: Mapping[str, Any], _user: str) -> tuple[str, str, Iterator[bytes]]:
    name = unquote(PurePosixPath(urlsplit(resource.get("url") or "").path).name)
    return "files", name or resource["id"], _stored(uploader.get_resource_uploader(dict(resource)), resource["id"])


def _stored(upload: Any, resource_id: str) -> Iterator[bytes]:
    """Yield an uploaded file, wherever CKAN keeps it.

    :raises Unreadable: it is not there, or cannot be read to its end.
    """
    try:
        place = upload.get_path(resource_id)
        yield from _from_storage(upload.storage, place) if _has_storage(upload) else _from_disk(Path(place))
    except _FAILURES as error:
        raise Unreadable(f"not in the storage, or not readable ({_said(error)})") from error


def _has_storage(upload: Any) -> bool:
    return isinstance(getattr(upload, "storage", None), file_keeper.Storage)


def _from_storage(storage: Any, place: str) -> Iterator[bytes]:
    location = files.Location(place)
    yield from storage.stream(files.FileData(location, size=storage.size(location)))


def _from_disk(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _table(resource: Mapping[str, Any], user: str) -> tuple[str, str, Iterator[bytes]]:
    name = safe_name(resource.get("name") or "", resource["id"])
    return "tables", name if name.lower().endswith(".csv") else f"{name}.csv", _rows(resource["id"], user)


def _rows(resource_id: str, user: str) -> Iterator[bytes]:
    """Yield a table of the DataStore as CSV, its first line the names of its columns.

    :raises Unreadable: the DataStore has no such table.
    """
    try:
        yield from dump_to(
            resource_id, fmt="csv", offset=0, limit=None, options={}, sort="_id", search_params={}, user=user
        )
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError, SQLAlchemyError, KeyError) as error:
        raise Unreadable(f"not in the DataStore, or not readable ({_said(error)})") from error


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], tuple[str, str, Iterator[bytes]]]] = {
    "upload": _uploaded,
    "datastore": _table,
}


def write_organization_images(archive: Archive, organizations: Iterable[Mapping[str, Any]]) -> list[Gap]:
    """Add the image of each organisation that uploaded one, at ``organizations/<name>.<suffix>``."""
    gaps = []
    for each in organizations:
        image = each.get("image_url") or ""
        if not image or image.startswith("http"):
            continue
        suffix = PurePosixPath(image).suffix
        path = f"organizations/{safe_name(each['name'] + suffix)}"
        try:
            archive.add(path, _image(munge_filename_legacy(image)))
        except Unreadable as error:
            gaps.append(Gap("file", path, str(error)))
    return gaps


def _image(name: str) -> Iterator[bytes]:
    """Yield the image of a group, as CKAN names it where it serves it: one step, without a slash.

    :raises Unreadable: as ``_stored``.
    """
    try:
        upload: Any = uploader.get_uploader("group")
        yield from _from_storage(upload.storage, name) if _has_storage(upload) else _from_disk(
            Path(upload.storage_path) / name
        )
    except (*_FAILURES, AttributeError) as error:
        raise Unreadable(f"not in the storage, or not readable ({_said(error)})") from error


def _said(error: Exception) -> str:
    """Return the reason alone: the operator's folders are no business of who receives the archive."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
