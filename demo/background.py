"""`python -m demo.background`: write demo/background.geojson, the schematic ground of the demo's maps.

Drawn by hand from about a hundred positions: it shows where one is, not where a limit runs.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.catalogue.places import LOIRE_ATLANTIQUE, NANTES, NANTES_METROPOLE, REGION_TOWNS

__all__ = ["background"]

FILE = Path(__file__).with_name("background.geojson")

COAST = """-2.47,47.48 -2.55,47.38 -2.515,47.346 -2.545,47.29 -2.48,47.275 -2.43,47.27 -2.39,47.28 -2.345,47.255
-2.3,47.235 -2.21,47.26 -2.16,47.283 -2.05,47.297 -2.06,47.286 -2.17,47.268 -2.172,47.245 -2.15,47.18 -2.245,47.133
-2.22,47.127 -2.105,47.105 -2.04,47.08 -2,47.06 -2.02,46.98 -2.05,46.93 -2.14,46.89 -2.07,46.79 -1.945,46.69 -1.87,46.63
-1.79,46.49 -1.58,46.41 -1.44,46.34 -1.3,46.33 -1.12,46.3"""
LAND_SIDE = """-0.93,46.31 -0.74,46.37 -0.6,46.42 -0.56,46.65 -0.6,46.85 -0.68,47 -0.48,47.08 -0.18,47.11 0.05,47.16
0.08,47.25 0.22,47.4 0.24,47.55 0.4,47.6 0.6,47.73 0.84,47.95 0.76,48.1 0.7,48.24 0.38,48.4 0.07,48.42 -0.23,48.52
-0.5,48.5 -0.86,48.52 -1.07,48.51 -1.05,48.3 -1.02,48 -1.12,47.83 -1.25,47.8 -1.47,47.83 -1.62,47.77 -1.86,47.7
-2.1,47.63 -2.28,47.52 -2.47,47.48"""
LOIRE = """0.056,47.217 -0.08,47.262 -0.233,47.341 -0.318,47.416 -0.523,47.424 -0.645,47.377 -0.764,47.354 -0.861,47.393
-1.016,47.364 -1.176,47.363 -1.285,47.345 -1.39,47.293 -1.44,47.26 -1.483,47.234 -1.505,47.217 -1.527,47.209
-1.556,47.207 -1.585,47.204 -1.63,47.197 -1.67,47.1955 -1.73,47.207 -1.755,47.205 -1.82,47.24 -1.89,47.277 -1.97,47.288
-2.05,47.293 -2.13,47.283 -2.2,47.262"""
STREAMS = {
    "Erdre": "-1.549,47.222 -1.546,47.25 -1.535,47.275 -1.525,47.3 -1.528,47.342 -1.5,47.37 -1.497,47.437",
    "Sèvre nantaise": "-1.545,47.195 -1.51,47.178 -1.478,47.168 -1.4,47.155 -1.33,47.14 -1.282,47.087",
    "Maine et Mayenne": "-0.61,47.42 -0.56,47.475 -0.62,47.56 -0.71,47.63 -0.69,47.74 -0.703,47.828 -0.75,47.95 "
    "-0.77,48.07 -0.72,48.18 -0.617,48.3",
    "Sarthe": "-0.56,47.475 -0.52,47.55 -0.48,47.65 -0.4,47.75 -0.334,47.84 -0.15,47.87 0.03,47.89 0.13,47.93 0.19,48",
}
GRAND_LIEU = "-1.72,47.08 -1.69,47.06 -1.65,47.07 -1.63,47.1 -1.66,47.12 -1.7,47.115 -1.72,47.08"


def background() -> dict[str, Any]:
    """Return the ground: land, water, towns; ``zoom`` is the level from which a town's name is shown."""
    land = {"type": "Polygon", "coordinates": [_line(COAST) + _line(LAND_SIDE)]}
    features = [_feature("land", "Pays de la Loire", land), _feature("water", "Loire", _string(LOIRE))]
    features += [_feature("stream", name, _string(path)) for name, path in STREAMS.items()]
    features.append(_feature("lake", "Lac de Grand-Lieu", {"type": "Polygon", "coordinates": [_line(GRAND_LIEU)]}))
    seen: set[str] = set()
    large = (NANTES, *REGION_TOWNS[:7], LOIRE_ATLANTIQUE[0])
    for zoom, places in ((0, large), (8.5, (*REGION_TOWNS, *LOIRE_ATLANTIQUE)), (10.5, NANTES_METROPOLE)):
        for place in places:
            if place.name not in seen:
                seen.add(place.name)
                point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
                features.append(_feature("town", place.name, point, zoom=zoom))
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, name: str, geometry: dict[str, Any], **more: float) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name, **more}, "geometry": geometry}


def _string(positions: str) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": _line(positions)}


def _line(positions: str) -> list[list[float]]:
    return [[float(number) for number in position.split(",")] for position in positions.split()]


if __name__ == "__main__":
    FILE.write_text(json.dumps(background(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
