"""Turn a dataset into what ``package_create`` and ``package_update`` take, for the dataset form of the instance."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.mutualisation.core.records import identity
from ckanext.mutualisation.core.records.dataset import Agent, Dataset, Resource

__all__ = ["Form", "merge", "to_package"]

# Without a value at the source, these have none here; those below keep CKAN's guess, and "created" CKAN's date.
_EMPTIED = ("size", "resource_type", "last_modified")
_GUESSED = ("format", "mimetype")
_CLEARED = ("url", "name", "description", "hash")
_STANDARD_FIELDS = (
    "title", "notes", "tags", "license_id", "url", "version", "author", "author_email", "maintainer",
    "maintainer_email", "extras",
)  # fmt: skip
_DCAT_FIELDS = ("theme", "issued", "modified", "frequency", "language", "identifier", "publisher", "contact")


@dataclass(frozen=True)
class Form:
    """The dataset form of the instance, as ckanext-scheming describes it; empty for CKAN's own form.

    ``fields`` are the names of its fields; ``lists`` those that hold several texts, ``groups`` those that hold objects
    (repeating subfields); ``required`` those that must be filled; ``choices`` the values that a field accepts.
    """

    fields: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)


def to_package(dataset: Dataset, source_id: str, remote_url: str, form: Form) -> dict[str, Any]:
    """Return the package dict, without name, owner, state or visibility.

    Fields that the form does not have become extras under the names that ckanext-dcat reads.
    """
    package: dict[str, Any] = {
        "id": identity.dataset_id(source_id, dataset.guid),
        "title": dataset.title,
        "notes": dataset.notes or (dataset.title if "notes" in form.required else ""),
        "tags": [{"name": tag} for tag in dataset.tags],
        "license_id": dataset.licence,
        "url": dataset.url or remote_url,
        "version": dataset.version,
        "author": dataset.author,
        "author_email": dataset.author_email,
        "maintainer": dataset.maintainer,
        "maintainer_email": dataset.maintainer_email,
        "resources": [_resource(resource, source_id, dataset.guid) for resource in dataset.resources],
    }
    extras = {key: value for key, value in dataset.extras if key not in _STANDARD_FIELDS and key != "name"}
    for name, value in _dcat(dataset).items():
        if not value:
            continue
        if not _accepted(value, name, form):
            extras.update(_as_extras(f"{name}_as_published", value))
        elif name in form.fields:
            package[name] = _for_form(value, name, form)
        else:
            extras.update(_as_extras(name, value))
    for name in [name for name in extras if name in form.fields]:
        # CKAN refuses an extra that has the name of a field of the form.
        value = extras.pop(name)
        if name in form.groups:
            extras[f"{name}_as_published"] = value
        else:
            package.setdefault(name, [value] if name in form.lists else value)
    extras["harvest_remote_url"] = remote_url
    if dataset.licence_as_published:
        extras["license_as_published"] = dataset.licence_as_published
    if dataset.themes_as_published:
        extras["theme_as_published"] = ", ".join(dataset.themes_as_published)
    package["extras"] = [{"key": key, "value": value} for key, value in sorted(extras.items()) if value]
    return package


def merge(existing: Mapping[str, Any], package: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Return the package to write over an existing one: what the source says, and what only this instance knows.

    Kept: name, visibility, state, groups, other fields of the form, and on each resource that remains, what was added
    here (the DataStore's flag among others). Not kept: a resource or a value that the source no longer has.
    """
    # CKAN would read the tags again from tag_string, and forget ours.
    managed = {name for name in _DCAT_FIELDS if name in form.fields} | {"tag_string"}
    merged = {key: value for key, value in existing.items() if key not in managed and key != "metadata_modified"}
    merged.update(package)
    local = {resource["id"]: resource for resource in existing.get("resources") or []}
    merged["resources"] = [_merge_resource(local.get(one["id"], {}), one) for one in package["resources"]]
    return merged


def _merge_resource(local: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resource to write: the local one, which CKAN then leaves alone, when the source says the same."""
    dropped = {name for name in _EMPTIED if local.get(name) and name not in said}
    if local.get("url") != said["url"]:
        dropped.update(_GUESSED)
    return {**{name: value for name, value in local.items() if name not in dropped}, **said}


def _resource(resource: Resource, source_id: str, guid: str) -> dict[str, Any]:
    written = {
        "id": identity.resource_id(source_id, guid, resource.key),
        "url": resource.url,
        "name": resource.name,
        "description": resource.description,
        "format": resource.format,
        "mimetype": resource.mimetype or None,
        "size": resource.size,
        "hash": resource.hash,
        "resource_type": resource.resource_type or None,
        "created": resource.created or None,
        "last_modified": resource.modified or None,
    }
    # An absent format or type is left to CKAN's guess from the address; the empty texts clear what was there before.
    return {key: value for key, value in written.items() if value not in (None, "") or key in _CLEARED}


def _dcat(dataset: Dataset) -> dict[str, Any]:
    return {
        "theme": list(dataset.themes),
        "issued": dataset.issued,
        "modified": dataset.modified,
        "frequency": dataset.frequency,
        "language": list(dataset.languages),
        "identifier": dict(dataset.extras).get("identifier") or dataset.guid,
        "publisher": dataset.publisher,
        "contact": dataset.contact,
    }


def _filled(agent: Agent) -> dict[str, str]:
    return {part: value for part, value in asdict(agent).items() if value}


def _accepted(value: Any, name: str, form: Form) -> bool:
    if name not in form.choices:
        return True
    return all(one in form.choices[name] for one in (value if isinstance(value, list) else [value]))


def _for_form(value: Any, name: str, form: Form) -> Any:
    if isinstance(value, Agent):
        return [_filled(value)] if name in form.groups else value.name
    if isinstance(value, list) and name not in form.lists:
        return ", ".join(value)
    return [value] if name in form.lists and not isinstance(value, list) else value


def _as_extras(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, Agent):
        return {f"{name}_{part}": text for part, text in _filled(value).items()}
    return {name: json.dumps(value) if isinstance(value, list) else value}
