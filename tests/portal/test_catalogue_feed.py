"""Each portal publishes its own catalogue; a dataset is described in the same words from every face."""
from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import FOAF, RDF
from rdflib.term import Node

import ckan.model as model
from ckan.lib.search import clear

from ckanext.dcat.processors import HYDRA
from ckanext.dcat.profiles.base import ADMS, DCAT, DCT, SKOS

from tests.portal import catalogue, factories
from tests.portal.factories import site_url
from tests.statements import statements_run

FORMATS = {"ttl": "turtle", "n3": "n3", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
NANTES = [("nantes.localhost", ""), (None, "/p/nantes"), ("nantes.localhost", "/fr"), (None, "/p/nantes/fr")]


@pytest.fixture(scope="module")
def published(territory):
    """Publish one dataset of each kind; return the packages by name."""
    catalogue.identify_members()
    return {
        "complet": catalogue.publish("complet", catalogue.FULL),
        "moissonne": catalogue.publish("moissonne", catalogue.HARVESTED),
    }


def about(graph: Graph, subject: URIRef) -> Graph:
    """Return what a graph says of a thing and of the nameless things that it mentions."""
    found = Graph()
    waiting: list[Node] = [subject]
    while waiting:
        node = waiting.pop()
        for triple in graph.triples((node, None, None)):
            found.add(triple)
            if not isinstance(triple[2], (URIRef, Literal)):
                waiting.append(triple[2])
    return found


@pytest.mark.parametrize("written", FORMATS)
def test_every_format_gives_the_same_catalogue(visitor, published, written):
    answer = visitor(f"/catalog.{written}", "nantes.localhost")
    assert answer.headers["Content-Type"].endswith("; charset=utf-8")
    graph = catalogue.graph_of(answer, FORMATS[written])
    assert len(catalogue.datasets_of(graph)) == 8
    assert "Écoles élémentaires" in {str(title) for title in graph.objects(None, DCT.title)}


@pytest.mark.parametrize(("host", "prefix"), NANTES)
def test_a_portals_catalogue_is_its_own_and_has_one_uri(visitor, published, host, prefix):
    graph = catalogue.graph_of(visitor(f"{prefix}/catalog.ttl", host))
    node = URIRef(f"{site_url()}/p/nantes")
    assert set(graph.subjects(RDF.type, DCAT.Catalog)) == {node}
    assert set(graph.objects(node, DCT.title)) == {
        Literal("Nantes et sa métropole", lang="fr"),
        Literal("Nantes and its metropolis", lang="en"),
    }
    assert graph.value(node, FOAF.homepage) == URIRef(f"{site_url('nantes.localhost')}/")
    publisher = graph.value(node, DCT.publisher)
    assert str(graph.value(publisher, DCT.identifier)) == catalogue.SIRET["nantes-metropole"]
    assert str(graph.value(publisher, FOAF.name)) == "Nantes Métropole"
    text = graph.serialize(format="nt")
    assert "Loire-Atlantique" not in text
    assert "prive" not in text


@pytest.mark.parametrize(
    "query", ["q=Loire", "fq=organization:loire-atlantique", "fq=*:*&q=*:*", "modified_since=2001-01-01T00:00%2B01:00"]
)
def test_no_query_widens_the_scope(visitor, published, query):
    graph = catalogue.graph_of(visitor(f"/catalog.ttl?{query}", "nantes.localhost"))
    ours = catalogue.datasets_of(catalogue.graph_of(visitor("/catalog.ttl", "nantes.localhost")))
    assert catalogue.datasets_of(graph) <= ours
    assert "Loire-Atlantique" not in graph.serialize(format="nt")


def test_the_common_site_lists_everything_but_private_datasets(visitor, published):
    graph = catalogue.graph_of(visitor("/catalog.ttl"))
    assert len(catalogue.datasets_of(graph)) == 14
    assert set(graph.subjects(RDF.type, DCAT.Catalog)) == {URIRef(site_url())}
    assert "prive" not in graph.serialize(format="nt")


def test_a_dataset_is_described_in_the_same_words_from_every_face(visitor, published):
    uri = URIRef(f"{site_url()}/dataset/{published['complet']['id']}")
    file = URIRef(f"{uri}/resource/{published['complet']['resources'][0]['id']}")
    faces = [(None, ""), *NANTES]
    feeds = [catalogue.graph_of(visitor(f"{prefix}/catalog.ttl", host)) for host, prefix in faces]
    pages = [catalogue.graph_of(visitor(f"{prefix}/dataset/complet.ttl", host)) for host, prefix in faces]
    for thing in (uri, file):
        said = {to_isomorphic(about(graph, thing)).internal_hash() for graph in (*feeds, *pages)}
        assert len(said) == 1
    assert set(feeds[0].objects(uri, DCAT.landingPage)) == {
        URIRef(f"{site_url('nantes.localhost')}/dataset/complet")
    }


def test_an_uploaded_file_keeps_its_address_on_the_common_site(visitor, published):
    package = catalogue.publish("depose", {"title": "Déposé"}, resources=[{"url": "a.csv", "url_type": "upload"}])
    file = URIRef(f"{site_url()}/dataset/{package['id']}/resource/{package['resources'][0]['id']}")
    stored = URIRef(f"{file}/download/a.csv")
    for host, prefix in [(None, ""), *NANTES]:
        graph = catalogue.graph_of(visitor(f"{prefix}/dataset/depose.ttl", host))
        assert graph.value(file, DCAT.downloadURL) == graph.value(file, DCAT.accessURL) == stored
    stored_package = model.Package.get(package["id"])
    assert stored_package is not None
    stored_package.purge()
    model.repo.commit()
    clear(package["id"])


def test_a_dataset_of_another_member_is_not_here_but_its_owners_address_is_given(visitor, published):
    for host, prefix in NANTES:
        answer = visitor(f"{prefix}/dataset/loire-atlantique-1.ttl", host)
        assert answer.status_code == 404
        assert f"{site_url('loire-atlantique.localhost')}" in answer.text
        assert "Jeu 1" not in answer.text


@pytest.mark.parametrize(("host", "prefix"), NANTES)
def test_pages_link_to_their_descriptions_on_the_same_face(visitor, published, host, prefix):
    start = f"{site_url(host)}{prefix}"
    page = visitor(f"{prefix}/dataset/complet", host).text
    assert f'type="text/turtle" href="{start}/dataset/{published["complet"]["id"]}.ttl"' in page
    for path in ("/", "/dataset/"):
        assert f'type="text/turtle" href="{start}/catalog.ttl"' in visitor(f"{prefix}{path}", host).text


@pytest.mark.parametrize(("host", "prefix"), NANTES)
def test_pages_follow_each_other_on_the_same_face_and_miss_nothing(
    visitor, published, host, prefix, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, "ckanext.dcat.datasets_per_page", 3)
    path = f"{prefix}/catalog.ttl?q=*:*%20OR%20é&fq=state:active"
    pages = list(catalogue.walk(visitor, path, host))
    assert [len(catalogue.datasets_of(page)) for page in pages] == [3, 3, 2]
    assert len(set().union(*map(catalogue.datasets_of, pages))) == 8
    for page in pages:
        view = page.value(None, RDF.type, HYDRA.PartialCollectionView)
        names = ("first", "next", "previous", "last")
        links = {str(value) for name in names for value in page.objects(view, HYDRA[name])}
        assert links
        assert all(link.startswith(f"{site_url(host)}{prefix}/catalog.ttl?q=") for link in links)
        assert page.value(view, HYDRA.totalItems) == Literal(8)


@pytest.mark.parametrize("query", ["page=0", "page=x", "modified_since=hier", "q={!xmlparser}", "profiles=none"])
def test_what_cannot_be_asked_is_refused(visitor, published, query):
    assert visitor(f"/catalog.ttl?{query}", "nantes.localhost").status_code == 409


def test_an_unknown_format_is_refused_and_a_page_beyond_the_last_is_empty(visitor, published):
    assert visitor("/catalog.exe", "nantes.localhost").status_code == 409
    assert visitor("/dataset/complet.exe", "nantes.localhost").status_code == 409
    assert not catalogue.datasets_of(catalogue.graph_of(visitor("/catalog.ttl?page=99", "nantes.localhost")))


def test_the_publisher_has_its_siret_its_siren_and_its_territory(visitor, published):
    graph = catalogue.graph_of(visitor("/dataset/moissonne.ttl", "nantes.localhost"))
    dataset = graph.value(None, RDF.type, DCAT.Dataset)
    publisher = graph.value(dataset, DCT.publisher)
    assert str(graph.value(publisher, DCT.identifier)) == catalogue.SIRET["nantes"]
    numbers = {str(graph.value(node, SKOS.notation)) for node in graph.objects(publisher, ADMS.identifier)}
    assert numbers == {catalogue.SIRET["nantes"], "214401093"}
    plain = catalogue.graph_of(visitor("/dataset/nantes-1.ttl", "nantes.localhost"))
    assert URIRef("http://id.insee.fr/geo/commune/44109") in set(plain.objects(None, DCT.spatial))


def test_a_page_costs_the_same_number_of_queries_whatever_it_lists(visitor, published):
    def queries(path: str, host: str | None) -> int:
        visitor(path, host)  # what is read once in a process is read
        with statements_run() as seen:
            assert visitor(path, host).status_code == 200
        return len(seen)

    assert queries("/catalog.ttl", "nantes.localhost") == queries("/catalog.ttl?fq=name:nantes-1", "nantes.localhost")
    assert queries("/catalog.ttl", "nantes.localhost") <= 6


def test_the_site_says_who_runs_it_and_under_which_licence(visitor, published, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.mutualisation.portal.catalogue_publisher", "nantes-metropole")
    monkeypatch.setitem(ckan_config, "ckanext.mutualisation.portal.catalogue_licence", "odc-odbl")
    graph = catalogue.graph_of(visitor("/catalog.ttl"))
    publisher = graph.value(URIRef(site_url()), DCT.publisher)
    assert str(graph.value(publisher, DCT.identifier)) == catalogue.SIRET["nantes-metropole"]
    assert graph.value(URIRef(site_url()), DCT.license) == URIRef("http://www.opendefinition.org/licenses/odc-odbl")
    assert factories.MEMBERS["nantes-metropole"] == str(graph.value(publisher, FOAF.name))
