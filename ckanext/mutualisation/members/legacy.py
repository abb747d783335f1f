"""Find and mend the extras of before the schema that ckanext-scheming cannot read.

Scheming reads the extra of a field of several parts as JSON, and fails on a text: a dataset with the extra
``publisher: Ville de Nantes``, sound in a stock CKAN, could no longer be shown once the schema is enabled.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.members.extras import as_parts

__all__ = ["UnreadableExtra", "find", "mend"]


@dataclass(frozen=True)
class UnreadableExtra:
    """A text where the schema has a field of several parts, and the extra that holds the same and can be read.

    ``new_value`` is None for an empty text, which is dropped.
    """

    dataset_id: str
    dataset: str
    field: str
    value: str
    new_key: str
    new_value: str | None


def find() -> Iterator[UnreadableExtra]:
    """Yield the extras that cannot be read, by dataset."""
    try:
        schema = tk.get_action("scheming_dataset_schema_show")({}, {"type": "dataset"})
    except (KeyError, tk.ObjectNotFound):
        return
    fields = {field["field_name"]: field for field in schema["dataset_fields"] if "repeating_subfields" in field}
    package = model.package_table.c
    query = sa.select(package.id, package.name, package.extras).where(
        package.type == "dataset", package.extras.has_any(sa.cast(list(fields), sa.ARRAY(sa.Text)))
    )
    for dataset_id, dataset, extras in model.Session.execute(query.order_by(package.name)):
        for name in sorted(fields.keys() & extras.keys()):
            if not _readable(extras[name]):
                items = as_parts(fields[name], extras[name])
                new_key = name if items else f"{name}_text"
                new_value = json.dumps(items, ensure_ascii=False) if items else extras[name] or None
                yield UnreadableExtra(dataset_id, dataset, name, extras[name], new_key, new_value)


def mend() -> list[UnreadableExtra]:
    """Rewrite what cannot be read, and index these datasets; nothing else of them changes, their dates included."""
    unreadable = list(find())
    package = model.package_table
    for one in unreadable:
        extras = package.c.extras - one.field
        if one.new_value is not None:
            extras = extras.op("||")(sa.literal({one.new_key: one.new_value}, JSONB))
        model.Session.execute(sa.update(package).where(package.c.id == one.dataset_id).values(extras=extras))
    model.Session.commit()
    if unreadable:
        search.rebuild(package_ids=sorted({one.dataset_id for one in unreadable}))
        search.commit()
    return unreadable


def _readable(value: str) -> bool:
    try:
        items = json.loads(value)
    except ValueError:
        return False
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)
