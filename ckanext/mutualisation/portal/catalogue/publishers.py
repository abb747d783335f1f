"""The bodies that publish, as their organisation describes them, read for a whole page at once."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, RDFS, SKOS

import ckan.model as model

from ckanext.dcat.profiles.base import ADMS, DCT, VCARD
from ckanext.dcat.utils import publisher_uri_organization_fallback

from ckanext.mutualisation.portal.catalogue import vocabularies

__all__ = ["PUBLISHER_KEY", "Publisher", "describe_publisher", "find_publishers", "with_publishers"]

#: Where a package about to be described carries its organisation's ``Publisher``.
PUBLISHER_KEY = "mutualisation_publisher"

_FIELDS = ("siren", "siret", "insee_code", "body_kind", "website", "contact_email")


@dataclass(frozen=True)
class Publisher:
    """An organisation of the platform; a field that it does not give is empty."""

    uri: str
    name: str
    siren: str = ""
    siret: str = ""
    insee_code: str = ""
    body_kind: str = ""
    website: str = ""
    contact_email: str = ""

    @property
    def identifier(self) -> str:
        """Return the SIRET of its head office, else its SIREN, else its URI."""
        return self.siret or self.siren or self.uri


def find_publishers(organization_ids: Iterable[str]) -> dict[str, Publisher]:
    """Return the publishers by the id of their organisation, in one query whatever their number."""
    ids = sorted({each for each in organization_ids if each})
    if not ids:
        return {}
    group = model.group_table.c
    query = sa.select(group.id, group.title, group.name, group.extras).where(group.id.in_(ids))
    return {
        row.id: Publisher(
            uri=publisher_uri_organization_fallback({"organization": {"id": row.id}}) or "",
            name=row.title or row.name,
            **{field: row.extras.get(field, "").strip() for field in _FIELDS},
        )
        for row in model.Session.execute(query)
    }


def with_publishers(packages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return copies of the packages, each with its organisation's ``Publisher``."""
    described = [dict(package) for package in packages]
    found = find_publishers(package.get("owner_org") or "" for package in described)
    for package in described:
        package[PUBLISHER_KEY] = found.get(package.get("owner_org") or "")
    return described


def describe_publisher(graph: Graph, publisher: Publisher) -> URIRef:
    """Add a publisher to the graph, with the SIRET and the SIREN that identify it, and return its node."""
    node = URIRef(publisher.uri)
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, RDF.type, FOAF.Organization))
    graph.add((node, FOAF.name, Literal(publisher.name)))
    graph.add((node, DCT.identifier, Literal(publisher.identifier)))
    # Not blank: each dataset of the page describes its publisher, and all of them mean the same two numbers.
    for scheme, number in (("SIRET", publisher.siret), ("SIREN", publisher.siren)):
        if number:
            identifier = URIRef(f"{publisher.uri}#{scheme.lower()}")
            graph.add((node, ADMS.identifier, identifier))
            graph.add((identifier, RDF.type, ADMS.Identifier))
            graph.add((identifier, SKOS.notation, Literal(number)))
            graph.add((identifier, RDFS.label, Literal(f"{scheme} {number}")))
            graph.add((identifier, ADMS.schemaAgency, Literal("INSEE")))
    if publisher.website:
        graph.add((node, FOAF.homepage, URIRef(publisher.website)))
    if publisher.contact_email:
        graph.add((node, FOAF.mbox, URIRef(f"mailto:{publisher.contact_email}")))
        graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{publisher.contact_email}")))
    kind = vocabularies.publisher_type(publisher.body_kind)
    if kind:
        graph.add((node, DCT.type, URIRef(kind[0])))
        graph.add((URIRef(kind[0]), RDF.type, SKOS.Concept))
        graph.add((URIRef(kind[0]), SKOS.prefLabel, Literal(kind[1], lang="en")))
    return node
