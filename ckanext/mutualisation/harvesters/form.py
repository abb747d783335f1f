"""The dataset form of this instance: CKAN's own, or one that ckanext-scheming reads from a file."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.records.package import Form

__all__ = ["current"]

_LIST_PRESETS = frozenset({"multiple_text", "multiple_checkbox", "multiple_select"})


def current() -> Form:
    """Return the form of datasets of type "dataset"; empty when ckanext-scheming describes none."""
    if "scheming_get_dataset_schema" not in tk.h:
        return Form()
    schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    fields: list[dict[str, Any]] = schema.get("dataset_fields", [])
    return Form(
        fields=frozenset(field["field_name"] for field in fields),
        lists=frozenset(field["field_name"] for field in fields if _is_list(field)),
        groups=frozenset(field["field_name"] for field in fields if "repeating_subfields" in field),
        required=frozenset(field["field_name"] for field in fields if tk.h.scheming_field_required(field)),
        choices={
            field["field_name"]: frozenset(choice["value"] for choice in field["choices"])
            for field in fields
            # A field may offer choices and still take other values; its validators tell.
            if field.get("choices") and "choices" in field.get("validators", "")
        },
    )


def _is_list(field: dict[str, Any]) -> bool:
    return field.get("preset") in _LIST_PRESETS or "scheming_multiple" in field.get("validators", "")
