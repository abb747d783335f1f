"""The data themes of the European Union: a field of the index, a facet of the portals, a name and an icon for each.

https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/data-theme
"""
from __future__ import annotations

import functools
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.records.theme import CODES, VOCABULARY
from ckanext.mutualisation.portal import visit

__all__ = ["FACET", "ICONS", "first", "index_themes", "name_themes", "theme_name"]

FACET = "vocab_data_theme"
"""CKAN's schema has a text field of several values for any name that begins with ``vocab_``."""

ICONS = {
    "AGRI": "fa-wheat-awn",
    "ECON": "fa-chart-line",
    "EDUC": "fa-graduation-cap",
    "ENER": "fa-bolt",
    "ENVI": "fa-leaf",
    "GOVE": "fa-landmark",
    "HEAL": "fa-heart-pulse",
    "INTR": "fa-earth-europe",
    "JUST": "fa-scale-balanced",
    "REGI": "fa-city",
    "SOCI": "fa-people-group",
    "TECH": "fa-flask",
    "TRAN": "fa-bus",
}


_NAMES: Mapping[str, Callable[[], str]] = {
    "AGRI": lambda: tk._("Agriculture, fisheries, forestry and food"),
    "ECON": lambda: tk._("Economy and finance"),
    "EDUC": lambda: tk._("Education, culture and sport"),
    "ENER": lambda: tk._("Energy"),
    "ENVI": lambda: tk._("Environment"),
    "GOVE": lambda: tk._("Government and public sector"),
    "HEAL": lambda: tk._("Health"),
    "INTR": lambda: tk._("International issues"),
    "JUST": lambda: tk._("Justice, legal system and public safety"),
    "REGI": lambda: tk._("Regions and cities"),
    "SOCI": lambda: tk._("Population and society"),
    "TECH": lambda: tk._("Science and technology"),
    "TRAN": lambda: tk._("Transport"),
}


def theme_name(code: str) -> str:
    """Return the name of a theme in the reader's language; a code that is none of them comes back."""
    return _name_in(tk.h.lang(), code)


@functools.lru_cache(maxsize=1_000)
def _name_in(language: str, code: str) -> str:
    name = _NAMES.get(code)
    return name() if name else code


def index_themes(document: dict[str, Any]) -> dict[str, Any]:
    """Add to a dataset's document for the index the codes of its themes."""
    codes = sorted({code for uri in _uris(document.get("theme")) if (code := uri.removeprefix(VOCABULARY)) in CODES})
    return {**document, FACET: codes} if codes else document


def _uris(theme: Any) -> Iterable[str]:
    """Read a field that may hold one address, a list of them, or such a list written as JSON."""
    if isinstance(theme, str) and theme.startswith("["):
        try:
            theme = json.loads(theme)
        except ValueError:
            return []
    if isinstance(theme, str):
        return [theme]
    return [uri for uri in theme if isinstance(uri, str)] if isinstance(theme, list) else []


def name_themes(answer: dict[str, Any]) -> dict[str, Any]:
    """Give the themes of a search's facet their names."""
    for item in answer.get("search_facets", {}).get(FACET, {}).get("items", []):
        item["display_name"] = theme_name(item["name"])
    return answer


def first(facets: OrderedDict[str, Any]) -> OrderedDict[str, Any]:
    """Put the themes before the other facets, on portals; CKAN's own pages keep their facets."""
    if visit.current_visit() is not None:
        facets[FACET] = tk._("Themes")
        facets.move_to_end(FACET, last=False)
    return facets
