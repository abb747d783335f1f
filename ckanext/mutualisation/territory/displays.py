"""Make resources ready to be looked at: tables into the DataStore, maps into the storage folder, and a view for each.

CKAN's flag ``datastore_active`` is written by SQL, as CKAN's own ``after_resource_delete`` does: through
``resource_patch`` each table would save, index and commit its whole dataset, and change its date.
"""
from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.lib.datapreview import get_view_plugin

from ckanext.mutualisation.territory import store
from ckanext.mutualisation.territory.fetch import Unreachable, read_file
from ckanext.mutualisation.territory.maps import NotAMap, count_features
from ckanext.mutualisation.territory.model import Display, find, forget, record
from ckanext.mutualisation.territory.tables import NotATable, read_table

__all__ = ["MAP_VIEW", "Kind", "Outcome", "displayable", "kind_of", "prepare", "sweep"]

Kind = Literal["table", "map"]

FORMATS: dict[str, Kind] = {"csv": "table", "tsv": "table", "text/csv": "table", "geojson": "map", "gjson": "map"}
MAP_VIEW = "mutualisation_map_view"
VIEWS: dict[Kind, str] = {"table": "datatables_view", "map": MAP_VIEW}


@dataclass(frozen=True)
class Outcome:
    """What came of a resource: made ready, found as it was, or failed for the reason given."""

    resource_id: str
    dataset_id: str | None
    kind: Kind
    state: Literal["ready", "same", "failed"]
    items: int = 0
    problem: str | None = None


def kind_of(resource_format: str | None) -> Kind | None:
    """Return how a resource of this format is looked at, None if it is not."""
    return FORMATS.get((resource_format or "").strip().lower())


def displayable(dataset_names: Collection[str] = ()) -> list[model.Resource]:
    """Return the resources that can be looked at, of these active datasets or of all."""
    query = (
        sa.select(model.Resource)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Package.state == "active", model.Resource.state == "active")
        .where(sa.func.lower(model.Resource.format).in_(list(FORMATS)))
        .order_by(model.Package.name, model.Resource.position)
    )
    if dataset_names:
        query = query.where(model.Package.name.in_(dataset_names) | model.Package.id.in_(dataset_names))
    return list(model.Session.scalars(query))


def prepare(resources: Sequence[model.Resource], *, again: bool = False) -> Iterator[Outcome]:
    """Make these resources ready; what has not changed since the last time is left alone.

    :param again: read every file again, whatever its resource says; a file that is the same is not loaded again.
    """
    known = find([resource.id for resource in resources])
    viewed = _viewed([resource.id for resource in resources])
    touched: set[str] = set()
    try:
        for resource in resources:
            outcome, changed = _prepare(resource, known.get(resource.id), again)
            if outcome.state != "failed":
                changed |= _add_view(resource, outcome.kind, viewed)
            if changed and resource.package_id:
                touched.add(resource.package_id)
            model.Session.commit()
            yield outcome
    finally:
        _index(touched)


def sweep() -> int:
    """Drop the tables and copies of resources that are gone; return how many there were."""
    living = sa.select(model.Resource.id).join(model.Package, model.Package.id == model.Resource.package_id)
    living = living.where(model.Package.state != "deleted", model.Resource.state == "active")
    lost = {row.resource_id: row for row in model.Session.scalars(
        sa.select(Display).where(Display.resource_id.not_in(living))
    )}
    for resource_id in lost:
        store.drop_table(resource_id)
        store.delete_map(resource_id)
    forget(list(lost))
    model.Session.commit()
    return len(lost)


def _prepare(resource: model.Resource, known: Display | None, again: bool) -> tuple[Outcome, bool]:
    """Return what came of a resource, and whether its dataset must be indexed again."""
    kind = kind_of(resource.format)
    if kind is None:
        raise ValueError(f"{resource.format} is neither a table nor a map")
    mark = _mark(resource)
    if known and known.kind == kind and known.source_mark == mark and not again:
        state = "failed" if known.problem else "same"
        lost_flag = not known.problem and kind == "table" and _set_flag(resource, True)
        return Outcome(resource.id, resource.package_id, kind, state, known.items, known.problem), lost_flag
    try:
        content = read_file(resource.as_dict())
        content_mark = hashlib.sha256(content).hexdigest()
        if known and not known.problem and known.kind == kind and known.content_mark == content_mark:
            record(resource.id, kind, mark, content_mark, known.items, None)
            lost_flag = kind == "table" and _set_flag(resource, True)
            return Outcome(resource.id, resource.package_id, kind, "same", known.items), lost_flag
        items = _load(resource, kind, content)
    except Unreachable as error:
        # Without a mark: the next run tries again. What was loaded before is kept.
        record(resource.id, kind, "", known.content_mark if known else None, known.items if known else 0, str(error))
        return Outcome(resource.id, resource.package_id, kind, "failed", problem=str(error)), False
    except (NotATable, NotAMap) as error:
        record(resource.id, kind, mark, None, 0, str(error))
        return Outcome(resource.id, resource.package_id, kind, "failed", problem=str(error)), False
    record(resource.id, kind, mark, content_mark, items, None)
    return Outcome(resource.id, resource.package_id, kind, "ready", items), True


def _load(resource: model.Resource, kind: Kind, content: bytes) -> int:
    if kind == "map":
        features = count_features(content)
        store.write_map(resource.id, content)
        return features
    table = read_table(content)
    was_active = not _set_flag(resource, True)
    try:
        store.load_table(resource.id, table)
    except tk.ValidationError as error:
        if not was_active:
            _set_flag(resource, False)
        raise NotATable(f"The DataStore refused the table: {error.error_summary}") from error
    return len(table.rows)


def _mark(resource: model.Resource) -> str:
    said = (resource.url, resource.url_type, resource.format, resource.hash, resource.size, resource.last_modified)
    return hashlib.sha256(repr([str(value) for value in said]).encode()).hexdigest()


def _set_flag(resource: model.Resource, active: bool) -> bool:
    """Set CKAN's flag of a resource with a table; tell whether that changed it."""
    extras = resource.extras or {}
    if bool(extras.get("datastore_active")) == active:
        return False
    model.Session.execute(
        sa.update(model.Resource)
        .where(model.Resource.id == resource.id)
        .values(extras={**extras, "datastore_active": active})
    )
    return True


def _viewed(resource_ids: Collection[str]) -> set[tuple[str, str]]:
    rows = model.Session.execute(
        sa.select(model.ResourceView.resource_id, model.ResourceView.view_type)
        .where(model.ResourceView.resource_id.in_(list(resource_ids)))
    )
    return {row._tuple() for row in rows}


def _add_view(resource: model.Resource, kind: Kind, viewed: set[tuple[str, str]]) -> bool:
    view_type = VIEWS[kind]
    plugin = get_view_plugin(view_type)
    if plugin is None or (resource.id, view_type) in viewed:
        return False
    title = tk._("Table") if kind == "table" else tk._("Map")
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("resource_view_create")(
        {"ignore_auth": True, "user": site_user},
        {"resource_id": resource.id, "view_type": view_type, "title": title},
    )
    return True


def _index(dataset_ids: Iterable[str]) -> None:
    dataset_ids = sorted(dataset_ids)
    if dataset_ids:
        search.rebuild(package_ids=dataset_ids)
        search.commit()
