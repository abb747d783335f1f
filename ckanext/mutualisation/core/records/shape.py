"""Check that a record has the shape its kind declares, before anything is read from it."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.mutualisation.core.records.dataset import InvalidRecord

__all__ = ["Field", "check"]

_WORDS = {str: "a text", list: "a list", dict: "an object", int: "a number", bool: "true or false"}


@dataclass(frozen=True)
class Field:
    """One field of a record: its types, whether it must be there and filled, and the shape of each item of a list.

    Null counts as absent. ``items`` is None when the items are not checked.
    """

    name: str
    types: tuple[type, ...]
    required: bool = False
    items: tuple[Field, ...] | None = None


def check(record: Any, fields: Iterable[Field], at: str = "") -> None:
    """Raise InvalidRecord, naming the field by its path ("resources[2].url"), at the first departure from the shape."""
    if not isinstance(record, Mapping):
        raise InvalidRecord(at or "record", "it must be an object")
    for field in fields:
        value = record.get(field.name)
        path = f"{at}.{field.name}" if at else field.name
        if value is None or (field.required and isinstance(value, str) and not value.strip()):
            if field.required:
                raise InvalidRecord(path, "it is missing or empty")
            continue
        if not isinstance(value, field.types):
            wanted = " or ".join(_WORDS.get(kind, kind.__name__) for kind in field.types)
            raise InvalidRecord(path, f"it must be {wanted}")
        if field.items is not None and isinstance(value, list):
            for position, item in enumerate(value):
                check(item, field.items, f"{path}[{position}]")
