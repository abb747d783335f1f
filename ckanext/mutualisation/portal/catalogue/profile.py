"""The RDF profile of the shared platform: DCAT-AP 3 as ckanext-dcat writes it, made to pass the DCAT-AP shapes.

The operator names it in the ini: ``ckanext.dcat.rdf.profiles = mutualisation_dcat_ap``.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dateutil.parser import parse as parse_date
from rdflib import BNode, Literal, Namespace, URIRef
from rdflib.namespace import FOAF, RDF, RDFS, SKOS
from rdflib.term import Node

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from ckanext.dcat.profiles.base import ADMS, DCAT, DCT, VCARD
from ckanext.dcat.utils import resource_uri
from ckanext.dcat.validators import is_date, is_year, is_year_month

from ckanext.mutualisation.core.records.text import fold
from ckanext.mutualisation.portal.catalogue.addresses import landing_page, stored_address
from ckanext.mutualisation.portal.catalogue.description import Catalogue, current_catalogue, describe_catalogue
from ckanext.mutualisation.portal.catalogue.distributions import describe_distribution, read_distribution
from ckanext.mutualisation.portal.catalogue.identity import identifiers, value_of
from ckanext.mutualisation.portal.catalogue.licences import licence_node, licence_of, read_licence
from ckanext.mutualisation.portal.catalogue.places import describe_place, read_place
from ckanext.mutualisation.portal.catalogue.publishers import (
    PUBLISHER_KEY,
    Publisher,
    describe_publisher,
    with_publishers,
)
from ckanext.mutualisation.portal.catalogue.shapes import give_classes, keep_one
from ckanext.mutualisation.portal.catalogue.wellformed import absolute

__all__ = ["CATALOGUE_KEY", "MutualisationProfile"]

#: Where the catalogue's dict carries the ``Catalogue`` to describe.
CATALOGUE_KEY = "mutualisation_catalogue"

GEODCAT = Namespace("http://data.europa.eu/930/")
# DCAT-AP asks that these point to a dataset or a file described in the same feed: what is elsewhere is only related.
_TO_THINGS_DESCRIBED = (DCAT.hasVersion, DCT.hasVersion, DCT.source, ADMS.sample)


class MutualisationProfile(EuropeanDCATAP3Profile):
    """Describe a dataset after DCAT-AP 3.0.0, and read such a description back."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Add a dataset, its files and its publisher to the graph."""
        package = dataset_dict if PUBLISHER_KEY in dataset_dict else with_publishers([dataset_dict])[0]
        publisher: Publisher | None = package[PUBLISHER_KEY]
        page = landing_page(package)
        super().graph_from_dataset(_prepared(package, publisher), dataset_ref)
        self._describe_text_and_pages(package, dataset_ref, page)
        self._describe_identity(package, dataset_ref)
        self._describe_agents(package, dataset_ref, publisher)
        describe_place(self.g, dataset_ref, publisher)
        licence = licence_of(package)
        node = licence_node(self.g, *licence)
        if node is not None:
            self.g.add((dataset_ref, DCT.license, node))
        for resource in package.get("resources") or []:
            file = URIRef(resource_uri(resource))
            describe_distribution(self.g, file, resource, page, licence)
            keep_one(self.g, file)
        keep_one(self.g, dataset_ref)
        give_classes(self.g, self._words)

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Add the catalogue itself: whose it is, its languages and dates, the themes that its datasets use."""
        catalogue: Catalogue = (catalog_dict or {}).get(CATALOGUE_KEY) or current_catalogue()
        self.g.bind("geodcat", GEODCAT)
        describe_catalogue(self.g, catalogue, catalog_ref)
        give_classes(self.g, self._words)

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> dict[str, Any]:
        """Read a dataset back, with the names that CKAN uses for formats, licences and places."""
        dataset = super().parse_dataset(dataset_dict, dataset_ref)
        for resource in dataset["resources"]:
            node = resource["uri"] and URIRef(resource["uri"]) or BNode(resource["distribution_ref"])
            read_distribution(self.g, node, resource)
        licence = self.g.value(dataset_ref, DCT.license)
        if licence is not None:
            dataset["license_id"] = read_licence(self.g, licence) or dataset.get("license_id", "")
        read_place(self.g, dataset_ref, dataset)
        return dataset

    def _describe_text_and_pages(self, package: Mapping[str, Any], dataset: URIRef, page: str) -> None:
        if (dataset, DCT.title, None) not in self.g:
            self.g.add((dataset, DCT.title, Literal(package.get("name") or package["id"])))
        if (dataset, DCT.description, None) not in self.g:
            self.g.add((dataset, DCT.description, self.g.value(dataset, DCT.title)))
        for source in (package.get("url"), value_of(package, "harvest_remote_url")):
            address = absolute(stored_address(str(source or "")))
            if address is not None and address != URIRef(page):
                self.g.add((dataset, FOAF.page, address))
        for predicate in _TO_THINGS_DESCRIBED:
            for thing in list(self.g.objects(dataset, predicate)):
                self.g.remove((dataset, predicate, thing))
                self.g.remove((thing, RDF.type, None))
                self.g.add((dataset, DCT.relation, thing))

    def _describe_identity(self, package: Mapping[str, Any], dataset: URIRef) -> None:
        known = identifiers(str(dataset), package)
        self.g.set((dataset, DCT.identifier, Literal(known.main)))
        for other in known.others:
            if any(str(each) == other for each in self._notations(dataset)):
                continue
            node = BNode()
            self.g.add((dataset, ADMS.identifier, node))
            self.g.add((node, RDF.type, ADMS.Identifier))
            self.g.add((node, SKOS.notation, Literal(other)))
        # A reader that follows no blank node takes the label.
        for node in self.g.objects(dataset, ADMS.identifier):
            for notation in list(self.g.objects(node, SKOS.notation)):
                self.g.set((node, SKOS.notation, Literal(str(notation))))
                self.g.set((node, RDFS.label, Literal(str(notation))))

    def _notations(self, dataset: URIRef) -> list[Node]:
        nodes = self.g.objects(dataset, ADMS.identifier)
        return [notation for node in nodes for notation in self.g.objects(node, SKOS.notation)]

    def _describe_agents(self, package: Mapping[str, Any], dataset: URIRef, publisher: Publisher | None) -> None:
        if publisher is not None:
            node = describe_publisher(self.g, publisher)
            # Another body publishes: the member is where its data are had from.
            stands = (dataset, DCT.publisher, None) in self.g
            self.g.add((dataset, GEODCAT.distributor if stands else DCT.publisher, node))
        for predicate in (DCT.publisher, DCT.creator):
            for agent in self.g.objects(dataset, predicate):
                if (agent, FOAF.name, None) not in self.g:
                    said = self.g.value(agent, FOAF.homepage) or self.g.value(agent, VCARD.hasEmail) or agent
                    self.g.add((agent, FOAF.name, Literal(str(said).removeprefix("mailto:"))))
        for contact in list(self.g.objects(dataset, DCAT.contactPoint)):
            self.g.remove((contact, RDF.type, VCARD.Organization))

    def _words(self, concept: URIRef) -> dict[str, str]:
        """Return the words of a concept by language: those of the dataset form, where it is one of its choices."""
        schema = self._dataset_schema or {}
        for field in [*schema.get("dataset_fields", ()), *schema.get("resource_fields", ())]:
            for choice in field.get("choices") or ():
                if choice["value"] == str(concept):
                    label = choice["label"]
                    return dict(label) if isinstance(label, Mapping) else {self._default_lang: str(label)}
        return {}

    def _add_date_triple(self, subject: Node, predicate: URIRef, value: Any, _type: type[Literal] = Literal) -> None:
        """Add a date that is one; leave out what only looks like it."""
        text = str(value or "").strip()
        if _is_date(text):
            super()._add_date_triple(subject, predicate, text, _type)


def _is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day as XML Schema writes them, or a moment with its year."""
    if is_year(text) or is_year_month(text) or is_date(text):
        return True
    try:
        return bool(re.search(r"\d{4}", text) and parse_date(text))
    except (ValueError, OverflowError):
        return False


