"""The territory of a dataset: INSEE's address, an outline that readers can draw."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geomet import InvalidGeoJSONException, wkt
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Node

from ckanext.dcat.profiles.base import DCAT, DCT, GEOJSON_IMT, GSP, LOCN

from ckanext.mutualisation.portal.catalogue import vocabularies
from ckanext.mutualisation.portal.catalogue.publishers import Publisher

__all__ = ["describe_place", "read_place"]

_GEOJSON = URIRef(GEOJSON_IMT)


def describe_place(graph: Graph, dataset: URIRef, publisher: Publisher | None) -> None:
    """Mend the places that ckanext-dcat wrote; a dataset that names no territory has its publisher's."""
    for place in list(graph.objects(dataset, DCT.spatial)):
        _describe_outline(graph, place)
        if isinstance(place, URIRef):
            _keep_apart(graph, dataset, place)
    if (dataset, DCT.spatial, None) in graph or publisher is None or not publisher.insee_code:
        return
    uri = vocabularies.territory(publisher.body_kind, publisher.insee_code)
    if uri is not None:
        graph.add((dataset, DCT.spatial, URIRef(uri)))
        graph.add((URIRef(uri), RDF.type, DCT.Location))
        graph.add((URIRef(uri), DCT.identifier, Literal(publisher.insee_code)))


def _keep_apart(graph: Graph, dataset: URIRef, place: URIRef) -> None:
    """Move what one dataset says of a place that all share to a place of its own, which refers to the shared one."""
    said = [(predicate, value) for predicate, value in graph.predicate_objects(place) if predicate != RDF.type]
    if not said:
        return
    own = BNode()
    graph.add((dataset, DCT.spatial, own))
    graph.add((own, RDF.type, DCT.Location))
    graph.add((own, RDFS.seeAlso, place))
    for predicate, value in said:
        graph.remove((place, predicate, value))
        graph.add((own, predicate, value))


def _describe_outline(graph: Graph, place: Node) -> None:
    """Give a place one box and one centre in GeoJSON, which every harvester reads, and its outline beside them.

    DCAT-AP takes no text for ``locn:geometry``, and ckanext-dcat reads nothing else: GeoSPARQL's own property has it.
    """
    boxes = [found for text in graph.objects(place, DCAT.bbox) if (found := _geometry(text))]
    centres = [found for text in graph.objects(place, DCAT.centroid) if (found := _geometry(text))]
    outlines = [found for text in graph.objects(place, LOCN.geometry) if (found := _geometry(text))]
    for predicate in (DCAT.bbox, DCAT.centroid, LOCN.geometry):
        graph.remove((place, predicate, None))
    if outlines:
        outline = BNode()
        graph.add((place, GSP.hasGeometry, outline))
        graph.add((outline, RDF.type, GSP.Geometry))
        graph.add((outline, GSP.asGeoJSON, Literal(json.dumps(outlines[0]), datatype=GSP.geoJSONLiteral)))
        boxes = boxes or [_box(outlines[0])]
    for predicate, found in ((DCAT.bbox, boxes), (DCAT.centroid, centres)):
        if found:
            graph.add((place, predicate, Literal(json.dumps(found[0]), datatype=_GEOJSON)))


def _geometry(text: Node) -> dict[str, Any] | None:
    """Return a geometry as GeoJSON has it, from its GeoJSON or its WKT; None when it is neither."""
    try:
        found = json.loads(str(text)) if str(text).lstrip().startswith("{") else wkt.loads(str(text))
        list(_points(found["coordinates"]))
    except (ValueError, KeyError, TypeError, InvalidGeoJSONException):
        return None
    return found


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)


def _box(geometry: dict[str, Any]) -> dict[str, Any]:
    points = list(_points(geometry["coordinates"]))
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def read_place(graph: Graph, dataset: Node, read: dict[str, Any]) -> None:
    """Read the territory back into ``spatial_coverage``, one object a place."""
    places: dict[Node, dict[str, str]] = {}
    for place in graph.objects(dataset, DCT.spatial):
        shared = place if isinstance(place, URIRef) else graph.value(place, RDFS.seeAlso)
        outline = graph.value(place, GSP.hasGeometry)
        parts = {
            "uri": shared,
            "text": graph.value(place, SKOS.prefLabel),
            "geom": graph.value(outline, GSP.asGeoJSON) if outline else None,
            "bbox": graph.value(place, DCAT.bbox),
            "centroid": graph.value(place, DCAT.centroid),
        }
        said = {part: str(value) for part, value in parts.items() if value is not None}
        places.setdefault(shared or place, {}).update(said)
    if places:
        read["spatial_coverage"] = list(places.values())
