"""Search in French: add the fields of our Solr schema to those that CKAN asks."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckan.lib.search.query import QUERY_FIELDS

__all__ = ["widen"]


def widen(search: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Return a package_search with more fields to look in; one that chose its fields or its parser is left alone."""
    if not fields or search.get("qf") or search.get("defType") or ":" in (search.get("q") or ""):
        return search
    return search | {"qf": " ".join([QUERY_FIELDS, *fields])}
