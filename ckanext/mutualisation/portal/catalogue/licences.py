"""The licence of a dataset or of one of its files, from CKAN's list of licences."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

import ckan.model as model

from ckanext.dcat.profiles.base import DCT

from ckanext.mutualisation.portal.catalogue.wellformed import absolute

__all__ = ["NOT_SPECIFIED", "licence_node", "licence_of", "licence_of_file", "read_licence"]

NOT_SPECIFIED = "notspecified"


def licence_of(package: Mapping[str, Any]) -> tuple[str, str]:
    """Return the address and the title of a package's licence, each empty when there is none."""
    known = model.Package.get_license_register().get(package.get("license_id") or "")
    if package.get("license_id") == NOT_SPECIFIED:
        return "", ""
    if known is not None:
        return known.url or "", known.title or ""
    return package.get("license_url") or "", package.get("license_title") or package.get("license_id") or ""


def licence_of_file(said: str) -> tuple[str, str]:
    """Return the address and the title of the licence that a file names by its id, its address or its words."""
    register = model.Package.get_license_register()
    known = register.get(said) or next((each for each in register.values() if each.url == said), None)
    if known is not None:
        return known.url or "", known.title or ""
    return (said, "") if absolute(said) else ("", said)


def licence_node(graph: Graph, url: str, title: str) -> Node | None:
    """Add a licence to the graph and return its node, a blank one when it has no address; None when it is unknown."""
    if not (url or title):
        return None
    node: Node = absolute(url) or BNode()
    graph.add((node, RDF.type, DCT.LicenseDocument))
    if title:
        graph.add((node, DCT.title, Literal(title)))
    return node


def read_licence(graph: Graph, node: Node) -> str:
    """Return the id, in CKAN's list, of a licence that a graph describes; "" when the list has it not."""
    titles = {str(title) for title in graph.objects(node, DCT.title)}
    for licence_id, licence in model.Package.get_license_register().items():
        if (licence.url and isinstance(node, URIRef) and absolute(licence.url) == node) or licence.title in titles:
            return licence_id
    return ""
