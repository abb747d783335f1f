"""Any answer, read by its media type."""
from __future__ import annotations

import re

from ckanext.mutualisation.core.audit.addresses import absolute_addresses, in_style
from ckanext.mutualisation.core.audit.document import Document, Reference, Role
from ckanext.mutualisation.core.audit.html_page import read_page
from ckanext.mutualisation.core.audit.json_document import read_json
from ckanext.mutualisation.core.audit.rdf_document import FORMS, read_rdf
from ckanext.mutualisation.core.audit.xml_document import read_xml

__all__ = ["is_members_file", "is_read", "read"]

_ACTION = re.compile(r"/api/(?:3/)?action/(\w+)$")
_MEMBERS_FILE = re.compile(r"/download(?:/|$)|^/datastore/dump/|^/dataset/[^/]+/resource_download/")
_FRAME = re.compile(r"^/embed/|/resource/[^/]+/view/[^/]+$")
_SITEMAPS = re.compile(r"^[ \t]*sitemap:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def is_members_file(path: str) -> bool:
    """Tell whether a page's path is that of a member's own file, whose content is not the portal's."""
    return bool(_MEMBERS_FILE.search(path))


def is_read(media_type: str, path: str) -> bool:
    """Tell whether answers of this media type are read: pictures, fonts, scripts and members' files are not."""
    if is_members_file(path):
        return False
    if media_type in FORMS or media_type == "text/html" or path == "/robots.txt" or media_type == "text/css":
        return True
    return media_type.endswith(("json", "/xml", "+xml")) and media_type != "image/svg+xml"


def read(media_type: str, body: bytes, address: str, path: str) -> Document:
    """Return what an answer holds; ``path`` is the page's path inside its site."""
    if media_type in FORMS:
        return read_rdf(body, media_type, address)
    if media_type == "text/html":
        return read_page(body, frame=bool(_FRAME.search(path)))
    if media_type.endswith("json"):
        found = _ACTION.search(path)
        return read_json(body, found[1] if found else "")
    if media_type.endswith("xml"):
        return read_xml(body)
    return _read_text(media_type, body.decode("utf-8", "replace"), path)


def _read_text(media_type: str, text: str, path: str) -> Document:
    if media_type == "text/css":
        return Document(tuple(Reference(each, Role.FILE, "url()") for each in in_style(text)), text=text)
    if path == "/robots.txt":
        found = (Reference(each, Role.CANONICAL, "Sitemap:") for each in _SITEMAPS.findall(text))
        return Document(tuple(found), text=text)
    found = (Reference(each, Role.MENTION, "the text") for each in absolute_addresses(text))
    return Document(tuple(found), text=text)
