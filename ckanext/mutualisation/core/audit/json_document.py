"""What is written in JSON: answers of the API, oEmbed, a portal's manifest, places of its map."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ckanext.mutualisation.core.audit.addresses import absolute_addresses
from ckanext.mutualisation.core.audit.document import Document, Marks, Named, Reference, Role
from ckanext.mutualisation.core.audit.embedding import of_embedding

__all__ = ["read_json"]

_IDENTIFIERS = frozenset({"@id", "guid", "identifier", "uri"})
_MANIFEST = ("start_url", "scope")


def read_json(body: bytes, action: str = "") -> Document:
    """Return what a document in JSON holds; ``action`` is the API's action that answered it, if one did."""
    text = body.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Document(text=text, fault=f"is not JSON: {error}")
    if isinstance(value, dict):
        if value.get("type") == "rich" and "html" in value:
            return Document(tuple(of_embedding(value)), text=text)
        if all(key in value for key in _MANIFEST):
            return _manifest(value, text)
    references = tuple(dict.fromkeys(_addresses(value, "", "")))
    named = tuple(dict.fromkeys([*_listed(value, action), *_objects(value, "")]))
    return Document(references, named, (), _status(value, action), text, _count(value))


def _addresses(value: Any, path: str, key: str) -> Iterator[Reference]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _addresses(inner, f"{path}.{name}".lstrip("."), str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _addresses(inner, f"{path}[]", key)
    elif isinstance(value, str) and "://" in value:
        whole = value.startswith(("http://", "https://")) and not any(each.isspace() for each in value)
        role = Role.IDENTIFIER if key in _IDENTIFIERS else Role.LINK if whole else Role.MENTION
        for address in [value] if whole else absolute_addresses(value):
            yield Reference(address, role, path)


def _manifest(value: dict[str, Any], text: str) -> Document:
    references = [Reference(str(value[key]), Role.LINK, key) for key in _MANIFEST]
    references += [Reference(str(icon.get("src")), Role.FILE, "icons[].src") for icon in value.get("icons") or []]
    described = (("the manifest's description", str(value.get("description") or "")),)
    marks = Marks("other", names=(("the manifest", str(value.get("name"))),), descriptions=described)
    return Document(tuple(references), (), (), marks, text)


def _listed(value: Any, action: str) -> Iterator[Named]:
    """Yield the names in the lists that hold names alone."""
    result = value.get("result") if isinstance(value, dict) else None
    kind = {"package_list": "dataset", "organization_list": "organization"}.get(action)
    if kind and isinstance(result, list):
        for name in result:
            if isinstance(name, str):
                yield Named(kind, name, "result[]")  # pyright: ignore[reportArgumentType] -- one of the two


def _objects(value: Any, path: str) -> Iterator[Named]:
    """Yield what objects and facets name without an address or an id."""
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner, f"{path}[]")
    if not isinstance(value, dict):
        return
    about_dataset = "match_field" in value or "owner_org" in value or path.endswith("datasets[]")
    if isinstance(value.get("name"), str) and about_dataset:
        yield Named("dataset", value["name"], f"{path}.name")
    if isinstance(value.get("name"), str) and value.get("is_organization") is True:
        yield Named("organization", value["name"], f"{path}.name")
    for key, inner in value.items():
        if key in ("facets", "search_facets") and isinstance(inner, dict):
            yield from _facet(inner.get("organization"), f"{path}.{key}.organization".lstrip("."))
        yield from _objects(inner, f"{path}.{key}".lstrip("."))


def _facet(values: Any, path: str) -> Iterator[Named]:
    names = list(values) if isinstance(values, dict) and "items" not in values else []
    if isinstance(values, dict) and isinstance(values.get("items"), list):
        names = [item.get("name") for item in values["items"] if isinstance(item, dict)]
    for name in names:
        if isinstance(name, str):
            yield Named("organization", name, path)


def _status(value: Any, action: str) -> Marks | None:
    result = value.get("result") if isinstance(value, dict) else None
    if action != "status_show" or not isinstance(result, dict):
        return None
    names = (("site_title", str(result.get("site_title"))),)
    return Marks("other", names=names, descriptions=(("site_description", str(result.get("site_description") or "")),))


def _count(value: Any) -> int | None:
    result = value.get("result") if isinstance(value, dict) else None
    if isinstance(result, list):
        return len(result)
    count = result.get("count") if isinstance(result, dict) else None
    return count if isinstance(count, int) else None
