"""Write a dataset's files: CSV tables, GeoJSON maps, and the list of the columns."""
from __future__ import annotations

import csv
import io
import json
from math import hypot
from typing import Any

from demo.catalogue.draw import Draw, Point
from demo.catalogue.nouns import File, Place, Publisher, Recipe
from demo.catalogue.places import (
    DEPARTMENT,
    DISTRICTS,
    LOIRE_ATLANTIQUE,
    METROPOLIS,
    NANTES,
    NANTES_METROPOLE,
    REGION,
    REGION_TOWNS,
)

__all__ = ["write_files"]

Extent = tuple[float, float, float, float]

COORDINATES = ("Latitude", "Longitude")

PARTS = {METROPOLIS: NANTES_METROPOLE, NANTES: DISTRICTS, DEPARTMENT: LOIRE_ATLANTIQUE, REGION: REGION_TOWNS}
"""The places over which a wide place's things are spread, so that columns that name them agree with the map."""


def write_files(
    draw: Draw, recipe: Recipe, publisher: Publisher, name: str, title: str
) -> tuple[tuple[File, ...], Extent | None]:
    """Return a dataset's files, and the extent of its map if it has one."""
    count = len(recipe.routes) or draw.randint(*recipe.rows)
    shapes = _shapes(draw, recipe, count)
    rows = [{header: make(draw, at) for header, make in recipe.columns.items()} for at in range(count)]
    path = f"{publisher.name}/{name}"

    def table(suffix: str, name: str, about: str, rows: list[dict[str, Any]]) -> File:
        return File(f"{path}{suffix}.csv", name, about, "CSV", _csv(rows, publisher.separator))

    files = [table("", f"{title} (tableau)", f"{count} lignes, séparateur « {publisher.separator} », UTF-8.", rows)]
    if shapes:
        about = "Mêmes objets, en GeoJSON (WGS 84)."
        files.append(File(f"{path}.geojson", f"{title} (carte)", about, "GeoJSON", _geojson(rows, shapes)))
    if draw.random() < 0.3:
        about = "Nom, type et exemple de chaque colonne."
        files.append(table("-colonnes", "Description des colonnes", about, _dictionary(rows)))
    if recipe.years and draw.random() < 0.25:
        some = rows[: max(2, count // 3)]
        about = f"Les {len(some)} premières lignes, pour un premier regard."
        files.append(table("-extrait", "Extrait", about, some))
    return tuple(files), _extent(shapes) if shapes else None


def _shapes(draw: Draw, recipe: Recipe, count: int) -> list[dict[str, Any]]:
    """Return GeoJSON geometries, and leave each one's representative point in ``draw.points``."""
    if recipe.shape == "table":
        return []
    parts = PARTS.get(draw.place, (draw.place,))
    if recipe.shape == "points":
        draw.points = [draw.near(draw.some(parts, at)) for at in range(count)]
        return [{"type": "Point", "coordinates": point} for point in draw.points]
    if recipe.shape == "lines":
        routes = recipe.routes
        lines = [_road(draw, *routes[at]) if routes else _line(draw, parts, at) for at in range(count)]
        draw.points = [line[0] for line in lines]
        return [{"type": "LineString", "coordinates": line} for line in lines]
    tiled = len(parts) == 1 or draw.place == NANTES
    rings = draw.patchwork(draw.place, count) if tiled else [_area(draw, parts, at) for at in range(count)]
    draw.points = [ring[0] for ring in rings]
    return [{"type": "Polygon", "coordinates": [ring]} for ring in rings]


def _line(draw: Draw, parts: Any, at: int) -> list[Point]:
    """A street of a town; or, over a wide place, a road to the nearest town, then to the next nearest."""
    if len(parts) == 1 or draw.place == NANTES:
        return draw.street(draw.some(parts, at))
    start = draw.some(parts, at)
    nearest = sorted(parts, key=lambda place: hypot(place.longitude - start.longitude, place.latitude - start.latitude))
    return _road(draw, start, nearest[1 + at // len(parts)])


def _road(draw: Draw, start: Place, end: Place) -> list[Point]:
    return draw.path((start.longitude, start.latitude), (end.longitude, end.latitude))


def _area(draw: Draw, parts: Any, at: int) -> list[Point]:
    part = draw.some(parts, at)
    return draw.blob(draw.near(part), part.radius * draw.uniform(0.12, 0.45))


def _csv(rows: list[dict[str, Any]], separator: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _geojson(rows: list[dict[str, Any]], shapes: list[dict[str, Any]]) -> str:
    features = [
        {"type": "Feature", "properties": {key: row[key] for key in row if key not in COORDINATES}, "geometry": shape}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _dictionary(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    kinds = {int: "nombre entier", float: "nombre décimal", str: "texte"}
    return [{"Colonne": key, "Type": kinds[type(value)], "Exemple": str(value)} for key, value in rows[0].items()]


def _extent(shapes: list[dict[str, Any]]) -> Extent:
    points: list[Point] = []
    for shape in shapes:
        coordinates = shape["coordinates"]
        points += {"Point": [coordinates], "LineString": coordinates, "Polygon": coordinates[0]}[shape["type"]]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
