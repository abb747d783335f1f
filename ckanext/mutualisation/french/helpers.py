"""Name in the reader's language what CKAN shows under its internal name."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

__all__ = ["format_resource_items"]

# CKAN's page of a resource leaves these out by name.
LEFT_OUT_BY_NAME = {"created", "metadata modified", "last modified", "format"}
VALUES = {"True", "False", "active"}

Items = list[tuple[str, Any]]


@tk.chained_helper
def format_resource_items(next_helper: Callable[[Sequence[tuple[str, Any]]], Items],
                          items: Sequence[tuple[str, Any]]) -> Items:
    """Return a resource's technical fields for its page, names and fixed values translated.

    :param items: pairs of a field's key and its value
    :returns: pairs of a field's name and its value, as CKAN's own helper gives them in English
    """
    return [
        (
            name if name in LEFT_OUT_BY_NAME else tk._(name),
            tk._(value) if isinstance(value, str) and value in VALUES else value,
        )
        for name, value in next_helper(items)
    ]
