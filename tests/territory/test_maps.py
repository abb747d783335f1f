from __future__ import annotations

import json

import pytest

from ckanext.mutualisation.territory.maps import NotAMap, count_features


def collection(*geometries):
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_features_with_a_geometry_are_counted():
    point = {"type": "Point", "coordinates": [-1.55, 47.2]}
    assert count_features(collection(point, None, point)) == 2
    assert count_features(json.dumps(point).encode()) == 1


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[1]", b"<html>", b'{"type": "FeatureCollection", "features": []}',
    collection({"type": "Circle", "coordinates": [0, 0]}), collection({"type": "Point", "coordinates": []}),
    b'{"type": "Point", "coordinates": [NaN, 1]}',
])
def test_what_cannot_be_drawn_is_refused(content):
    with pytest.raises(NotAMap):
        count_features(content)


def test_lambert_coordinates_are_refused_with_the_reason():
    with pytest.raises(NotAMap, match="WGS 84"):
        count_features(collection({"type": "Point", "coordinates": [355577.8, 6689723.1]}))
