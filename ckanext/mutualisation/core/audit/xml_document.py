"""What is written in XML: feeds, sitemaps, the description of the search, oEmbed."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] -- compiled, without types

from ckanext.mutualisation.core.audit.addresses import absolute_addresses
from ckanext.mutualisation.core.audit.document import Document, Identity, Marks, Reference, Role
from ckanext.mutualisation.core.audit.embedding import of_embedding

__all__ = ["parse_xml", "read_xml"]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_TEMPLATE = re.compile(r"[?&][^=&]*=\{[^}]*\}")


def parse_xml(body: bytes) -> Any:
    """Return the root of a document in XML.

    :raises etree.XMLSyntaxError: when it is not one.
    """
    return etree.fromstring(body, _PARSER)


def read_xml(body: bytes) -> Document:
    """Return what a document in XML holds; one of a kind that is not known here, its absolute addresses alone."""
    text = body.decode("utf-8", "replace")
    try:
        root = parse_xml(body)
    except etree.XMLSyntaxError as error:
        return Document(text=text, fault=f"is not well-formed XML: {error}")
    read = _READERS.get(_name(root))
    if read is not None:
        return read(root, text)
    found = (Reference(address, Role.MENTION, "the text") for address in absolute_addresses(text))
    return Document(tuple(found), text=text)


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if _name(child) == name]


def _text(element: Any, name: str) -> str:
    return next((" ".join((child.text or "").split()) for child in _children(element, name)), "")


def _links(element: Any, where: str) -> Iterator[Reference]:
    for link in _children(element, "link"):
        written = link.get("href") or (link.text or "").strip()
        relation = link.get("rel") or "link"
        if written:
            yield Reference(written, Role.ALTERNATE, f"{where}, {relation}", link.sourceline)


def _atom(root: Any, text: str) -> Document:
    references = [*_links(root, "feed"), *_identifiers(root, "id", "feed, id")]
    references += [Reference(icon.text or "", Role.FILE, "feed, icon") for icon in _children(root, "icon")]
    identities = []
    for entry in _children(root, "entry"):
        references += [*_links(entry, "entry"), *_identifiers(entry, "id", "entry, id")]
        page = next((link.get("href") for link in _children(entry, "link") if link.get("href")), "")
        identities.append(Identity("feed identifier", _text(entry, "id"), page))
    author = next((_text(each, "name") for each in _children(root, "author")), "")
    return Document(tuple(references), (), tuple(identities), _marks_of_feed(root, "subtitle", author), text)


def _identifiers(element: Any, name: str, where: str) -> Iterator[Reference]:
    for child in _children(element, name):
        yield Reference((child.text or "").strip(), Role.IDENTIFIER, where, child.sourceline)


def _marks_of_feed(root: Any, subtitle: str, author: str) -> Marks:
    names = (("the feed's author", author),) if author else ()
    described = (("the feed's subtitle", _text(root, subtitle)),)
    return Marks("other", title=_text(root, "title"), names=names, descriptions=described)


def _rss(root: Any, text: str) -> Document:
    channel = next(iter(_children(root, "channel")), None)
    if channel is None:
        return Document(text=text, fault="is an RSS feed without a channel")
    references, identities = [*_links(channel, "channel")], []
    for item in _children(channel, "item"):
        references += [*_links(item, "item"), *_identifiers(item, "guid", "item, guid")]
        identities.append(Identity("feed identifier", _text(item, "guid"), _text(item, "link")))
    return Document(tuple(references), (), tuple(identities), _marks_of_feed(channel, "description", ""), text)


def _sitemap(root: Any, text: str) -> Document:
    references, locations = [], []
    for element in root.iter(etree.Element):
        if _name(element) == "loc":
            location = (element.text or "").strip()
            locations.append(location)
            references.append(Reference(location, Role.CANONICAL, "<loc>", element.sourceline))
        elif _name(element) == "link":
            references.append(Reference(element.get("href") or "", Role.CANONICAL, "<xhtml:link>", element.sourceline))
    return Document(tuple(references), text=text, locations=tuple(locations))


def _opensearch(root: Any, text: str) -> Document:
    references = [
        Reference(_TEMPLATE.sub("", url.get("template") or ""), Role.ALTERNATE, "<Url template>", url.sourceline)
        for url in _children(root, "Url")
    ]
    references += [Reference(each.text or "", Role.FILE, "<Image>") for each in _children(root, "Image")]
    name = ("the search engine's name", _text(root, "LongName"))
    return Document(tuple(references), (), (), Marks("other", names=(name,)), text)


def _oembed(root: Any, text: str) -> Document:
    fields = {_name(child): child.text or "" for child in root}
    return Document(tuple(of_embedding(fields)), text=text)


_READERS: dict[str, Callable[[Any, str], Document]] = {
    "feed": _atom,
    "rss": _rss,
    "urlset": _sitemap,
    "sitemapindex": _sitemap,
    "OpenSearchDescription": _opensearch,
    "oembed": _oembed,
}
