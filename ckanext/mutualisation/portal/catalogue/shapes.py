"""The classes that DCAT-AP 3 asks of what a property points to, and how a plain text becomes one of them."""
from __future__ import annotations

from collections.abc import Callable

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, RDFS, SKOS
from rdflib.term import Node

from ckanext.dcat.profiles.base import ADMS, DCAT, DCATAP, DCT, SPDX, VCARD
from ckanext.dcat.profiles.euro_dcat_ap_2 import ELI

__all__ = ["ONLY_ONE", "RANGES", "give_classes", "keep_one"]

#: DCAT-AP 3.0.0, the ranges of the properties of Catalogue, Dataset, Distribution, Agent and Licence Document.
RANGES: dict[Node, URIRef] = {
    DCT.accessRights: DCT.RightsStatement,
    DCT.accrualPeriodicity: DCT.Frequency,
    DCT.conformsTo: DCT.Standard,
    DCT.creator: FOAF.Agent,
    DCT["format"]: DCT.MediaTypeOrExtent,
    DCT.isReferencedBy: RDFS.Resource,
    DCT.language: DCT.LinguisticSystem,
    DCT.license: DCT.LicenseDocument,
    DCT.provenance: DCT.ProvenanceStatement,
    DCT.publisher: FOAF.Agent,
    DCT.relation: RDFS.Resource,
    DCT.rights: DCT.RightsStatement,
    DCT.spatial: DCT.Location,
    DCT.type: SKOS.Concept,
    DCAT.accessURL: RDFS.Resource,
    DCAT.compressFormat: DCT.MediaType,
    DCAT.contactPoint: VCARD.Kind,
    DCAT.downloadURL: RDFS.Resource,
    DCAT.landingPage: FOAF.Document,
    DCAT.mediaType: DCT.MediaType,
    DCAT.packageFormat: DCT.MediaType,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    DCATAP.applicableLegislation: ELI.LegalResource,
    DCATAP.availability: SKOS.Concept,
    ADMS.status: SKOS.Concept,
    FOAF.homepage: FOAF.Document,
    FOAF.page: FOAF.Document,
    SPDX.algorithm: SPDX.ChecksumAlgorithm,
}

#: What a subject may have once (DCAT-AP 3.0.0, maximal cardinality 1).
ONLY_ONE = (
    DCT.accessRights, DCT.accrualPeriodicity, DCT["format"], DCT.issued, DCT.modified, DCT.publisher, DCT.rights,
    DCAT.bbox, DCAT.byteSize, DCAT.centroid, DCAT.mediaType, DCAT.spatialResolutionInMeters, DCAT.temporalResolution,
    DCAT.version, DCATAP.availability, ADMS.status,
)  # fmt: skip


def give_classes(graph: Graph, label: Callable[[URIRef], dict[str, str]]) -> None:
    """Give each thing the class of its property; a plain text becomes a thing with that text for a label.

    ``label`` returns the words of a concept by language; a concept without any gets the end of its address.
    """
    for subject, predicate, value in list(graph):
        wanted = RANGES.get(predicate)
        if wanted is None:
            continue
        if isinstance(value, Literal):
            thing = BNode()
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, thing))
            graph.add((thing, SKOS.prefLabel if wanted == SKOS.Concept else RDFS.label, value))
            value = thing
        graph.add((value, RDF.type, wanted))
        if wanted == SKOS.Concept and isinstance(value, URIRef):
            _name_concept(graph, value, label(value))


def _name_concept(graph: Graph, concept: URIRef, words: dict[str, str]) -> None:
    if (concept, SKOS.prefLabel, None) in graph:
        return
    for language, text in words.items():
        graph.add((concept, SKOS.prefLabel, Literal(text, lang=language)))
    if not words:
        graph.add((concept, SKOS.prefLabel, Literal(str(concept).rstrip("/").rpartition("/")[2] or str(concept))))


def keep_one(graph: Graph, subject: Node) -> None:
    """Keep one value, always the same, of what the subject may have once."""
    for predicate in ONLY_ONE:
        for extra in sorted(graph.objects(subject, predicate), key=lambda value: value.n3())[1:]:
            graph.remove((subject, predicate, extra))
