"""ckanext-dcat's catalogue, as the portal that is being visited, or the common site, publishes it."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timezone
from math import ceil
from typing import Any
from urllib.parse import urlencode

from dateutil.parser import parse as parse_date

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.types import Action, Context, DataDict

from ckanext.dcat.utils import CONTENT_TYPES

from ckanext.mutualisation.portal.catalogue.publishers import with_publishers
from ckanext.mutualisation.portal.catalogue.serializer import CatalogueSerializer

__all__ = ["catalogue_actions"]

# Kept from one page to the next: a dataset that changes while a harvester reads moves to no other page.
_ORDER = "metadata_created asc, id asc"
_NOT_DATASETS = ("-dataset_type:harvest", "-dataset_type:showcase")
_FILTERS = ("modified_since", "profiles", "q", "fq")


def catalogue_actions() -> dict[str, Action]:
    """Return the actions chained to ckanext-dcat's; none where its plugin is not loaded."""
    if not p.plugin_loaded("dcat"):
        return {}
    written = {"dcat_catalog_show": _catalogue, "dcat_catalog_search": _catalogue, "dcat_dataset_show": _dataset}
    return {name: _chained(name, write) for name, write in written.items()}


def _chained(name: str, write: Callable[[Context, DataDict], str]) -> Any:
    def chained(original: Callable[..., Any], context: Context, data_dict: DataDict) -> str:
        tk.check_access(name, context, data_dict)
        return write(context, data_dict)

    chained.__name__ = name
    # CKAN hands a chained function's attributes on to the action, its docstring not: help_show would lose it.
    vars(chained)["__doc__"] = write.__doc__
    return tk.side_effect_free(tk.chained_action(chained))


def _format(data_dict: DataDict) -> str:
    written = data_dict.get("format") or "xml"
    if written not in CONTENT_TYPES:
        sentence = tk._("A catalogue is written as one of: {formats}")
        raise tk.ValidationError({"format": [sentence.format(formats=", ".join(sorted(CONTENT_TYPES)))]})
    return written


def _dataset(context: Context, data_dict: DataDict) -> str:
    """Return the description of a dataset as RDF.

    :param id: the id or name of the dataset
    :param format: ``ttl``, ``xml``, ``rdf``, ``n3`` or ``jsonld`` (optional, default: ``xml``)
    :param profiles: the RDF profiles to follow (optional, default: those of the configuration)
    """
    written = _format(data_dict)
    package = tk.get_action("package_show")(context, {"id": tk.get_or_bust(data_dict, "id")})
    return CatalogueSerializer(profiles=data_dict.get("profiles")).serialize_dataset(package, written)


def _catalogue(context: Context, data_dict: DataDict) -> str:
    """Return one page of the catalogue of this portal, or of the common site, as RDF.

    :param format: ``ttl``, ``xml``, ``rdf``, ``n3`` or ``jsonld`` (optional, default: ``xml``)
    :param page: from 1 (optional)
    :param q: what to look for, as in ``package_search`` (optional)
    :param fq: a filter, as in ``package_search`` (optional)
    :param modified_since: ISO 8601: the datasets whose description changed since (optional)
    :param profiles: the RDF profiles to follow (optional, default: those of the configuration)
    """
    written = _format(data_dict)
    page, rows = _page(data_dict), int(tk.config["ckanext.dcat.datasets_per_page"])
    found = _search(context, data_dict, page, rows)
    serializer = CatalogueSerializer(profiles=data_dict.get("profiles"))
    return serializer.serialize_catalog(
        {}, with_publishers(found["results"]), written, _paging(written, data_dict, page, rows, found["count"])
    )


def _page(data_dict: DataDict) -> int:
    try:
        page = int(data_dict.get("page") or 1)
    except ValueError:
        page = 0
    if page < 1:
        raise tk.ValidationError({"page": [tk._("A page is a number, from 1")]})
    return page


def _search(context: Context, data_dict: DataDict, page: int, rows: int) -> dict[str, Any]:
    filters: list[str] = list(_NOT_DATASETS)
    if data_dict.get("modified_since"):
        filters.append(f"metadata_modified:[{_moment(str(data_dict['modified_since']))} TO *]")
    query = {
        "q": data_dict.get("q") or "*:*",
        "fq": data_dict.get("fq") or "",
        "fq_list": filters,
        "rows": rows,
        "start": rows * (page - 1),
        "sort": _ORDER,
    }
    try:
        return tk.get_action("package_search")(context, query)
    except SearchError as error:
        raise tk.ValidationError({"q": [str(error)]}) from None


def _moment(text: str) -> str:
    try:
        moment = parse_date(text)
    except (ValueError, OverflowError):
        raise tk.ValidationError({"modified_since": [tk._("A date is written as in ISO 8601")]}) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return f"{moment.isoformat()}Z"


def _paging(written: str, data_dict: DataDict, page: int, rows: int, count: int) -> dict[str, Any]:
    """Return the addresses of the pages, on the face that is being visited and with the same filters."""
    last = max(1, ceil(count / rows))
    filters = {name: data_dict[name] for name in _FILTERS if data_dict.get(name)}
    if isinstance(filters.get("profiles"), list):
        filters["profiles"] = ",".join(filters["profiles"])
    base = tk.h.url_for("dcat.read_catalog", _format=written, _external=True)

    def address(number: int) -> str:
        return f"{base}?{urlencode({**filters, 'page': number})}"

    pages = {"current": page, "first": 1, "last": last}
    if page > 1:
        pages["previous"] = min(page - 1, last)
    if page < last:
        pages["next"] = page + 1
    return {name: address(number) for name, number in pages.items()} | {"count": count, "items_per_page": rows}
