"""What is sent for a brand, made the document that is stored: checked whole, its pictures kept, errors translated."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import formatters
from ckan.types import ErrorDict

from ckanext.mutualisation.core.brand import InvalidBrand, read_brand, write_brand
from ckanext.mutualisation.core.brand.faults import MESSAGES, Fault
from ckanext.mutualisation.core.logo import Logo
from ckanext.mutualisation.portal.brand import record

__all__ = ["PICTURES", "changed", "checked", "message"]

PICTURES = ("logo", "favicon", "image")


def changed(document: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a brand's document with what an action was given put in: its fields ``brand``, ``title``, ``tagline``,
    ``primary_colour``, ``secondary_colour``, and an upload or a removal of each picture.
    """
    wanted = {**document, **(data.get("brand") or {})}
    wanted |= {name: data[name] for name in ("title", "tagline") if name in data}
    colours = {role: data[f"{role}_colour"] for role in ("primary", "secondary") if f"{role}_colour" in data}
    if colours:
        wanted["colours"] = {**(wanted.get("colours") or {}), **colours}
    for name in PICTURES:
        upload: Logo | None = data.get(f"{name}_upload")
        if upload:
            wanted[name] = record.keep_picture(upload)
        elif data.get(f"{name}_clear"):
            wanted.pop(name, None)
    return wanted


def checked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document as it is stored.

    :raises tk.ValidationError: each fault under where it is: ``{"colours.primary": […]}``; nothing stays written.
    """
    errors: ErrorDict = {}
    stored: dict[str, Any] = {}
    try:
        stored = write_brand(read_brand(_in_the_sites_language(document)))
    except InvalidBrand as error:
        for fault in error.faults:
            errors[fault.field] = [*errors.get(fault.field, []), message(fault)]  # type: ignore[misc]
    for name in PICTURES:
        if stored.get(name) and record.kept_picture(stored[name]["sha256"]) != stored[name]:
            errors[name] = [message(Fault((name,), "not_picture"))]
    if errors:
        model.Session.rollback()
        raise tk.ValidationError(errors)
    return stored


def message(fault: Fault) -> str:
    """Return what is wrong and the remedy, in the reader's language, its numbers as that language writes them."""
    told = {name: _told(value) for name, value in fault.details.items()}
    return tk._(MESSAGES[fault.code]).format(**told)


def _told(value: Any) -> Any:
    return formatters.localised_number(value) if isinstance(value, int | float) else value


def _in_the_sites_language(document: Mapping[str, Any]) -> dict[str, Any]:
    """Take a bare title or tagline for a text in the site's own language."""
    language = tk.config["ckan.locale_default"].split("_")[0]
    bare = {name: {language: value} for name in ("title", "tagline") if isinstance(value := document.get(name), str)}
    return {**document, **bare}
