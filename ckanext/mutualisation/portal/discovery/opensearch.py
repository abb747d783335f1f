"""The OpenSearch 1.1 description: a browser adds the portal to its search engines."""
from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import flask

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.discovery.face import current_face, in_bcp47
from ckanext.mutualisation.portal.discovery.icons import icon_path

__all__ = ["opensearch"]

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"


def opensearch() -> Any:
    """Serve ``/opensearch.xml`` in the language of the address."""
    face, language = current_face(), tk.h.lang()
    title = face.title(language)
    root = ET.Element("OpenSearchDescription", {"xmlns": _NAMESPACE})
    # The specification's limits: 16 characters for the short name, 48 for the long one, 1024 for the description.
    ET.SubElement(root, "ShortName").text = title[:16].strip()
    ET.SubElement(root, "LongName").text = title[:48].strip()
    ET.SubElement(root, "Description").text = (tk._("Search the data of {title}").format(title=title))[:1024]
    ET.SubElement(root, "Language").text = in_bcp47(language)
    ET.SubElement(root, "InputEncoding").text = "UTF-8"
    image = ET.SubElement(root, "Image", {"height": "32", "width": "32", "type": "image/png"})
    image.text = tk.h.url_for_static(icon_path(face, 32), qualified=True)
    search = tk.h.url_for("dataset.search", qualified=True)
    feed = search.removesuffix("/dataset/") + "/feeds/custom.atom"
    for media_type, address in (("text/html", search), ("application/atom+xml", feed)):
        template = f"{address}?q={{searchTerms}}&page={{startPage?}}"
        ET.SubElement(root, "Url", {"type": media_type, "template": template, "pageOffset": "1"})
    itself = tk.h.url_for("mutualisation_portal_discovery.opensearch", qualified=True)
    ET.SubElement(root, "Url", {"type": "application/opensearchdescription+xml", "rel": "self", "template": itself})
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return flask.Response(text, mimetype="application/opensearchdescription+xml")
