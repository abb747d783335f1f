"""What changes from one brand's document to another, item by item, as a reader wants it told.

>>> compare({"title": {"fr": "Nantes"}}, {"title": {"fr": "Nantes Métropole"}})
[Change(verb='changed', path=('title', 'fr'), item='', before='Nantes', after='Nantes Métropole')]
"""
from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.mutualisation.portal.editor.form import LISTS

__all__ = ["Change", "compare", "line_changes"]

Verb = Literal["added", "removed", "moved", "changed"]
_KEYS = {
    "header_links": "url", "footer_links": "url", "home": "block", "pages": "slug", "social": "network", "reuses": "url"
}  # fmt: skip
"""The field by which an item of a list is the same item before and after."""


@dataclass(frozen=True)
class Change:
    """One difference. ``path`` leads to it in the later document, in the earlier one for what is removed.

    ``item`` is the key of the item of a list that it is about, empty elsewhere.
    """

    verb: Verb
    path: tuple[str | int, ...]
    item: str = ""
    before: str = ""
    after: str = ""


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return every difference, lists item by item: an item that only moved is not called changed."""
    changes: list[Change] = []
    for name in dict.fromkeys((*before, *after)):
        if name in LISTS:
            changes += _in_list(name, before.get(name) or [], after.get(name) or [])
        else:
            changes += _in_value((name,), before.get(name), after.get(name), "")
    return changes


def _in_value(path: tuple[str | int, ...], before: Any, after: Any, item: str) -> Iterator[Change]:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = before or {}, after or {}
        for name in dict.fromkeys((*old, *new)):
            yield from _in_value((*path, name), old.get(name), new.get(name), item)
    elif _said(before) != _said(after):
        yield Change("changed", path, item, _said(before), _said(after))


def _said(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _in_list(name: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    old, new = _keyed(name, before), _keyed(name, after)
    for key, (position, _) in old.items():
        if key not in new:
            yield Change("removed", (name, position), key[0])
    kept = [key for key in old if key in new]
    still = _longest_in_order(kept, [key for key in new if key in old])
    for key, (position, item) in new.items():
        if key not in old:
            yield Change("added", (name, position), key[0])
            continue
        if key not in still:
            yield Change("moved", (name, position), key[0])
        yield from _in_value((name, position), old[key][1], item, key[0])


def _keyed(name: str, items: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], tuple[int, Mapping[str, Any]]]:
    """Return each item with its position, by its key and how many before it have the same."""
    seen: Counter[str] = Counter()
    keyed = {}
    for position, item in enumerate(items):
        key = str(item.get(_KEYS[name]) or "")
        keyed[key, seen[key]] = (position, item)
        seen[key] += 1
    return keyed


def _longest_in_order(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return the keys that keep their order: the others are those that moved."""
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in before[block.a : block.a + block.size]}


def line_changes(before: str, after: str) -> list[tuple[Literal["", "-", "+"], str]]:
    """Return the lines that went (``-``), came (``+``) or stand beside these (empty)."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))[2:]
    return [(line[0].strip(), line[1:]) for line in lines if not line.startswith("@@")]  # type: ignore[misc]
