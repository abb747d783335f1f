"""Search on a portal: one filter of our own, which Solr intersects with whatever the reader asks."""
from __future__ import annotations

import functools
import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.query import solr_literal
from ckan.logic.schema import default_autocomplete_schema
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.scope.chain import Original, chained, fresh

__all__ = ["ACTIONS", "count_by", "narrow_search", "package_autocomplete"]

ACTIONS = ("package_autocomplete",)


def narrow_search(parameters: dict[str, Any]) -> dict[str, Any]:
    """Add the portal's organisations as a filter of their own: Solr intersects filters, so no other can widen it."""
    found = visit.current_visit()
    if found is None:
        return parameters
    others = parameters.get("fq_list") or []
    its_own = _filter(found.portal.visible_ids)
    parameters["fq_list"] = [*([others] if isinstance(others, str) else others), its_own]
    # With 0, Solr lists every value of the whole index, private datasets' included, each with a count of 0.
    if "facet.mincount" in parameters:
        parameters["facet.mincount"] = max(1, int(parameters["facet.mincount"] or 1))
    return parameters


@functools.lru_cache(maxsize=2048)
def _filter(ids: tuple[str, ...]) -> str:
    terms = " OR ".join(map(_escaped, ids)) or "none"
    return f"owner_org:({terms})" if len(ids) > 1 else f"owner_org:{terms}"


def _escaped(value: str) -> str:
    # Not a quoted literal: of plain terms Solr makes one set, however many; of quoted ones it takes 1,024 at most.
    # A hyphen inside a word means nothing to it, and each mark of a query costs several steps of the client.
    return re.sub(r"(?!(?<=\w)-)(\W)", r"\\\1", value)


def count_by(context: Context, field: str) -> dict[str, int]:
    """Return how many of the portal's public datasets have each value of a field."""
    query = {"rows": 0, "facet.field": [field], "facet.limit": -1}
    facets = tk.get_action("package_search")(fresh(context), query)["search_facets"]
    return {item["name"]: item["count"] for item in facets.get(field, {}).get("items", [])}


@chained
def package_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    # Core asks Solr past every plugin; the same question is asked here by way of the search.
    tk.check_access("package_autocomplete", context, data_dict)
    asked, errors = tk.navl_validate(data_dict, default_autocomplete_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    text = solr_literal(asked["q"])
    query = " OR ".join(f"{field}:{text}" for field in ("name_ngram", "title_ngram", "name", "title"))
    search = {"q": query, "rows": asked.get("limit", 10)}
    answers = tk.get_action("package_search")(fresh(context), search)["results"]
    return [_match(answer["name"], answer["title"], asked["q"].lower()) for answer in answers]


def _match(name: str, title: str, text: str) -> dict[str, str]:
    field, shown = ("name", name) if text in name else ("title", f"{title} ({name})")
    return {"name": name, "title": title, "match_field": field, "match_displayed": shown}
