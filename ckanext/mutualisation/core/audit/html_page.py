"""A page of HTML: every address that it holds, and whose look it wears."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] -- compiled, without types

from ckanext.mutualisation.core.audit.addresses import absolute_addresses, in_source_set, in_style
from ckanext.mutualisation.core.audit.document import Document, Identity, Marks, Reference, Role

__all__ = ["read_page"]

_ROLES = {
    ("a", "href"): Role.LINK,
    ("area", "href"): Role.LINK,
    ("option", "value"): Role.LINK,
    ("form", "action"): Role.FORM,
    ("button", "formaction"): Role.FORM,
    ("input", "formaction"): Role.FORM,
    ("iframe", "src"): Role.FRAME,
    ("frame", "src"): Role.FRAME,
    **{
        (tag, "src"): Role.FILE
        for tag in ("img", "script", "source", "video", "audio", "track", "embed", "input")
    },
    ("video", "poster"): Role.FILE,
    ("object", "data"): Role.FILE,
    ("use", "href"): Role.FILE,
}  # fmt: skip
_LINK_ROLES = {
    "canonical": Role.CANONICAL, "alternate": Role.ALTERNATE, "search": Role.ALTERNATE,
    "next": Role.LINK, "prev": Role.LINK, "license": Role.LINK, "author": Role.LINK, "help": Role.LINK,
}  # fmt: skip
_CANONICAL_METAS = ("og:url", "og:image", "twitter:url", "twitter:image")
_ROOT_METAS = ("site-root", "locale-root")
_NAME_METAS = ("og:site_name", "og:image:alt", "application-name", "apple-mobile-web-app-title")
_DESCRIPTION_METAS = ("description", "og:description", "twitter:description")
_REGIONS = ("header", "footer", "nav", "aside", "main", "form", "head")
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url\s*=\s*(.+)$", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?:/)?/[^\s]*$", re.IGNORECASE)
_GRAPH = "application/ld+json"
_UNREAD = ("script", "style", "textarea")


def read_page(body: bytes, *, frame: bool = False) -> Document:
    """Return what a page holds. ``frame`` is one made to stand in a frame, which has no header."""
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return Document(fault="is empty")
    references: list[Reference] = []
    identities: list[Identity] = []
    for element in root.iter(etree.Element):
        references += _of_element(element)
        if element.tag == "script" and element.get("type") == _GRAPH:
            nodes, found = _graph(element)
            references += nodes
            identities += found
    text = body.decode("utf-8", "replace")
    # What a page fetches to put into itself has no look of its own.
    marks = _marks(root, frame) if "<html" in text[:4000].lower() else None
    return Document(tuple(references), (), tuple(identities), marks, text)


def _of_element(element: Any) -> Iterator[Reference]:
    tag = str(element.tag)
    for name, value in element.items():
        for address, role in _of_attribute(element, tag, name, value):
            posts = role is Role.FORM and (element.get("method") or "get").lower() != "get"
            follow = not posts and not (tag == "meta" and element.get("name") in _ROOT_METAS)
            said = f"rel={element.get('rel')}" if tag == "link" else name
            yield Reference(address, role, f"<{tag} {said}>{_region(element)}", element.sourceline, follow)
    texts = [element.text] if tag != "script" or element.get("type") != _GRAPH else []
    for text in [*texts, element.tail]:
        if text and "://" in text:
            inside = f"the text of <{tag}>" if text is element.text else "the text"
            for address in absolute_addresses(text):
                yield Reference(address, Role.MENTION, f"{inside}{_region(element)}", element.sourceline)
    if tag == "style" and element.text:
        for address in in_style(element.text):
            yield Reference(address, Role.FILE, f"<style>{_region(element)}", element.sourceline)


def _of_attribute(element: Any, tag: str, name: str, value: str) -> Iterator[tuple[str, Role]]:
    if tag == "link" and name == "href":
        yield value, _role_of_link(element)
    elif tag == "meta" and name == "content":
        yield from _of_meta(element, value)
    elif name == "srcset":
        yield from ((address, Role.FILE) for address in in_source_set(value))
    elif name == "style":
        yield from ((address, Role.FILE) for address in in_style(value))
    elif name.startswith("data-module-") and _ADDRESS.match(value):
        yield value, Role.FILE
    elif role := _ROLES.get((tag, name)):
        if tag != "option" or _ADDRESS.match(value):
            yield value, role
    elif not name.startswith("xmlns"):
        yield from ((address, Role.MENTION) for address in absolute_addresses(value))


def _role_of_link(element: Any) -> Role:
    relations = (element.get("rel") or "").lower().split()
    if "alternate" in relations and element.get("hreflang"):
        return Role.CANONICAL
    return next((_LINK_ROLES[each] for each in relations if each in _LINK_ROLES), Role.FILE)


def _of_meta(element: Any, value: str) -> Iterator[tuple[str, Role]]:
    name = element.get("property") or element.get("name") or ""
    if name in _CANONICAL_METAS:
        yield value, Role.CANONICAL
    elif name in _ROOT_METAS:
        yield value, Role.LINK
    elif (element.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.match(value)):
        yield found[1].strip("'\" "), Role.LINK
    else:
        yield from ((address, Role.MENTION) for address in absolute_addresses(value))


def _region(element: Any) -> str:
    """Return in which part of the page an element stands: " in <footer class=portal-footer>"."""
    for ancestor in element.iterancestors(*_REGIONS):
        first = (ancestor.get("class") or "").split()
        return f" in <{ancestor.tag} class={first[0]}>" if first else f" in <{ancestor.tag}>"
    return ""


def _graph(element: Any) -> tuple[list[Reference], list[Identity]]:
    """Read schema.org's description of the page, in JSON-LD."""
    try:
        document = json.loads(element.text or "")
    except ValueError:
        return [], []
    references, identities = [], []
    for path, key, value, node in _strings(document, ""):
        if key != "@context" and value.startswith(("http://", "https://")):
            role = {"@id": Role.IDENTIFIER, "identifier": Role.IDENTIFIER, "contentUrl": Role.DOWNLOAD}.get(key)
            role = role or Role.DESCRIBED
            references.append(Reference(value, role, f"JSON-LD, {path}", element.sourceline, "{" not in value))
        if key == "@id" and node.get("@type") == "Dataset" and isinstance(node.get("url"), str):
            identities.append(Identity("dataset URI", value, node["url"]))
    return references, identities


