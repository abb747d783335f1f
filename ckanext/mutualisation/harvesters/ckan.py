"""Harvest a CKAN: whole records by page, from its search."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.records import ckan as mapping
from ckanext.mutualisation.core.records.dataset import Dataset
from ckanext.mutualisation.harvesters.base import MutualisationHarvester
from ckanext.mutualisation.harvesters.kind import ListingFailed, Page
from ckanext.mutualisation.harvesters.source import InvalidSettings
from ckanext.mutualisation.http import AnswerTooLarge, Client, Overloaded, TooSlow

__all__ = ["CkanHarvester"]

# CKAN serves 1000 rows at most unless its operator says otherwise; some sites are slow at it, hence smaller pages then.
_ROWS = 1000
_FEWEST_ROWS = 100


class CkanHarvester(MutualisationHarvester):
    """The kind ``ckan``.

    Settings: ``organization`` (name or id of one organization there), ``filters`` (search field to value or values),
    ``rows`` (datasets asked for in one page).
    """

    kind = "ckan"
    title = "CKAN (shared platform)"
    description = "A CKAN: only what changed is written, what is gone is archived"
    mapping_version = mapping.MAPPING_VERSION

    def pages(self, client: Client, url: str, settings: Mapping[str, Any]) -> Iterator[Page]:
        address = url.rstrip("/") + "/api/3/action/package_search"
        rows = settings.get("rows", _ROWS)
        query: dict[str, str | int] = {"sort": "id asc"}
        if wanted := _query(settings):
            query["fq"] = wanted
        start = 0
        while True:
            try:
                page = _page(client.get_json(address, {**query, "rows": rows, "start": start}))
            except (Overloaded, TooSlow, AnswerTooLarge):
                if rows <= _FEWEST_ROWS:
                    raise
                rows = max(_FEWEST_ROWS, rows // 2)
                continue
            yield page
            start += len(page.records)
            if not page.records or start >= (page.announced or 0):
                return

    def guid(self, record: Any) -> str:
        return mapping.guid(record)

    def read(self, record: Any) -> Dataset:
        return mapping.read(record)

    def remote_url(self, url: str, dataset: Dataset) -> str:
        return f"{url.rstrip('/')}/dataset/{dataset.name}"

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        for name in settings:
            if name not in ("organization", "filters", "rows"):
                raise InvalidSettings(name, tk._("unknown setting; those of a CKAN are organization, filters and rows"))
        checked: dict[str, Any] = {}
        if (organization := settings.get("organization")) is not None:
            if not isinstance(organization, str) or not organization.strip():
                raise InvalidSettings("organization", tk._("give the name or the id of one organization of the source"))
            checked["organization"] = organization.strip()
        if (rows := settings.get("rows")) is not None:
            if isinstance(rows, bool) or not isinstance(rows, int) or not 1 <= rows <= _ROWS:
                raise InvalidSettings("rows", tk._("give a whole number from 1 to 1000"))
            checked["rows"] = rows
        if settings.get("filters"):
            checked["filters"] = _filters(settings["filters"])
        return checked


def _filters(filters: Any) -> dict[str, list[str]]:
    remedy = tk._('give search fields with a value or a list of values, such as {"groups": ["transport", "culture"]}')
    if not isinstance(filters, Mapping):
        raise InvalidSettings("filters", remedy)
    checked = {}
    for name, values in filters.items():
        texts = [values] if isinstance(values, str) else values
        good = isinstance(texts, list) and texts and all(isinstance(text, str) and text for text in texts)
        if not good or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise InvalidSettings(f"filters.{name}", remedy)
        checked[name] = list(texts)
    return checked


def _query(settings: Mapping[str, Any]) -> str:
    """Return the filter query of the settings, in Solr's words."""
    parts = []
    if organization := settings.get("organization"):
        parts.append(f"+(organization:{_quoted(organization)} OR owner_org:{_quoted(organization)})")
    for name, values in sorted((settings.get("filters") or {}).items()):
        parts.append(f"+{name}:({' OR '.join(_quoted(value) for value in values)})")
    return " ".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _page(answer: Any) -> Page:
    """Return the page that an answer holds; some CKANs answer 200 with an error inside."""
    if not isinstance(answer, Mapping) or answer.get("success") is not True:
        error = answer.get("error") if isinstance(answer, Mapping) else None
        said = error.get("message") if isinstance(error, Mapping) else error
        raise ListingFailed(tk._("The source answered with an error: %s") % (said or tk._("not a CKAN's answer")))
    result = answer.get("result")
    count = result.get("count") if isinstance(result, Mapping) else None
    records = result.get("results") if isinstance(result, Mapping) else None
    if isinstance(count, bool) or not isinstance(count, int) or not isinstance(records, list):
        raise ListingFailed(tk._("The source's answer holds no list of datasets"))
    return Page(count, records)
