"""Scenario 6: a national harvester takes the shared site's feed without loss, and recognises what it had already."""
from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import FOAF, RDF, RDFS
from werkzeug.serving import make_server

from ckanext.dcat.processors import HYDRA, RDFParser
from ckanext.dcat.profiles.base import ADMS, DCAT, DCT, SKOS

from ckanext.mutualisation.portal.catalogue.identity import Identifiers, identifiers
from tests.portal import catalogue
from tests.portal.factories import MEMBERS, site_url

UPSTREAM = "https://www.data.gouv.example/datasets/53699a2fa3a729239d205f2e/"


@pytest.fixture(scope="module")
def published(territory):
    """Publish a whole dataset, two with the same number at two producers', and two that were published elsewhere."""
    catalogue.identify_members()
    return {
        "complet": catalogue.publish("complet", catalogue.FULL),
        "homonyme": catalogue.publish("homonyme", {"title": "Autre", "identifier": "2013-001"}, "loire-atlantique"),
        "moissonne": catalogue.publish("moissonne", catalogue.HARVESTED),
        "revenu": catalogue.publish("revenu", {**catalogue.HARVESTED, "title": "Revenu", "identifier": UPSTREAM}),
    }


@pytest.fixture(scope="module")
def pages(territory, published):
    """Serve the site over HTTP, and follow ``hydra:next`` from page to page as data.gouv.fr's harvester does."""
    from ckan.common import config

    former = config["ckanext.dcat.datasets_per_page"]
    config["ckanext.dcat.datasets_per_page"] = 5
    server = make_server("127.0.0.1", 0, territory.flask_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield list(read_pages(server.server_port, f"{site_url()}/catalog.xml"))
    finally:
        server.shutdown()
        config["ckanext.dcat.datasets_per_page"] = former


def read_pages(port: int, address: str) -> Iterator[Graph]:
    """Yield each page; the host of its address is asked for at the port of the server."""
    while address:
        host, _, path = address.partition("://")[2].partition("/")
        request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", headers={"Host": host})
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            graph = Graph().parse(data=answer.read(), format="xml")
        yield graph
        view = graph.value(None, RDF.type, HYDRA.PartialCollectionView)
        address = str(graph.value(view, HYDRA.next) or "")


def national_records(pages: list[Graph]) -> dict[str, dict[str, Any]]:
    """Read the feed as data.gouv.fr does: ``dct:identifier`` tells records apart, a file's download comes first."""
    records: dict[str, dict[str, Any]] = {}
    for graph in pages:
        for node in graph.subjects(RDF.type, DCAT.Dataset):
            publisher = graph.value(node, DCT.publisher)
            records[str(graph.value(node, DCT.identifier))] = {
                "uri": str(node),
                "title": str(graph.value(node, DCT.title)),
                "description": str(graph.value(node, DCT.description)),
                "keywords": {str(word) for word in graph.objects(node, DCAT.keyword)},
                "licence": graph.value(node, DCT.license),
                "publisher": str(graph.value(publisher, DCT.identifier)),
                "publisher_name": str(graph.value(publisher, FOAF.name)),
                "remote_url": str(graph.value(node, DCAT.landingPage)),
                "others": {str(graph.value(each, SKOS.notation)) for each in graph.objects(node, ADMS.identifier)},
                "files": {
                    (
                        str(graph.value(file, DCT.title)),
                        str(graph.value(file, DCAT.downloadURL) or graph.value(file, DCAT.accessURL)),
                        str(graph.value(graph.value(file, DCT["format"]), RDFS.label)),
                    )
                    for file in graph.objects(node, DCAT.distribution)
                },
            }
    return records


def test_every_dataset_arrives_once_page_after_page(pages, published):
    records = national_records(pages)
    assert len(pages) == 4
    assert len(records) == 16
    assert {str(page.value(URIRef(site_url()), HYDRA.totalItems)) for page in pages} == {"16"}
    titles = {f"Jeu {number} de {title}" for title in MEMBERS.values() for number in (1, 2, 3)}
    assert {record["title"] for record in records.values()} == titles | {
        "Écoles élémentaires", "Autre", "Arbres", "Revenu",
    }  # fmt: skip


def test_nothing_of_a_dataset_is_lost_on_the_way(pages, published):
    package = published["complet"]
    record = national_records(pages)[f"{site_url()}/dataset/{package['id']}"]
    assert record["title"] == package["title"]
    assert record["description"] == package["notes"]
    assert record["keywords"] == {"école", "éducation"}
    assert record["licence"] == URIRef("http://www.opendefinition.org/licenses/odc-odbl")
    assert (record["publisher"], record["publisher_name"]) == ("26440001100017", "Régie des écoles")
    assert record["remote_url"] == f"{site_url('nantes.localhost')}/dataset/complet"
    assert record["files"] == {
        (file["name"], file["url"].replace(" ", "%20"), file["format"]) for file in package["resources"]
    }


def test_the_members_siret_comes_with_what_it_publishes_itself(pages, published):
    arbres = next(record for record in national_records(pages).values() if record["title"] == "Arbres")
    assert (arbres["publisher"], arbres["publisher_name"]) == (catalogue.SIRET["nantes"], "Ville de Nantes")


def test_what_was_published_there_already_comes_back_under_its_own_identifier(pages, published):
    records = national_records(pages)
    assert records[UPSTREAM]["title"] == "Revenu"
    arbres = records[catalogue.HARVESTED["identifier"]]
    assert arbres["title"] == "Arbres"
    assert {"https://data.nantes.example/dataset/arbres", arbres["uri"]} <= arbres["others"]


def test_a_number_that_two_producers_use_makes_two_datasets(pages, published):
    records = national_records(pages)
    twins = [record for record in records.values() if "2013-001" in record["others"]]
    assert {record["title"] for record in twins} == {"Écoles élémentaires", "Autre"}


def test_identifiers_never_change_with_the_face(visitor, pages, published):
    portal = national_records([catalogue.graph_of(visitor("/fr/catalog.ttl", "nantes.localhost"))])
    everywhere = national_records(pages)
    assert portal
    assert {name: record["uri"] for name, record in portal.items()}.items() <= {
        name: record["uri"] for name, record in everywhere.items()
    }.items()


@pytest.mark.parametrize("profile", ["mutualisation_dcat_ap", "euro_dcat_ap_3"])
def test_ckans_own_harvester_reads_back_what_was_published(visitor, published, profile):
    parser = RDFParser(profiles=[profile])
    parser.parse(visitor("/dataset/complet.rdf").get_data(), _format="xml")
    (read,) = parser.datasets()
    package = published["complet"]
    for field in ("title", "notes", "license_id", "frequency", "issued", "modified", "version", "access_rights"):
        assert read[field] == package[field], field
    for field in ("theme", "language", "applicable_legislation", "conforms_to"):
        assert sorted(read[field]) == sorted(package[field]), field
    assert {tag["name"] for tag in read["tags"]} == {tag["name"] for tag in package["tags"]}
    assert read["temporal_coverage"] == package["temporal_coverage"]
    (publisher,) = read["publisher"]
    assert {part: publisher[part] for part in ("name", "url", "identifier")} == package["publisher"][0]
    contacts = {contact["name"]: contact for contact in read["contact"]}
    assert package["contact"][0].items() <= contacts["Service des écoles"].items()
    assert contacts["Un responsable"]["email"] == "responsable@example.org"
    assert {file["name"]: file["url"].replace("%20", " ") for file in read["resources"]} == {
        file["name"]: file["url"] for file in package["resources"]
    }
    csv = next(file for file in read["resources"] if file["name"] == "Écoles 2013")
    assert (csv["format"], csv["mimetype"], csv["size"], csv["hash"]) == ("CSV", "text/csv", 1234, "ab" * 32)


def test_formats_and_territories_come_back_by_the_matching_profile(visitor, published):
    parser = RDFParser(profiles=["mutualisation_dcat_ap"])
    parser.parse(visitor("/dataset/complet.ttl").get_data(), _format="ttl")
    (read,) = parser.datasets()
    assert {file["name"]: file["format"] for file in read["resources"]} == {
        file["name"]: file["format"] for file in published["complet"]["resources"]
    }
    (place,), (given,) = read["spatial_coverage"], catalogue.FULL["spatial_coverage"]
    assert given.items() <= place.items()


def test_an_identifier_is_a_producers_own_only_where_it_is_unique_everywhere():
    uri = "https://x.example/dataset/1"
    for unique in ("https://y.example/2", "urn:isbn:2013", "doi:10.5072/abc", catalogue.HARVESTED["identifier"]):
        assert identifiers(uri, {"identifier": unique}) == Identifiers(unique, (uri,))
    assert identifiers(uri, {"identifier": "n° 12"}) == Identifiers(uri, ("n° 12",))
    assert identifiers(uri, {}) == Identifiers(uri, ())
