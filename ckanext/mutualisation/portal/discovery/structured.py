"""schema.org's view of a face and of its datasets, in JSON-LD, for engines that index data.

ckanext-dcat's own profile is not used: it names the common site in place of the portal, whichever is visited, and gives
neither SIRET, nor bounding box, nor the periods and places of ckanext-scheming's repeated fields.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.dcat.utils import dataset_uri, resource_uri

from ckanext.mutualisation.portal.catalogue.addresses import catalogue_uri, stored_address
from ckanext.mutualisation.portal.catalogue.identity import value_of
from ckanext.mutualisation.portal.catalogue.licences import licence_of
from ckanext.mutualisation.portal.catalogue.publishers import Publisher, find_publishers
from ckanext.mutualisation.portal.discovery.canonical import face_of_owner
from ckanext.mutualisation.portal.discovery.face import COMMON, Face, current_face, in_bcp47

__all__ = ["catalogue_graph", "dataset_graph", "in_script"]

Node = dict[str, Any]
_LEAST, _MOST = 50, 5000
"""Characters that Google accepts in a description."""
_IMPOSSIBLE_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def in_script(nodes: Iterable[Node]) -> Markup:
    """Return the nodes as the text of a script element, which nothing in them can close."""
    text = json.dumps({"@context": "https://schema.org/", "@graph": list(nodes)}, ensure_ascii=False)
    for character, escaped in _IMPOSSIBLE_IN_SCRIPT.items():
        text = text.replace(character, escaped)
    return Markup(text)  # noqa: S704  JSON without a character that HTML reads


def catalogue_graph(language: str) -> list[Node]:
    """Return the visited face as a catalogue, for its home page."""
    face = current_face()
    home = face.address("/", language)
    search = f"{face.address('/dataset/', language)}?q={{search_term_string}}"
    return [
        {
            **_catalogue(face, language),
            "inLanguage": in_bcp47(language),
            "description": face.description(language) or face.title(language),
            "publisher": [_organization(each) for each in _publishers_of(face)],
            "isAccessibleForFree": True,
        },
        {
            "@type": "WebSite",
            "@id": f"{home}#website",
            "name": face.title(language),
            "url": home,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": search},
                "query-input": "required name=search_term_string",
            },
        },
    ]


def dataset_graph(package: Mapping[str, Any], language: str) -> list[Node]:
    """Return a dataset, and the way to it from the home page, for its own page."""
    face = face_of_owner(package.get("owner_org"))
    page = face.address(f"/dataset/{package['name']}", language)
    catalogues = [face] if face == COMMON else [face, COMMON]
    publisher = find_publishers([package.get("owner_org") or ""]).get(package.get("owner_org") or "")
    dataset: Node = {
        "@type": "Dataset",
        "@id": dataset_uri(dict(package)),
        "url": page,
        "name": tk.h.dataset_display_name(package),
        "description": _description(package, publisher),
        "identifier": value_of(package, "identifier") or dataset_uri(dict(package)),
        "keywords": [tag["display_name"] for tag in package.get("tags") or []],
        "license": _licence(package),
        "datePublished": _date(value_of(package, "issued") or package.get("metadata_created")),
        "dateModified": _date(value_of(package, "modified") or package.get("metadata_modified")),
        "version": package.get("version"),
        "isAccessibleForFree": True,
        "temporalCoverage": _periods(package),
        "spatialCoverage": _places(package),
        "publisher": _organization(publisher) if publisher else None,
        "creator": _creator(package, publisher),
        "includedInDataCatalog": [_catalogue(each, language) for each in catalogues],
        "distribution": [_distribution(resource) for resource in package.get("resources") or []],
    }
    return [_filled(dataset), _breadcrumb(face, package, page, language)]


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _catalogue(face: Face, language: str) -> Node:
    return {
        "@type": "DataCatalog",
        "@id": catalogue_uri(face.portal),
        "name": face.title(language),
        "url": face.address("/", language),
    }


def _publishers_of(face: Face) -> list[Publisher]:
    return list(find_publishers(face.portal.organization_ids).values()) if face.portal else []


def _organization(publisher: Publisher) -> Node:
    numbers = (("SIRET", publisher.siret), ("SIREN", publisher.siren))
    return _filled(
        {
            "@type": "GovernmentOrganization",
            "@id": publisher.uri,
            "name": publisher.name,
            "url": publisher.website,
            "email": publisher.contact_email,
            "taxID": publisher.siren,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": number} for name, number in numbers if number
            ],
        }
    )


def _creator(package: Mapping[str, Any], publisher: Publisher | None) -> Any:
    """Return who made the data: the publisher that the dataset names, else the member itself."""
    named = next(iter(package.get("publisher") or []), None) if isinstance(package.get("publisher"), list) else None
    if isinstance(named, Mapping) and named.get("name"):
        return _filled({"@type": "Organization", "name": named["name"], "url": named.get("url")})
    return {"@id": publisher.uri} if publisher else None


def _description(package: Mapping[str, Any], publisher: Publisher | None) -> str:
    text = tk.h.markdown_extract(package.get("notes") or "", extract_length=_MOST)
    if len(text) >= _LEAST:
        return text
    by = f" – {publisher.name}" if publisher else ""
    return f"{tk.h.dataset_display_name(package)}{by}. {text}".strip()


def _licence(package: Mapping[str, Any]) -> str:
    url, title = licence_of(package)
    return url or title


def _date(text: Any) -> str:
    return str(text or "")[:10]


def _periods(package: Mapping[str, Any]) -> list[str]:
    """Return the periods covered as ISO 8601 intervals, ``..`` for an open end."""
    periods = _parts(package, "temporal_coverage")
    return [
        f"{_date(period.get('start')) or '..'}/{_date(period.get('end')) or '..'}"
        for period in periods
        if period.get("start") or period.get("end")
    ]


def _places(package: Mapping[str, Any]) -> list[Node]:
    places = [
        _filled({"@type": "Place", "name": part.get("text"), "sameAs": part.get("uri"), "geo": _box(_outline(part))})
        for part in _parts(package, "spatial_coverage")
    ]
    if not places and value_of(package, "spatial"):
        places = [_filled({"@type": "Place", "geo": _box(value_of(package, "spatial"))})]
    return [place for place in places if len(place) > 1]


def _outline(part: Mapping[str, Any]) -> Any:
    return part.get("bbox") or part.get("geom") or part.get("centroid")


def _parts(package: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    parts = package.get(field)
    return [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []


def _box(geojson: Any) -> Node | None:
    """Return the extent of a GeoJSON geometry as schema.org writes it: latitudes first, south-west then north-east."""
    try:
        geometry = json.loads(geojson) if isinstance(geojson, str) else geojson
        points = list(_points(geometry["coordinates"]))
        west, east = min(point[0] for point in points), max(point[0] for point in points)
        south, north = min(point[1] for point in points), max(point[1] for point in points)
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    if (west, south) == (east, north):
        return {"@type": "GeoCoordinates", "latitude": south, "longitude": west}
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _points(coordinates: Any) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for each in coordinates:
            yield from _points(each)


def _distribution(resource: Mapping[str, Any]) -> Node:
    return _filled(
        {
            "@type": "DataDownload",
            "@id": resource_uri(dict(resource)),
            "name": tk.h.resource_display_name(resource),
            "description": tk.h.markdown_extract(resource.get("description") or "", extract_length=_MOST),
            "contentUrl": stored_address(str(resource.get("url") or "")),
            "encodingFormat": resource.get("mimetype") or resource.get("format"),
            "contentSize": f"{resource['size']} B" if resource.get("size") else None,
            "dateModified": _date(resource.get("last_modified") or resource.get("metadata_modified")),
        }
    )


def _breadcrumb(face: Face, package: Mapping[str, Any], page: str, language: str) -> Node:
    steps = [
        (face.title(language), face.address("/", language)),
        (tk._("Datasets"), face.address("/dataset/", language)),
        (tk.h.dataset_display_name(package), page),
    ]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{page}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, 1)
        ],
    }
