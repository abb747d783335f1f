"""Feeds of datasets: Atom (RFC 4287, paged as RFC 5005 says) and RSS 2.0, from the same values."""
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import format_datetime

__all__ = ["Entry", "Feed", "atom", "last_page", "rss"]

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
# What XML 1.0 cannot hold, even escaped (section 2.2).
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ET.register_namespace("atom", _ATOM)


@dataclass(frozen=True)
class Entry:
    """One dataset. ``id`` never changes and is the same from every face; ``url`` is its page on this one."""

    id: str
    title: str
    url: str
    summary: str
    author: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A page of a feed. ``links`` are relations of RFC 5005 (self, first, prev, next, last) to addresses."""

    id: str
    title: str
    subtitle: str
    language: str
    url: str
    author: str
    updated: datetime
    links: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    icon: str = ""


def last_page(count: int, size: int) -> int:
    """Return the number of the last page, 1 when there is nothing.

    >>> last_page(49, 20), last_page(40, 20), last_page(0, 20)
    (3, 2, 1)
    """
    return max(1, -(-count // size))


def atom(feed: Feed) -> bytes:
    """Return the feed as an Atom document in UTF-8."""
    root = ET.Element("feed", {"xmlns": _ATOM, f"{{{_XML}}}lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _timestamp(feed.updated))
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.url})
    for relation, address in feed.links.items():
        ET.SubElement(root, "link", {"rel": relation, "type": "application/atom+xml", "href": address})
    _add(ET.SubElement(root, "author"), "name", feed.author)
    if feed.icon:
        _add(root, "icon", feed.icon)
    _add(root, "generator", "ckanext-mutualisation")
    for entry in feed.entries:
        _atom_entry(ET.SubElement(root, "entry"), entry)
    return _document(root)


def _atom_entry(element: ET.Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    _add(element, "updated", _timestamp(entry.updated))
    _add(element, "published", _timestamp(entry.published))
    _add(ET.SubElement(element, "author"), "name", entry.author)
    _add(element, "summary", entry.summary or entry.title)
    for category in entry.categories:
        ET.SubElement(element, "category", {"term": _possible(category)})


def rss(feed: Feed) -> bytes:
    """Return the feed as an RSS 2.0 document in UTF-8; an item is dated by its publication."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.url)
    _add(channel, "description", feed.subtitle or feed.title)
    _add(channel, "language", feed.language.lower())
    _add(channel, "lastBuildDate", _rfc_822(feed.updated))
    _add(channel, "generator", "ckanext-mutualisation")
    if "self" in feed.links:
        link = {"rel": "self", "type": "application/rss+xml", "href": feed.links["self"]}
        ET.SubElement(channel, f"{{{_ATOM}}}link", link)
    for entry in feed.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.url)
        _add(item, "guid", entry.id).set("isPermaLink", "false")
        _add(item, "pubDate", _rfc_822(entry.published))
        _add(item, "description", entry.summary or entry.title)
        for category in entry.categories:
            _add(item, "category", category)
    return _document(root)


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = _possible(text)
    return element


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)


def _timestamp(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='seconds')}Z"


def _rfc_822(moment: datetime) -> str:
    return format_datetime(moment.replace(tzinfo=timezone.utc), usegmt=True)


def _document(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
