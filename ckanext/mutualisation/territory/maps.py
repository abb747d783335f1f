"""Check a GeoJSON file before the site shows it. No CKAN here."""
from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["GEOMETRIES", "NotAMap", "count_features"]

GEOMETRIES = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
)


class NotAMap(ValueError):
    """The file cannot be drawn; the message says why."""


def count_features(content: bytes) -> int:
    """Return how many features a GeoJSON file draws (RFC 7946).

    :raises NotAMap: not GeoJSON, nothing to draw, or coordinates that are not longitudes and latitudes.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise NotAMap(f"The file is not JSON: {error}") from error
    geometries = [geometry for geometry in _geometries(document) if geometry]
    if not geometries:
        raise NotAMap("The file has nothing to draw.")
    for geometry in geometries:
        _check(geometry)
    return len(geometries)


def _geometries(document: Any) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return [feature.get("geometry") if isinstance(feature, dict) else None for feature in document["features"]]
    if kind == "Feature":
        return [document.get("geometry")]
    if kind in GEOMETRIES:
        return [document]
    raise NotAMap("The file is JSON, but not GeoJSON.")


def _check(geometry: Any) -> None:
    if not isinstance(geometry, dict) or geometry.get("type") not in GEOMETRIES:
        raise NotAMap("A geometry has no known type.")
    if geometry["type"] == "GeometryCollection":
        for part in geometry.get("geometries") or []:
            _check(part)
        return
    position = geometry.get("coordinates")
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    if not (isinstance(position, list) and len(position) >= 2 and all(map(_is_number, position[:2]))):
        raise NotAMap("A geometry has no coordinates.")
    if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
        raise NotAMap("The coordinates are not longitudes and latitudes (WGS 84).")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
