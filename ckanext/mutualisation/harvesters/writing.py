"""Write one harvest object's dataset: the only place where this room creates, changes, archives or deletes one.

Nothing here commits: the caller does, once for each object or once for a batch.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.harvest.model import HarvestObject, HarvestObjectExtra

from ckanext.mutualisation.core.records import identity
from ckanext.mutualisation.core.records.dataset import Dataset, InvalidRecord
from ckanext.mutualisation.core.records.fingerprint import fingerprint
from ckanext.mutualisation.core.records.package import Form, merge, to_package
from ckanext.mutualisation.harvesters import form, records
from ckanext.mutualisation.harvesters.gathering import STATUS
from ckanext.mutualisation.harvesters.kind import Kind
from ckanext.mutualisation.harvesters.source import Source

__all__ = ["NotOurs", "Outcome", "REFUSALS", "Writer", "reason"]

Outcome = Literal["added", "changed", "restored", "removed", "deleted"]

_RESERVED_NAMES = frozenset({"new", "edit", "search"})


class NotOurs(Exception):
    """A dataset with this identifier is here already, and this source did not make it: it is left alone."""


# What can be wrong with one record; anything else is wrong with the instance.
REFUSALS = (NotOurs, InvalidRecord, tk.ValidationError, tk.ObjectNotFound, tk.NotAuthorized, IntegrityError, DataError)


def reason(error: Exception) -> str:
    """Return in words why a dataset was not written."""
    if isinstance(error, tk.ValidationError):
        return "; ".join(f"{field}: {_flat(said)}" for field, said in error.error_dict.items())
    if isinstance(error, DBAPIError):
        return " ".join(str(error.orig).split())
    return str(error) or type(error).__name__


def _flat(said: Any) -> str:
    """Return the messages of a field, whatever their nesting (those of resources are lists of dicts)."""
    if isinstance(said, Mapping):
        return ", ".join(f"{key}: {_flat(value)}" for key, value in said.items())
    if isinstance(said, list):
        return ", ".join(text for value in said if value and (text := _flat(value)))
    return str(said)


@dataclass(frozen=True)
class Writer:
    """What is needed to write the datasets of one source, read once for many objects."""

    kind: Kind
    source: Source
    form: Form
    user: str

    @classmethod
    def of(cls, kind: Kind, source: Source) -> Writer:
        """Return a writer for this source, as the user ckanext-harvest is told to use or the site's own."""
        user = tk.config.get("ckanext.harvest.user_name")
        if not user:
            user = tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})["name"]
        return cls(kind, source, form.current(), user)

    def write(self, harvest_object: HarvestObject) -> tuple[Outcome, str]:
        """Do what the object asks for; return what was done and the dataset's id.

        :raises Exception: one of REFUSALS; CKAN has then rolled the whole transaction back.
        """
        status = _status(harvest_object)
        guid = str(harvest_object.guid)
        if status == "write":
            outcome, package_id = self._write(json.loads(str(harvest_object.content)))
        else:
            outcome, package_id = self._remove(guid, archive=status == "archive")
        table = HarvestObject.__table__
        # Not by package alone: an object of another source never speaks for this dataset.
        model.Session.execute(
            sa.update(table)
            .where(table.c.harvest_source_id == self.source.id, table.c.guid == guid, table.c.current)
            .values(current=False)
        )
        model.Session.refresh(harvest_object, ["current"])
        harvest_object.package_id = package_id  # type: ignore[assignment]
        harvest_object.current = status == "write"  # type: ignore[assignment]
        harvest_object.import_finished = datetime.now(timezone.utc).replace(tzinfo=None)  # type: ignore[assignment]
        model.Session.flush()
        return outcome, package_id

    def _write(self, record: Any) -> tuple[Outcome, str]:
        dataset = self.kind.read(record)
        remote_url = self.kind.remote_url(self.source.url, dataset)
        held = records.find(self.source.id, dataset.guid)
        package = to_package(dataset, self.source.id, remote_url, self.form)
        if held:
            package["id"] = held.package_id
        existing = model.Session.get(model.Package, package["id"])
        package["owner_org"] = self.source.owner_org
        if existing is None:
            self._create(dataset, package)
            outcome: Outcome = "added"
        else:
            self._check_ownership(held, package["id"])
            outcome = "restored" if held and held.state != "current" else "changed"
            self._update(package, held if outcome == "restored" else None)
        records.save(
            self.source.id, dataset.guid, package["id"], remote_url=remote_url,
            fingerprint=fingerprint(dataset, self.kind.mapping_version), mapping_version=self.kind.mapping_version,
        )  # fmt: skip
        return outcome, package["id"]

    def _check_ownership(self, held: records.Held | None, package_id: str) -> None:
        """Raise NotOurs unless this source made the dataset, by our own account or by ckanext-harvest's."""
        if held:
            return
        table = HarvestObject.__table__
        ours = sa.select(table.c.id).where(
            table.c.package_id == package_id, table.c.harvest_source_id == self.source.id
        )
        if model.Session.execute(ours.limit(1)).first() is None:
            raise NotOurs(tk._("The dataset %s is here already and was not made by this source") % package_id)

    def _create(self, dataset: Dataset, package: dict[str, Any]) -> None:
        # A dataset whose name is its title's slug reads better than one named by a number.
        wished = dataset.name or dataset.title
        name = identity.dataset_name(wished, package["id"], _RESERVED_NAMES)
        if model.Session.execute(sa.select(model.Package.id).where(model.Package.name == name)).first():
            name = identity.dataset_name(wished, package["id"], {name})
        package["name"] = name
        package["type"] = "dataset"
        tk.get_action("package_create")(self._context(), package)

    def _update(self, package: dict[str, Any], restored: records.Held | None) -> None:
        existing = self._show(package["id"])
        merged = merge(existing, package, self.form)
        if restored:
            merged["private"] = restored.was_private
            merged["state"] = "active"
        self._package_update(existing, merged)
        self._add_views(existing, merged)

    def _remove(self, guid: str, archive: bool) -> tuple[Outcome, str]:
        held = records.find(self.source.id, guid)
        if held is None:
            raise NotOurs(tk._("The dataset of %s was not made by this source") % guid)
        existing = self._show(held.package_id)
        change = {"private": True} if archive else {"state": "deleted"}
        kept = {key: value for key, value in existing.items() if key != "metadata_modified"}
        self._package_update(existing, {**kept, **change})
        was_private = bool(existing.get("private")) if archive else held.was_private
        records.set_state(self.source.id, guid, "archived" if archive else "deleted", was_private)
        return ("removed" if archive else "deleted"), held.package_id

    def _context(self, **more: Any) -> Any:
        return {"user": self.user, "ignore_auth": True, "defer_commit": True, "return_id_only": True, **more}

    def _show(self, package_id: str) -> dict[str, Any]:
        context: Any = {"user": self.user, "ignore_auth": True, "use_cache": False, "for_update": True}
        return tk.get_action("package_show")(context, {"id": package_id})

    def _package_update(self, existing: dict[str, Any], package: dict[str, Any]) -> None:
        """Update a dataset within the open transaction.

        In CKAN 2.12, package_update with defer_commit undoes its own work unless return_id_only is set too; with it,
        the savepoint it opened is left to us, and so is the mark by which ckanext-activity tells a true update.
        """
        context = self._context(original_package=existing, changed_entities={"packages": {existing["id"]}})
        before = model.Session().get_nested_transaction()
        tk.get_action("package_update")(context, package)
        after = model.Session().get_nested_transaction()
        if after is not None and after is not before:
            after.commit()

    def _add_views(self, existing: Mapping[str, Any], merged: Mapping[str, Any]) -> None:
        """Give new resources their default views, which package_update leaves to resource_create."""
        before = {resource["id"] for resource in existing.get("resources") or []}
        for resource in merged["resources"]:
            if resource["id"] not in before:
                context: Any = {"user": self.user, "ignore_auth": True, "defer_commit": True}
                tk.get_action("resource_create_default_resource_views")(
                    context, {"resource": dict(resource), "package": dict(merged)}
                )


def _status(harvest_object: HarvestObject) -> str:
    table = HarvestObjectExtra.__table__
    query = sa.select(table.c.value).where(table.c.harvest_object_id == harvest_object.id, table.c.key == STATUS)
    return model.Session.execute(query.limit(1)).scalar() or "write"
