"""Which files may be a member's logo, and why another is refused: nothing in one can run or fetch anything."""
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from ckanext.mutualisation.core.refusal import N_, Refusal

__all__ = ["MAX_BYTES", "Logo", "RefusedLogo", "read_logo"]

MAX_BYTES = 512 * 1024
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath")
_STRUCTURE = ("svg", "g", "defs", "title", "desc", "use", "symbol", "style", "metadata")
_PAINT = ("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker")
_DRAWING = frozenset(_SHAPES + _STRUCTURE + _PAINT)
_REACHES_OUT = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|\\", re.IGNORECASE)
_EDITORS = re.compile(r"\{http://(www\.inkscape\.org|sodipodi\.|purl\.org|creativecommons\.org|www\.w3\.org/1999/02)")


class RefusedLogo(Refusal):
    """The file cannot be a logo."""

    messages: ClassVar = {
        "empty": N_("The file is empty"),
        "too_large": N_("The file is larger than {limit} kB"),
        "format": N_("The file is not a PNG, JPEG, WebP or SVG image"),
        "base64": N_("The data: address is not in base64"),
        "svg_encoding": N_("The SVG file is not in UTF-8"),
        "svg_prologue": N_("The SVG file declares a document type, an entity or a stylesheet"),
        "svg_malformed": N_("The SVG file is not well formed"),
        "svg_root": N_("The file is not an SVG image"),
        "svg_element": N_("The SVG file holds a <{name}> element, which a logo does not need"),
        "svg_handler": N_("The SVG file holds the event handler {name}"),
        "svg_styles": N_("The SVG file’s styles refer to something outside it"),
        "svg_reference": N_("The SVG file refers to something outside it"),
    }


@dataclass(frozen=True)
class Logo:
    """A file that was read and accepted."""

    content: bytes
    media_type: str
    sha256: str


def read_logo(content: bytes) -> Logo:
    """Accept a PNG, a JPEG, a WebP, or an SVG that only draws. The name of the file is not looked at.

    :raises RefusedLogo: too large (over ``MAX_BYTES``), another format, or an SVG with a script, an event handler,
        an entity, an embedded page or a reference to anything outside itself.
    """
    if not content:
        raise RefusedLogo("empty")
    if len(content) > MAX_BYTES:
        raise RefusedLogo("too_large", limit=MAX_BYTES // 1024)
    media_type = _media_type(content)
    if media_type == "image/svg+xml":
        _check_svg(content)
    return Logo(content, media_type, sha256(content).hexdigest())


def _media_type(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in content[:4096]:
        return "image/svg+xml"
    raise RefusedLogo("format")


def _check_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedLogo("svg_encoding") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "<?xml-stylesheet" in text:
        raise RefusedLogo("svg_prologue")
    try:
        root = ET.fromstring(text)  # noqa: S314  no entity can be declared: refused just above
    except ET.ParseError:
        raise RefusedLogo("svg_malformed") from None
    if root.tag != f"{_SVG}svg":
        raise RefusedLogo("svg_root")
    for element in root.iter():
        _check_element(element)


def _check_element(element: ET.Element) -> None:
    tag = str(element.tag)
    if not _EDITORS.match(tag):
        name = tag.removeprefix(_SVG)
        if name not in _DRAWING:
            raise RefusedLogo("svg_element", name=name[:40])
        if name == "style" and _REACHES_OUT.search(element.text or ""):
            raise RefusedLogo("svg_styles")
    for attribute, value in element.attrib.items():
        name = attribute.rpartition("}")[2].lower()
        if name.startswith("on"):
            raise RefusedLogo("svg_handler", name=name[:40])
        if name in ("href", "src") and not value.strip().startswith("#") and not _EDITORS.match(tag):
            raise RefusedLogo("svg_reference")
        if _REACHES_OUT.search(value):
            raise RefusedLogo("svg_reference")
