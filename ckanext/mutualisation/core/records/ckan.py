"""Read a record of CKAN's ``package_search`` into a dataset.

>>> read({"id": "a1", "name": "ecoles", "title": "Écoles"}).title
'Écoles'
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ckanext.mutualisation.core.records import frequency, language, licence, theme
from ckanext.mutualisation.core.records.dataset import Agent, Dataset, Resource
from ckanext.mutualisation.core.records.shape import Field, check
from ckanext.mutualisation.core.records.text import clean_email, clean_tags, clean_url, iso_date, words

__all__ = ["MAPPING_VERSION", "SHAPE", "guid", "read"]

MAPPING_VERSION = 1

_TEXT = (str, int, float, bool)
_NAMED = (Field("name", _TEXT), Field("title", _TEXT), Field("display_name", _TEXT))
SHAPE = (
    Field("id", (str,), required=True),
    Field("name", (str,), required=True),
    Field("title", (str,)),
    Field("notes", (str,)),
    Field("license_id", _TEXT),
    Field("license_title", _TEXT),
    Field("license_url", _TEXT),
    Field("tags", (list,), items=_NAMED),
    Field("groups", (list,), items=_NAMED),
    Field("organization", (dict,)),
    Field("extras", (list,), items=(Field("key", (str,), required=True),)),
    Field(
        "resources",
        (list,),
        items=(Field("id", (str,)), Field("url", (str,)), Field("name", _TEXT), Field("format", _TEXT)),
    ),
)

# Read into fields of their own, below.
_READ_EXTRAS = frozenset({
    "theme", "frequency", "issued", "modified", "language", "contact_name", "contact_email", "contact_uri",
    "publisher_name", "publisher_email", "publisher_url", "publisher_uri", "publisher_identifier",
})  # fmt: skip
# What the remote's own harvesters add: they change at each of its runs and mean nothing here.
_REMOTE_HARVEST = frozenset({"harvest_object_id", "harvest_source_id", "harvest_source_title"})


def guid(record: Mapping[str, Any]) -> str:
    """Return what identifies the dataset at its source, even when the rest is wrong; "" when nothing does."""
    identifier = record.get("id") if isinstance(record, Mapping) else None
    return identifier.strip() if isinstance(identifier, str) else ""


def read(record: Mapping[str, Any]) -> Dataset:
    """Return the dataset that a package of ``package_search`` describes.

    :raises ckanext.mutualisation.core.records.dataset.InvalidRecord: a field is missing or has not the declared shape.
    """
    check(record, SHAPE)
    extras = {extra["key"]: words(_plain(extra.get("value"))) for extra in record.get("extras") or []}

    def field(name: str) -> Any:
        """Return a DCAT field, which a CKAN holds at the top level (scheming) or among the extras."""
        return record.get(name) or extras.get(name)

    themes, unknown_themes = _themes(record, field("theme"))
    return Dataset(
        guid=guid(record),
        name=record["name"].strip(),
        title=words(record.get("title")) or record["name"].strip(),
        notes=words(record.get("notes")),
        tags=clean_tags(words(tag.get("name") or tag.get("display_name")) for tag in record.get("tags") or []),
        themes=themes,
        themes_as_published=unknown_themes,
        **_licence(record),
        url=clean_url(record.get("url")),
        version=words(record.get("version"))[:100],
        author=words(record.get("author")),
        author_email=clean_email(record.get("author_email")),
        maintainer=words(record.get("maintainer")),
        maintainer_email=clean_email(record.get("maintainer_email")),
        publisher=_agent(record.get("publisher"), extras, "publisher") or _organization(record.get("organization")),
        contact=_agent(record.get("contact"), extras, "contact"),
        issued=iso_date(field("issued")) or iso_date(record.get("metadata_created")),
        modified=iso_date(field("modified")) or iso_date(record.get("metadata_modified")),
        frequency=frequency.identify(words(field("frequency"))),
        languages=language.identify(_list(field("language"))),
        extras=tuple(
            (key, value)
            for key, value in sorted(extras.items())
            if value and key not in _READ_EXTRAS and key not in _REMOTE_HARVEST
        ),
        resources=_resources(record.get("resources") or []),
    )


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, (list, dict)) else value


def _list(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, of a JSON list in a text, or of one text."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return (value,)
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if not isinstance(item, (dict, list)) and (text := words(item)))


def _themes(record: Mapping[str, Any], declared: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = list(_list(declared))
    for group in record.get("groups") or []:
        names.append(words(group.get("title") or group.get("display_name") or group.get("name")))
    return theme.identify(names)


def _licence(record: Mapping[str, Any]) -> dict[str, str]:
    said = [words(record.get(name)) for name in ("license_id", "license_url", "license_title")]
    found = licence.identify(*said)
    if found != licence.NOT_SPECIFIED or said[0] == licence.NOT_SPECIFIED:
        return {"licence": found, "licence_as_published": ""}
    return {"licence": found, "licence_as_published": said[2] or said[0] or said[1]}


def _agent(declared: Any, extras: Mapping[str, str], prefix: str) -> Agent | None:
    """Return the agent of a scheming field (a list of one or more objects), or of the ``<prefix>_*`` extras."""
    first = declared[0] if isinstance(declared, list) and declared else declared
    if isinstance(first, Mapping):
        source: Mapping[str, Any] = first
    else:
        source = {part: extras.get(f"{prefix}_{part}") for part in ("name", "email", "url", "uri", "identifier")}
    agent = Agent(
        name=words(source.get("name")),
        email=clean_email(source.get("email")),
        url=clean_url(source.get("url")),
        uri=words(source.get("uri")),
        identifier=words(source.get("identifier")),
    )
    return None if agent == Agent() else agent


def _organization(organization: Mapping[str, Any] | None) -> Agent | None:
    name = words((organization or {}).get("title")) or words((organization or {}).get("name"))
    return Agent(name=name) if name else None


def _resources(records: list[Mapping[str, Any]]) -> tuple[Resource, ...]:
    resources: list[Resource] = []
    seen: dict[str, int] = {}
    for record in records:
        key = words(record.get("id")) or words(record.get("url"))
        seen[key] = seen.get(key, 0) + 1
        resources.append(_resource(record, key if seen[key] == 1 else f"{key}#{seen[key]}"))
    return tuple(resources)


def _resource(record: Mapping[str, Any], key: str) -> Resource:
    size = words(record.get("size"))
    return Resource(
        key=key,
        url=words(record.get("url")),
        name=words(record.get("name")),
        description=words(record.get("description")),
        format=words(record.get("format")),
        mimetype=words(record.get("mimetype")),
        size=int(size) if size.isdecimal() else None,
        hash=words(record.get("hash")),
        resource_type=words(record.get("resource_type")),
        created=iso_date(record.get("created")),
        modified=iso_date(record.get("last_modified")),
    )