def _strings(value: Any, path: str, key: str = "", node: Any = None) -> Iterator[tuple[str, str, str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{path}.{name}".lstrip("."), name, value)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, path, key, node)
    elif isinstance(value, str):
        yield path, key, value, node


def _marks(root: Any, frame: bool) -> Marks:
    metas = [(meta.get("property") or meta.get("name") or "", meta.get("content") or "") for meta in root.iter("meta")]
    names = [(f"<meta {name}>", value) for name, value in metas if name in _NAME_METAS]
    for where, path in (("the header", "portal-name"), ("the footer", "portal-footer-title")):
        names += [(where, _words(each)) for each in root.find_class(path)]
    body = root.find("body")
    return Marks(
        kind="frame" if frame else "page",
        portal=(body.get("data-portal") or "") if body is not None else "",
        title=_words(root.find(".//title")),
        names=tuple(names),
        descriptions=tuple((f"<meta {name}>", value) for name, value in metas if name in _DESCRIPTION_METAS),
        colours=tuple(value for name, value in metas if name == "theme-color"),
        header=bool(root.find_class("portal-header")),
        text=_words(body, _UNREAD),
    )


def _words(element: Any, without: tuple[str, ...] = ()) -> str:
    """Return an element's text on one line."""
    if element is None:
        return ""
    parts = [text for text in element.itertext() if text.strip()] if not without else _visible(element, without)
    return " ".join(" ".join(parts).split())


def _visible(element: Any, without: tuple[str, ...]) -> list[str]:
    return [
        text
        for each in element.iter(etree.Element)
        for text in ((each.text if each.tag not in without else None), each.tail)
        if text and text.strip()
    ]