def _dated(thing: Mapping[str, Any], created: str) -> dict[str, Any]:
    """Return a package or a file with its two dates: its own where they are dates, else CKAN's, which are in UTC."""
    own = {"issued": created, "modified": "metadata_modified"}
    dates = {name: str(value_of(thing, name) or "").strip() for name in own}
    for name, key in own.items():
        if not _is_date(dates[name]):
            dates[name] = f"{thing[key]}Z" if thing.get(key) else ""
    return {**thing, **dates}


def _prepared(package: dict[str, Any], publisher: Publisher | None) -> dict[str, Any]:
    """Return the package as ckanext-dcat is to describe it: one publisher, one contact at least, the page here."""
    prepared = _dated(package, "metadata_created")
    prepared["resources"] = [_dated(resource, "created") for resource in package.get("resources") or []]
    prepared["url"] = landing_page(package)
    prepared["publisher"] = _other_publisher(package, publisher)
    # Without it, ckanext-dcat asks CKAN for the organisation of each dataset, and keeps what it got for ever.
    prepared["organization"] = None
    contacts = [each for each in _objects(package.get("contact")) if any(each.values())]
    people = [
        {"name": package.get(role) or "", "email": package.get(f"{role}_email") or ""}
        for role in ("maintainer", "author")
    ]
    maintainer, author = people
    if any(maintainer.values()):
        contacts.append(maintainer)
    if any(author.values()):
        prepared["creator"] = [*_objects(package.get("creator")), author]
    said_elsewhere = any(value_of(package, f"contact_{part}") for part in ("name", "email", "uri"))
    if not contacts and not said_elsewhere and publisher is not None and publisher.contact_email:
        contacts.append({"name": publisher.name, "email": publisher.contact_email})
    prepared["contact"] = contacts
    for role in ("maintainer", "author"):
        prepared[role] = prepared[f"{role}_email"] = ""
    return prepared


def _objects(value: Any) -> list[dict[str, Any]]:
    return [dict(each) for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _other_publisher(package: Mapping[str, Any], publisher: Publisher | None) -> list[dict[str, Any]]:
    """Return the body that a dataset names as its publisher, unless it is the member itself, under its own name."""
    named = [each for each in _objects(package.get("publisher")) if any(each.values())]
    if not named:
        name = value_of(package, "publisher_name")
        parts = ("uri", "email", "url", "type", "identifier")
        named = [{"name": name} | {part: value_of(package, f"publisher_{part}") for part in parts}] if name else []
    if not named:
        return []
    first = named[0]
    if publisher is not None and _is_the_member(first, publisher):
        return []
    return [first]


def _is_the_member(named: Mapping[str, Any], publisher: Publisher) -> bool:
    identifier = re.sub(r"\s", "", str(named.get("identifier") or ""))
    if identifier:
        return identifier in (publisher.siret, publisher.siren, publisher.uri)
    if named.get("uri"):
        return named["uri"] == publisher.uri
    return fold(str(named.get("name") or "")) in ("", fold(publisher.name))
