"""Take what clients of a stock CKAN write as key/value extras into the fields that the schemas declare since.

CKAN refuses an extra that bears a field's name. A first step, before validation, copies it to the field; what is left
of it goes in a last step, since navl has by then listed every key that it will validate.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from ckan.logic.schema import default_create_group_schema, default_create_package_schema
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

__all__ = ["as_parts", "mutualisation_extras_moved", "mutualisation_extras_to_fields"]

MOVED = "mutualisation:moved:"


def mutualisation_extras_to_fields(_field: Any, schema: dict[str, Any]) -> Callable[..., None]:
    """Copy each extra that bears the name of a field of this schema to that field, over what the field holds.

    A text given for a field of several parts becomes the part that is its name. An extra that fits nowhere is left to
    CKAN to refuse. CKAN's own fields stay CKAN's affair.
    """
    is_dataset = "dataset_type" in schema
    fields = {field["field_name"]: field for field in schema["dataset_fields" if is_dataset else "fields"]}
    own = fields.keys() - _stock_fields(is_dataset)

    def move(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
        extras = [(path[1], name) for path, name in data.items() if path[0] == "extras" and path[2:] == ("key",)]
        for index, name in [(index, name) for index, name in extras if name in own]:
            values = _as_field(fields[name], data.get(("extras", index, "value")))
            if values:
                for path in [path for path in data if path[0] == name]:
                    del data[path]
                data.update(values)
                data["extras", index, "key"] = f"{MOVED}{index}"
                data["extras", index, "value"] = ""

    return move


mutualisation_extras_to_fields.is_a_scheming_validator = True  # type: ignore[attr-defined]


def mutualisation_extras_moved(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Drop the extras that were moved to a field, and number the others anew."""
    paths = sorted((path for path in data if path[0] == "extras" and len(path) == 3), key=lambda path: path[1])
    extras: dict[int, dict[str, Any]] = {}
    for path in paths:
        extras.setdefault(path[1], {})[path[2]] = data.pop(path)
    kept = [extra for extra in extras.values() if not str(extra.get("key")).startswith(MOVED)]
    data.update({("extras", index, name): value for index, extra in enumerate(kept) for name, value in extra.items()})


def _as_field(field: dict[str, Any], value: Any) -> FlattenDataDict:
    """Return an extra's value as the flattened keys of a field; nothing when it does not fit."""
    name = field["field_name"]
    if "repeating_subfields" in field:
        items = as_parts(field, value) or []
        return {(name, index, part): text for index, item in enumerate(items) for part, text in item.items()}
    several = _json(value) if "scheming_multiple_text" in field.get("validators", "") else None
    return {(name,): several if isinstance(several, list) else value}


def as_parts(field: dict[str, Any], value: Any) -> list[dict[str, Any]] | None:
    """Return an extra's value as the items of a field of several parts; None when it does not fit."""
    parsed = _json(value)
    items = [parsed] if isinstance(parsed, dict) else parsed
    if isinstance(items, list) and all(isinstance(item, dict) for item in items):
        return items
    parts = [part["field_name"] for part in field["repeating_subfields"]]
    first = next((part for part in ("name", "text") if part in parts), None)
    return [{first: value}] if first and value and parsed is None else None


def _json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return None


@cache
def _stock_fields(is_dataset: bool) -> frozenset[str]:
    return frozenset(default_create_package_schema() if is_dataset else default_create_group_schema())
