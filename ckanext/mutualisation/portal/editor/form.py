"""The editor's form and the brand's document, each made from the other; and the edits that the form's buttons ask for.

A field of the form is named as the place of its value in the document, which is also how a fault names it:
``home.2.text.fr``. What is typed is kept as it was typed, wrong or not; ``read_brand`` judges it.

>>> document_of([("title.fr", "Nantes"), ("header_links.1.url", "/pages/b"), ("header_links.0.url", "/pages/a")])[
...     "header_links"]
[{'url': '/pages/a'}, {'url': '/pages/b'}]
>>> edited({"social": [{"network": "x"}, {"network": "github"}]}, "up:social.1").document["social"][0]
{'network': 'github'}
"""
from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ckanext.mutualisation.core.brand import BLOCKS, Brand, stored_brand, write_brand

__all__ = ["LISTS", "Edited", "document_of", "edited", "filled", "opened"]

LISTS = ("header_links", "footer_links", "home", "pages", "social", "reuses")
"""The fields that are lists of mappings; the form always holds them, empty or not."""

_FIELDS = frozenset(field.name for field in fields(Brand))
_NAME = re.compile(r"[a-z_]{1,40}(?:\.[A-Za-z0-9_]{1,40}){0,3}\Z")
_PICTURES = ("logo", "favicon", "image")
_MOVES = {"up": -1, "down": 1}


def document_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the document that the form's fields hold; what is empty is left out, except an item of a list."""
    tree: dict[str, Any] = {name: {} for name in LISTS}
    for name, value in pairs:
        if _NAME.match(name) and name.partition(".")[0] in _FIELDS:
            _put(tree, name.split("."), value.replace("\r\n", "\n"))
    document = {name: _items(value) if name in LISTS else _without_empty(value) for name, value in tree.items()}
    document = {name: value for name, value in document.items() if name in LISTS or value not in ("", {})}
    if "search_engines" in document:
        document["search_engines"] = document["search_engines"] != "no"
    return document


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return
    if not isinstance(tree.get(path[-1]), dict):
        tree[path[-1]] = value


def _without_empty(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kept = {name: _without_empty(item) for name, item in value.items()}
    return {name: item for name, item in kept.items() if item not in ("", {})}


def _items(numbered: Any) -> list[dict[str, Any]]:
    numbers = sorted((name for name in numbered if name.isascii() and name.isdigit()), key=int)
    return [_item(numbered[number]) for number in numbers if isinstance(numbered[number], dict)]


def _item(typed: dict[str, Any]) -> dict[str, Any]:
    item = _without_empty(typed)
    if isinstance(item.get("datasets"), str):
        item["datasets"] = [name for name in re.split(r"[,\s]+", item["datasets"]) if name]
    return item


def filled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document without the items that somebody added and left empty."""
    return {
        name: [item for item in value if any(item.values())] if name in LISTS else value
        for name, value in document.items()
    }


def opened(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored document as the form shows it: what has its default says so."""
    brand = stored_brand(document)
    default = Brand()
    colours = {role: str(getattr(default.colours, role)) for role in ("primary", "secondary", "header")}
    written = write_brand(brand)
    return {
        **{name: [] for name in LISTS},
        "home": [{"block": each.kind, **({"count": each.count} if each.count else {})} for each in default.home],
        **written,
        "colours": colours | written.get("colours", {}),
    }


@dataclass(frozen=True)
class Edited:
    """A document after an edit, and what to put the focus on: the name of a field, of an item, or of a button."""

    document: dict[str, Any]
    focus: str


def edited(document: Mapping[str, Any], do: str, block: str = "") -> Edited:
    """Return the document after the edit that a button asks for; unchanged when it asks for nothing that can be done.

    :param do: ``add:<list>``, ``remove:<list>.<n>``, ``up:<list>.<n>``, ``down:<list>.<n>``, ``clear:<picture>`` or
        ``take:colours.<role>:<colour>``.
    :param block: what to add to the home page.
    """
    after = copy.deepcopy(dict(document))
    verb, _, target = do.partition(":")
    if verb == "take":
        field, _, colour = target.partition(":")
        return _take(after, field, colour)
    if verb == "clear" and target in _PICTURES:
        after.pop(target, None)
        return Edited(after, f"{target}_upload")
    name, _, number = target.partition(".")
    if name not in LISTS:
        return Edited(after, "")
    items = after.setdefault(name, [])
    if verb == "add":
        items.append({"block": block if block in BLOCKS else BLOCKS[0]} if name == "home" else {})
        return Edited(after, f"{name}.{len(items) - 1}")
    if not (number.isascii() and number.isdigit() and int(number) < len(items)):
        return Edited(after, "")
    return _without_item(after, name, int(number)) if verb == "remove" else _moved(after, name, int(number), verb)


def _take(document: dict[str, Any], field: str, colour: str) -> Edited:
    parent, _, role = field.partition(".")
    if parent == "colours" and role:
        document[parent] = {**(document.get(parent) or {}), role: colour}
    return Edited(document, field)


def _without_item(document: dict[str, Any], name: str, position: int) -> Edited:
    items = document[name]
    del items[position]
    return Edited(document, f"remove:{name}.{min(position, len(items) - 1)}" if items else f"add:{name}")


def _moved(document: dict[str, Any], name: str, position: int, verb: str) -> Edited:
    items, new = document[name], position + _MOVES.get(verb, 0)
    if verb not in _MOVES or not 0 <= new < len(items):
        return Edited(document, "")
    items.insert(new, items.pop(position))
    # A button that can move the item no further is not there: the other one takes the focus.
    at_end = new == (0 if verb == "up" else len(items) - 1)
    button = {"up": "down", "down": "up"}[verb] if at_end else verb
    return Edited(document, f"{button}:{name}.{new}")
