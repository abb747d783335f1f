"""Show changes to a person, or as plain values for a program."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ckanext.mutualisation.core.declaration import Change

__all__ = ["changes_as_json", "lines", "to_json"]

SIGNS = {"create": "+", "update": "~", "remove": "-", "record": "="}
LONGEST = 100


def lines(changes: Iterable[Change]) -> Iterator[str]:
    """Write one line a change, and under it one line a field: ``title: old -> new``."""
    for change in changes:
        yield f"{SIGNS[change.verb]} {change.verb} {change.section} {change.name}"
        for name, (now, wanted) in change.fields.items():
            before = "" if now is None and change.verb in ("create", "record") else f"{_short(now)} -> "
            yield f"    {name}: {before}{_short(wanted)}"


def changes_as_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return dicts of ``section``, ``name``, ``verb`` and ``fields`` (name to ``{"now": …, "wanted": …}``)."""
    return [
        {
            "section": change.section,
            "name": change.name,
            "verb": change.verb,
            "fields": {name: {"now": now, "wanted": wanted} for name, (now, wanted) in change.fields.items()},
        }
        for change in changes
    ]


def to_json(value: Any) -> str:
    """Write JSON for programs; dates as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = value.replace("\n", "⏎")
    elif isinstance(value, (dt.date, dt.datetime)):
        text = value.isoformat()
    else:
        text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value)
