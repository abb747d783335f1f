"""A description of data in RDF, in any of the forms in which ckanext-dcat writes it."""
from __future__ import annotations

import json
from typing import Any
from xml.sax import SAXParseException

from rdflib import Graph, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import DCAT, FOAF, RDF
from rdflib.plugins.parsers.notation3 import BadSyntax

from ckanext.mutualisation.core.audit.document import Document, Identity, Reference, Role

__all__ = ["FORMS", "read_rdf"]

FORMS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "text/n3": "n3",
}
"""rdflib's name of each media type."""

# rdflib's parsers fail in many ways on what is none.
_UNREADABLE = (BadSyntax, ParserError, SAXParseException, ValueError, LookupError, TypeError, AttributeError)
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_PAGES = frozenset(f"{_HYDRA}{name}" for name in ("first", "previous", "next", "last"))
_DESCRIBED = frozenset(map(str, (DCAT.landingPage, FOAF.homepage, FOAF.page)))
_DOWNLOADS = frozenset(map(str, (DCAT.accessURL, DCAT.downloadURL)))


def read_rdf(body: bytes, media_type: str, address: str) -> Document:
    """Return what a description holds; ``address`` is where it was read."""
    text = body.decode("utf-8", "replace")
    if media_type == "application/ld+json" and _asks_elsewhere(text):
        return Document(text=text, fault="names a context that a reader would have to fetch from elsewhere")
    graph = Graph()
    try:
        graph.parse(data=text, format=FORMS[media_type], publicID=address)
    except _UNREADABLE as error:
        return Document(text=text, fault=f"is not RDF: {' '.join(str(error).split())[:200]}")
    references: dict[tuple[str, Role], Reference] = {}
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef) and not _is_page(graph, subject):
            _add(references, str(subject), Role.IDENTIFIER, "subject")
        if isinstance(value, URIRef):
            _add(references, str(value), _role(str(predicate)), _short(str(predicate)))
    identities = [
        Identity("dataset URI", str(dataset), str(page))
        for dataset in graph.subjects(RDF.type, DCAT.Dataset)
        for page in graph.objects(dataset, DCAT.landingPage)
    ]
    return Document(tuple(references.values()), (), tuple(identities), None, text)


def _asks_elsewhere(text: str) -> bool:
    try:
        document = json.loads(text)
    except ValueError:
        return False  # rdflib says what is wrong.
    contexts = document.get("@context") if isinstance(document, dict) else None
    return any(isinstance(context, str) for context in (contexts if isinstance(contexts, list) else [contexts]))


def _is_page(graph: Graph, subject: Any) -> bool:
    """Tell whether this is a page of a catalogue: an address here, not a name for ever."""
    return any((subject, URIRef(page), None) in graph for page in _PAGES)


def _add(references: dict[tuple[str, Role], Reference], address: str, role: Role, where: str) -> None:
    references.setdefault((address, role), Reference(address, role, where))


def _role(predicate: str) -> Role:
    if predicate in _PAGES:
        return Role.ALTERNATE
    if predicate in _DESCRIBED:
        return Role.DESCRIBED
    return Role.DOWNLOAD if predicate in _DOWNLOADS else Role.IDENTIFIER


def _short(predicate: str) -> str:
    """Return the last word of a property's address.

    >>> _short("http://www.w3.org/ns/dcat#landingPage")
    'landingPage'
    """
    return predicate.rpartition("#")[2].rpartition("/")[2]
