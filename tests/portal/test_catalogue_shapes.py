"""The catalogues pass the DCAT-AP shapes, and one wrong dataset spoils nothing."""
from __future__ import annotations

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF

from ckanext.dcat.profiles.base import DCAT, DCT

from ckanext.mutualisation.portal.catalogue import profile
from tests.portal import catalogue
from tests.portal.factories import site_url

FORMATS = {"ttl": "turtle", "n3": "n3", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def published(territory):
    """Publish a whole dataset, an almost empty one, a harvested one, a broken one, one without files."""
    catalogue.identify_members()
    return {
        "complet": catalogue.publish("complet", catalogue.FULL),
        "minimal": catalogue.publish("minimal", {"title": "", "notes": ""}),
        "moissonne": catalogue.publish("moissonne", catalogue.HARVESTED),
        "casse": catalogue.publish("casse", catalogue.BROKEN, issued=None),
        "region-1": catalogue.publish("region", catalogue.FULL, "pays-de-la-loire", publisher=[]),
    }


def test_the_shapes_find_what_is_wrong():
    graph = Graph()
    graph.add((URIRef("https://x.example/1"), RDF.type, DCAT.Dataset))
    graph.add((URIRef("https://x.example/1"), DCAT.theme, Literal("Transports")))
    report = catalogue.violations(graph)
    assert "MinCountConstraintComponent" in report
    assert "dcat:theme" in report


@pytest.mark.parametrize("written", FORMATS)
@pytest.mark.parametrize(("host", "prefix"), [(None, ""), ("nantes.localhost", ""), (None, "/p/region/fr")])
def test_the_catalogue_passes_the_shapes_of_dcat_ap(visitor, published, host, prefix, written):
    graph = catalogue.graph_of(visitor(f"{prefix}/catalog.{written}", host), FORMATS[written])
    assert catalogue.datasets_of(graph)
    assert catalogue.violations(graph) == ""


@pytest.mark.parametrize("name", ["complet", "minimal", "moissonne", "casse"])
def test_each_description_passes_them_alone(visitor, published, name):
    assert catalogue.violations(catalogue.graph_of(visitor(f"/dataset/{name}.ttl"))) == ""


def test_what_cannot_be_written_is_left_out_and_the_rest_stays(visitor, published):
    uri = URIRef(f"{site_url()}/dataset/{published['casse']['id']}")
    for written, read in FORMATS.items():
        graph = catalogue.graph_of(visitor(f"/dataset/casse.{written}"), read)
        assert str(graph.value(uri, DCT.title)) == "Tout va mal"
        assert len(set(graph.objects(uri, DCAT.distribution))) == 3
        addresses = {str(node) for node in graph.objects(None, DCAT.accessURL)}
        # CKAN takes a relative address for a host; one without a host leads to the dataset's page.
        page = f"{site_url('nantes.localhost')}/dataset/casse"
        assert addresses == {"https://fichiers.example/un%20fichier%20%3C1%3E.csv", "http://fichier.csv", page}


def test_a_dataset_that_cannot_be_described_at_all_is_named_and_the_others_are_whole(visitor, published, monkeypatch):
    before = catalogue.graph_of(visitor("/catalog.ttl", "nantes.localhost"))
    prepare = profile._prepared

    def fail(package, publisher):
        if package["name"] == "complet":
            raise OverflowError("a year of twenty digits")
        return prepare(package, publisher)

    monkeypatch.setattr(profile, "_prepared", fail)
    graph = catalogue.graph_of(visitor("/catalog.ttl?page=1", "nantes.localhost"))
    assert catalogue.datasets_of(graph) == catalogue.datasets_of(before)
    assert catalogue.violations(graph) == ""
    uri = URIRef(f"{site_url()}/dataset/{published['complet']['id']}")
    assert str(graph.value(uri, DCT.title)) == "Écoles élémentaires"
    assert graph.value(uri, DCT.publisher) is None
    other = URIRef(f"{site_url()}/dataset/{published['moissonne']['id']}")
    nodes = (URIRef, Literal, BNode)
    assert len([*graph.predicate_objects(other)]) == len([*before.predicate_objects(other)])
    assert all(isinstance(value, nodes) for value in graph.objects(other))
