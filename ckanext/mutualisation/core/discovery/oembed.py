"""oEmbed 1.0 answers for blocks in frames.

>>> fit(Size(640, 320), max_width=400, max_height=None)
Size(width=400, height=320)
"""
from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html import escape

__all__ = ["Rich", "Size", "as_json", "as_xml", "fit", "frame"]


@dataclass(frozen=True)
class Size:
    """Width and height in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Rich:
    """One answer of type ``rich``: who publishes, under which name, and the frame to show."""

    title: str
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    source: str
    size: Size
    thumbnail: str = ""
    thumbnail_size: Size = Size(1200, 630)


def fit(size: Size, max_width: int | None, max_height: int | None) -> Size:
    """Return the size within the consumer's limits: a block that flows loses no proportion when it is narrowed."""
    return Size(
        min(size.width, max_width) if max_width else size.width,
        min(size.height, max_height) if max_height else size.height,
    )


def frame(source: str, title: str, size: Size) -> str:
    """Return the HTML that shows a block: a frame with a name, that cannot run script."""
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{size.width}" height="{size.height}" '
        'style="max-width:100%;border:0" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


def _fields(answer: Rich) -> dict[str, str | int]:
    fields: dict[str, str | int] = {
        "version": "1.0",
        "type": "rich",
        "title": answer.title,
        "author_name": answer.author_name,
        "author_url": answer.author_url,
        "provider_name": answer.provider_name,
        "provider_url": answer.provider_url,
        "cache_age": 3600,
        "html": frame(answer.source, answer.title, answer.size),
        "width": answer.size.width,
        "height": answer.size.height,
    }
    if answer.thumbnail:
        fields["thumbnail_url"] = answer.thumbnail
        fields["thumbnail_width"] = answer.thumbnail_size.width
        fields["thumbnail_height"] = answer.thumbnail_size.height
    return fields


def as_json(answer: Rich) -> bytes:
    """Return the answer as JSON in UTF-8."""
    return json.dumps(_fields(answer), ensure_ascii=False).encode()


def as_xml(answer: Rich) -> bytes:
    """Return the answer as XML in UTF-8."""
    root = ET.Element("oembed")
    for name, value in _fields(answer).items():
        ET.SubElement(root, name).text = str(value)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
