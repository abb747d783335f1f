"""The DCAT-AP description of the datasets that leave, as the portal's feed writes it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import flask
from rdflib import URIRef

from ckanext.dcat.utils import dataset_uri

from ckanext.mutualisation.core.address import OnPortal, Portal
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.catalogue.description import Catalogue, current_catalogue
from ckanext.mutualisation.portal.catalogue.publishers import with_publishers
from ckanext.mutualisation.portal.catalogue.serializer import CatalogueSerializer

__all__ = ["turtle"]

AT_ONCE = 100
"""Datasets described in memory at a time."""

_NOT_DATASETS = frozenset({"harvest", "showcase"})


def turtle(portal: Portal, packages: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the catalogue of the public ones among these datasets, in Turtle.

    It is several documents, one after the other, which together are one: each says again what its prefixes mean.
    """
    catalogue = _catalogue(portal)
    public = (each for each in packages if not each.get("private") and each.get("type") not in _NOT_DATASETS)
    waiting = _once(public)
    yield _described(CatalogueSerializer(catalogue=catalogue), list(islice(waiting, AT_ONCE)))
    while more := list(islice(waiting, AT_ONCE)):
        yield _described(_More(catalogue=catalogue), more)


def _once(packages: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the first dataset of each URI, as the feed describes it."""
    described: set[str] = set()
    for package in packages:
        uri = dataset_uri(dict(package))
        if uri not in described:
            described.add(uri)
            yield package


class _More(CatalogueSerializer):
    """Write further datasets of a catalogue that was described before."""

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None = None) -> URIRef:
        return URIRef(self.catalogue.uri)


def _described(serializer: CatalogueSerializer, packages: list[Mapping[str, Any]]) -> bytes:
    text: str = serializer.serialize_catalog({}, with_publishers(packages), "ttl")
    return f"{text}\n".encode()


def _catalogue(portal: Portal) -> Catalogue:
    """Return what the portal's feed says of its catalogue, as if it showed nothing around its own organisations."""
    alone = replace(portal, included_ids=())
    seen = OnPortal(alone, alone.origin(config.common_address().origin), alone.prefix, None, "/")
    environ = {visit.ENVIRON_KEY: seen, "CKAN_LANG": config.default_locale(), "CKAN_LANG_IS_DEFAULT": True}
    with flask.current_app.test_request_context(environ_overrides=environ):
        return current_catalogue()
