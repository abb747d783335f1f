"""What a file of a dataset is, where it is, and under which licence."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Node

from ckanext.dcat.profiles.base import DCAT, DCT, SPDX

from ckanext.mutualisation.portal.catalogue import vocabularies
from ckanext.mutualisation.portal.catalogue.addresses import stored_address
from ckanext.mutualisation.portal.catalogue.licences import licence_node, licence_of_file
from ckanext.mutualisation.portal.catalogue.wellformed import absolute

__all__ = ["describe_distribution", "read_distribution"]

# The length of a digest in hexadecimal tells which function made it.
_DIGESTS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


def describe_distribution(
    graph: Graph, node: URIRef, resource: Mapping[str, Any], page: str, licence: tuple[str, str]
) -> None:
    """Replace what ckanext-dcat says of a file by what DCAT-AP asks.

    ``page`` is the dataset's page, where a file without an address of its own is found; ``licence`` the dataset's
    licence, for a file that names none.
    """
    _describe_addresses(graph, node, resource, page)
    _describe_format(graph, node, resource)
    _describe_checksum(graph, node, resource)
    said = str(resource.get("license") or "").strip()
    for former in list(graph.objects(node, DCT.license)):
        graph.remove((node, DCT.license, former))
        graph.remove((former, DCT.type, None))
    found = licence_node(graph, *(licence_of_file(said) if said else licence))
    if found is not None:
        graph.add((node, DCT.license, found))
    for size in list(graph.objects(node, DCAT.byteSize)):
        if not isinstance(size, Literal) or size.datatype != XSD.nonNegativeInteger or size.ill_typed:
            graph.remove((node, DCAT.byteSize, size))


def _describe_addresses(graph: Graph, node: URIRef, resource: Mapping[str, Any], page: str) -> None:
    given = [stored_address(str(resource.get(key) or "")) for key in ("access_url", "url", "download_url")]
    access, url, download = (absolute(each) for each in given)
    graph.remove((node, DCAT.accessURL, None))
    graph.remove((node, DCAT.downloadURL, None))
    graph.add((node, DCAT.accessURL, access or url or download or URIRef(page)))
    # Only of a file that was uploaded here is it certain that its address answers with the file itself.
    file = download or (url if resource.get("url_type") == "upload" else None)
    if file is not None:
        graph.add((node, DCAT.downloadURL, file))


def _describe_format(graph: Graph, node: URIRef, resource: Mapping[str, Any]) -> None:
    graph.remove((node, DCT["format"], None))
    graph.remove((node, DCAT.mediaType, None))
    name, media = str(resource.get("format") or "").strip(), str(resource.get("mimetype") or "").strip()
    if not media and (vocabularies.media_type(name)):
        name, media = "", name
    file_type = vocabularies.file_type(name) if name else None
    if name:
        label = vocabularies.name_of_file_type(file_type) if file_type else name
        graph.add((node, DCT["format"], _labelled(graph, file_type, label, DCT.MediaTypeOrExtent)))
    media_type = vocabularies.media_type(media) if media else vocabularies.media_type_of_format(file_type or "")
    if media or media_type:
        label = (media_type or "").removeprefix(vocabularies.MEDIA_TYPES) or media
        graph.add((node, DCAT.mediaType, _labelled(graph, media_type, label, DCT.MediaType)))


def _labelled(graph: Graph, uri: str | None, label: str, kind: URIRef) -> Node:
    """Add a thing whose label readers show; things without an address of their own are blank."""
    node: Node = URIRef(uri) if uri else BNode()
    graph.add((node, RDF.type, kind))
    graph.set((node, RDFS.label, Literal(label)))
    return node


def _describe_checksum(graph: Graph, node: URIRef, resource: Mapping[str, Any]) -> None:
    for former in list(graph.objects(node, SPDX.checksum)):
        graph.remove((former, None, None))
        graph.remove((node, SPDX.checksum, former))
    digest = str(resource.get("hash") or "").rpartition(":")[2].strip().lower()
    if len(digest) not in _DIGESTS or not re.fullmatch(r"[0-9a-f]+", digest):
        return
    checksum = BNode()
    graph.add((node, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX[f"checksumAlgorithm_{_DIGESTS[len(digest)]}"]))
    graph.add((checksum, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)))


def read_distribution(graph: Graph, node: Node, resource: dict[str, Any]) -> None:
    """Give a file that ckanext-dcat has read the names that CKAN uses for its format and media type."""
    kind = graph.value(node, DCT["format"])
    if kind is not None:
        label = graph.value(kind, RDFS.label)
        resource["format"] = str(label) if label else vocabularies.name_of_file_type(str(kind))
    media = graph.value(node, DCAT.mediaType)
    if media is not None:
        resource["mimetype"] = str(graph.value(media, RDFS.label) or media).removeprefix(vocabularies.MEDIA_TYPES)
