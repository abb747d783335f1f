"""What RDF can write down: absolute addresses, literals of their type, characters that XML has.

What a dataset holds may be none of this. Left alone, it makes one serialisation fail, another lie, a third unreadable.
"""
from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

__all__ = ["absolute", "make_writable"]

# XML 1.0, production 2: everything else has no place in a document, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEMES = frozenset({"http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "urn", "doi", "ark", "info", "hdl"})
_WITH_HOST = frozenset({"http", "https", "ftp", "ftps", "sftp"})
# What an IRI cannot hold as it is (RFC 3987, section 2.2, and the grammar of Turtle). Letters beyond ASCII stay.
_NOT_IN_ADDRESS = re.compile(r'[\s<>"{}|\\^`]')


@lru_cache(maxsize=4096)
def absolute(url: str) -> URIRef | None:
    """Return an address as RDF writes it, its blanks and brackets encoded; None when it is no absolute address."""
    text = _NOT_XML.sub("", url).strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or (parts.scheme.lower() in _WITH_HOST and not host):
        return None
    if not (parts.netloc or parts.path) or _NOT_IN_ADDRESS.search(parts.netloc):
        return None
    return URIRef(_NOT_IN_ADDRESS.sub(lambda sign: quote(sign[0]), text))


def make_writable(graph: Graph) -> Graph:
    """Return the graph without what cannot be written: bad addresses are mended or dropped, bad characters removed."""
    written = Graph(namespace_manager=graph.namespace_manager)
    for subject, predicate, found in graph:
        about, value = _writable(subject), _writable(found)
        if about is not None and value is not None:
            written.add((about, predicate, value))
    return written


def _writable(node: Node) -> Node | None:
    if isinstance(node, URIRef):
        return absolute(str(node))
    if isinstance(node, Literal):
        if node.ill_typed:
            return None
        text = str(node)
        clean = _NOT_XML.sub("", text)
        return node if clean == text else Literal(clean, lang=node.language, datatype=node.datatype)
    return node if isinstance(node, BNode) else None
