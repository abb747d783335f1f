"""ckanext-dcat's serializer, for one catalogue among several and datasets that may be wrong."""
from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from ckanext.dcat.processors import HYDRA, RDFSerializer
from ckanext.dcat.profiles.base import DCAT, DCT
from ckanext.dcat.utils import dataset_uri

from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.catalogue.description import Catalogue, current_catalogue
from ckanext.mutualisation.portal.catalogue.profile import CATALOGUE_KEY
from ckanext.mutualisation.portal.catalogue.wellformed import make_writable

__all__ = ["CatalogueSerializer"]

log = logging.getLogger(__name__)


class CatalogueSerializer(RDFSerializer):
    """Write a page of a catalogue. A dataset that cannot be described is named, and the others stand as they are.

    Without a catalogue, it writes datasets alone.
    """

    def __init__(self, profiles: list[str] | None = None, catalogue: Catalogue | None = None) -> None:
        super().__init__(profiles=profiles)
        self._catalogue = catalogue
        self.g = Graph()

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue to write, that of the face which is being visited unless another was given."""
        if self._catalogue is None:
            self._catalogue = current_catalogue()
        return self._catalogue

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None = None) -> URIRef:
        """Describe the catalogue under its own URI; profiles other than ours get its words."""
        node = URIRef(self.catalogue.uri)
        words = {
            "title": visit.text(self.catalogue.title),
            "description": visit.text(self.catalogue.description),
            "homepage": self.catalogue.home,
            **(catalog_dict or {}),
            CATALOGUE_KEY: self.catalogue,
        }
        for profile in self._profiles:
            profile(self.g, compatibility_mode=self.compatibility_mode).graph_from_catalog(words, node)
        self.g = make_writable(self.g)
        return node

    def graph_from_dataset(self, dataset_dict: dict[str, Any]) -> URIRef:
        """Describe one dataset in a graph of its own, then add it. The same URI is described once, the first time."""
        node = URIRef(dataset_uri(dataset_dict))
        if (node, RDF.type, DCAT.Dataset) in self.g:
            log.warning("Two datasets have the URI %s: the catalogue describes the older", node)
            return node
        try:
            graph = Graph()
            for profile in self._profiles:
                profile(graph, compatibility_mode=self.compatibility_mode).graph_from_dataset(dataset_dict, node)
        except Exception:  # Whatever one dataset holds, the others of the page are described.
            log.exception("The dataset %s could not be described: the catalogue only names it", dataset_dict.get("id"))
            graph = _named_only(node, dataset_dict)
        self.g += make_writable(graph)
        return node

    def _add_pagination_triples(self, paging_info: Mapping[str, Any]) -> URIRef:
        """Link the pages, in the words of Hydra and in its former ones, which harvesters still read."""
        self.g.bind("hydra", HYDRA)
        page, catalogue = URIRef(paging_info["current"]), URIRef(self.catalogue.uri)
        self.g.add((catalogue, RDF.type, HYDRA.Collection))
        self.g.add((catalogue, HYDRA.view, page))
        for kind in (HYDRA.PartialCollectionView, HYDRA.PagedCollection):
            self.g.add((page, RDF.type, kind))
        for name in ("first", "previous", "next", "last"):
            if name in paging_info:
                for predicate in (HYDRA[name], HYDRA[f"{name}Page"]):
                    self.g.add((page, predicate, URIRef(paging_info[name])))
        for node in (catalogue, page):
            self.g.add((node, HYDRA.totalItems, Literal(paging_info["count"])))
        self.g.add((page, HYDRA.itemsPerPage, Literal(paging_info["items_per_page"])))
        return page


def _named_only(node: URIRef, package: Mapping[str, Any]) -> Graph:
    graph = Graph()
    title = Literal(str(package.get("title") or package.get("name") or package.get("id")))
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCT.title, title))
    graph.add((node, DCT.description, title))
    graph.add((node, DCT.identifier, Literal(str(node))))
    return graph
