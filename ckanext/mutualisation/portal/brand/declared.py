"""A portal's brand in the declarative file: the document of the brand, its pictures named by file or held as data."""
from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.brand import InvalidBrand, read_brand, write_brand
from ckanext.mutualisation.core.declaration import Path, Problem
from ckanext.mutualisation.core.logo import Logo, RefusedLogo, read_logo
from ckanext.mutualisation.portal.brand.document import PICTURES, message
from ckanext.mutualisation.portal.model import file

__all__ = ["after", "export", "pictures", "problems", "stated"]

_SHORT = ("primary", "secondary")
_DATA = "base64,"


def problems(entry: Mapping[str, Any], path: Path, document: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the brand of an entry; its title is checked with it."""
    brand = entry.get("brand") or {}
    path = (*path, "brand")
    if not isinstance(brand, dict):
        return [Problem(path, "brand must be a mapping")]
    found = []
    for name in PICTURES:
        try:
            _picture(brand.get(name), document)
        except (OSError, RefusedLogo) as error:
            found.append(Problem((*path, name), f"the {name} cannot be used: {error}"))
    if found:
        return found
    try:
        read_brand({"title": entry.get("title") or "-", **stated(brand, document)})
    except InvalidBrand as error:
        found = [Problem((*path, *_place(fault.path, brand)), message(fault)) for fault in error.faults]
    return found


def _place(path: Path, brand: Mapping[str, Any]) -> Path:
    """Return where the file's author wrote the value: a colour may stand without its mapping."""
    short = path[0] == "colours" and len(path) > 1 and path[1] in brand
    return path[1:] if short else path


def stated(brand: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the brand's document that an entry states.

    :raises OSError: a picture cannot be read. :raises RefusedLogo: it cannot be one.
    """
    fields = {name: value for name, value in brand.items() if name not in (*_SHORT, *PICTURES)}
    colours = {name: brand[name] for name in _SHORT if name in brand}
    if colours:
        fields["colours"] = {**(fields.get("colours") or {}), **colours}
    for name, picture in pictures(brand, document).items():
        fields[name] = {"sha256": picture.sha256, "media_type": picture.media_type}
    return fields


def pictures(brand: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Logo]:
    """Return the pictures that an entry states, by name; raises as ``stated`` does."""
    read = {name: _picture(brand.get(name), document) for name in PICTURES}
    return {name: picture for name, picture in read.items() if picture}


def _picture(text: Any, document: Mapping[str, Any]) -> Logo | None:
    """Read the file that the entry names, beside the declarative file, or the data that it holds."""
    if not text:
        return None
    if str(text).startswith("data:"):
        try:
            return read_logo(base64.b64decode(str(text).partition(_DATA)[2], validate=True))
        except binascii.Error:
            raise RefusedLogo("base64") from None
    return read_logo((FilePath(document.get("__directory__") or ".") / str(text)).read_bytes())


def after(live: Mapping[str, Any], fields: Mapping[str, Any], title: Mapping[str, str]) -> dict[str, Any]:
    """Return the document that a portal's brand becomes; the colours that are not stated stay."""
    colours = {**(live.get("colours") or {}), **(fields.get("colours") or {})}
    merged = {**live, **fields, "title": title}
    return write_brand(read_brand({**merged, "colours": colours} if colours else merged))


def export(brand: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as an entry holds it; pictures stand in the file itself, as data: addresses."""
    written = {name: value for name, value in brand.items() if name not in ("title", "colours", *PICTURES)}
    colours = dict(brand.get("colours") or {})
    short = {name: colours.pop(name) for name in _SHORT if name in colours}
    for name in PICTURES:
        if brand.get(name):
            row = model.Session.execute(sa.select(file).where(file.c.sha256 == brand[name]["sha256"])).one()
            written[name] = f"data:{row.media_type};{_DATA}{base64.b64encode(row.content).decode()}"
    return {**short, **({"colours": colours} if colours else {}), **written}
