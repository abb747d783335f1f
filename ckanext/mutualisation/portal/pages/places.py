"""Where a portal's datasets are: the extents that they state, gathered by place, as GeoJSON for the map of its home."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.address import Portal

__all__ = ["gather", "has_places", "read_places"]

NAMED = 8
"""How many datasets a place names; it counts the others."""

_SPATIAL = model.Package.extras["spatial"].astext

Extent = tuple[float, float, float, float]
Row = tuple[str, str, str]


def _extents(portal: Portal, *columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(
        model.Package.owner_org.in_(portal.visible_ids),
        model.Package.state == "active",
        model.Package.private.is_(False),
        _SPATIAL.is_not(None),
    )


def has_places(portal: Portal) -> bool:
    """Tell whether any public dataset of a portal says where it is."""
    return bool(model.Session.scalar(sa.select(_extents(portal, model.Package.id).exists())))


def read_places(portal: Portal) -> dict[str, Any]:
    """Return a GeoJSON collection of the places of a portal's public datasets, those of most datasets first."""
    rows = model.Session.execute(
        _extents(portal, model.Package.name, model.Package.title, _SPATIAL.label("extent")).order_by(
            model.Package.title, model.Package.name
        )
    )
    return gather((row.name, row.title or row.name, row.extent) for row in rows)


def gather(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the GeoJSON collection of datasets given by name, title and extent (a GeoJSON geometry, as text).

    Datasets of the same extent make one point, at its middle. A geometry that cannot be read is left out.

    >>> square = '{"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}'
    >>> places = gather([("a", "A", square), ("b", "B", square), ("c", "C", "nowhere")])
    >>> places["features"][0]["geometry"]["coordinates"], places["features"][0]["properties"]["count"]
    ([1.0, 1.0], 2)
    """
    places: defaultdict[Extent, list[tuple[str, str]]] = defaultdict(list)
    for name, title, geometry in rows:
        extent = _extent(geometry)
        if extent:
            places[extent].append((name, title))
    ordered = sorted(places.items(), key=lambda place: (-len(place[1]), place[0]))
    return {"type": "FeatureCollection", "features": [_feature(*place) for place in ordered]}


def _feature(extent: Extent, datasets: list[tuple[str, str]]) -> dict[str, Any]:
    west, south, east, north = extent
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]},
        "properties": {
            "count": len(datasets),
            "datasets": [{"name": name, "title": title} for name, title in datasets[:NAMED]],
        },
    }


def _extent(geometry: str) -> Extent | None:
    try:
        document = json.loads(geometry)
        points = list(_points(document["coordinates"]))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    whole = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if whole else None


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)
