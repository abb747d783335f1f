"""What a catalogue says of itself: its name in each language, who publishes it, when it changed."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, SKOS, XSD

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.dcat.profiles.base import DCAT, DCT, namespaces

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.records import language
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal import model as tables
from ckanext.mutualisation.portal.catalogue import vocabularies
from ckanext.mutualisation.portal.catalogue.addresses import catalogue_uri, home_page
from ckanext.mutualisation.portal.catalogue.licences import licence_node
from ckanext.mutualisation.portal.catalogue.publishers import Publisher, describe_publisher, find_publishers

__all__ = ["Catalogue", "current_catalogue", "describe_catalogue"]


@dataclass(frozen=True)
class Catalogue:
    """A portal's catalogue, or the common site's. Texts are by language; dates are ISO 8601 in UTC, or empty."""

    uri: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    home: str
    languages: tuple[str, ...]
    publisher: Publisher
    licence: str = ""
    issued: str = ""
    modified: str = ""
    part_of: str = ""


def current_catalogue() -> Catalogue:
    """Return the catalogue of the portal that is being visited, else the common site's."""
    found = visit.current_visit()
    return _of_portal(found.portal) if found else _of_common_site()


def _of_portal(portal: Portal) -> Catalogue:
    created = model.Session.scalar(sa.select(tables.portal.c.created).where(tables.portal.c.slug == portal.slug))
    publishers = find_publishers(portal.organization_ids)
    first = next((publishers[each] for each in portal.organization_ids if each in publishers), None)
    home = home_page(portal)
    title = {code: text for code, text in portal.title.items() if text}
    return Catalogue(
        uri=catalogue_uri(portal),
        title=title,
        description={code: text for code, text in portal.brand.tagline.items() if text} or title,
        home=home,
        languages=tuple(config.offered_locales()),
        publisher=first or Publisher(uri=home, name=visit.text(title)),
        licence=tk.config.get("ckanext.mutualisation.portal.catalogue_licence") or "",
        issued=created.isoformat() if created else "",
        modified=_last_change(),
        part_of=catalogue_uri(None),
    )


def _of_common_site() -> Catalogue:
    title = {config.default_locale(): tk.config["ckan.site_title"]}
    home = home_page(None)
    named = tk.config.get("ckanext.mutualisation.portal.catalogue_publisher") or ""
    organization = model.Group.get(named) if named else None
    publisher = find_publishers([organization.id])[organization.id] if organization else None
    description = tk.config["ckan.site_description"]
    return Catalogue(
        uri=catalogue_uri(None),
        title=title,
        description={config.default_locale(): description} if description else title,
        home=home,
        languages=tuple(config.offered_locales()),
        publisher=publisher or Publisher(uri=home, name=tk.config["ckan.site_title"], website=home),
        licence=tk.config.get("ckanext.mutualisation.portal.catalogue_licence") or "",
        modified=_last_change(),
    )


def _last_change() -> str:
    """Return when a public dataset of this face last changed, whatever page is being read."""
    query = {"rows": 1, "sort": "metadata_modified desc", "fl": "metadata_modified"}
    found = tk.get_action("package_search")({}, query)["results"]
    return str(found[0]["metadata_modified"]) if found else ""


def describe_catalogue(graph: Graph, catalogue: Catalogue, node: URIRef) -> None:
    """Add a catalogue, its publisher and the vocabulary of its themes to the graph."""
    for prefix, namespace in namespaces.items():
        graph.bind(prefix, namespace)
    graph.add((node, RDF.type, DCAT.Catalog))
    for predicate, texts in ((DCT.title, catalogue.title), (DCT.description, catalogue.description)):
        for code, text in texts.items():
            graph.add((node, predicate, Literal(text, lang=code.replace("_", "-"))))
    graph.add((node, DCT.identifier, Literal(catalogue.uri)))
    graph.add((node, FOAF.homepage, URIRef(catalogue.home)))
    for uri in language.identify(code.partition("_")[0] for code in catalogue.languages):
        if uri.startswith(language.VOCABULARY):
            graph.add((node, DCT.language, URIRef(uri)))
    graph.add((node, DCT.publisher, describe_publisher(graph, catalogue.publisher)))
    for predicate, moment in ((DCT.issued, catalogue.issued), (DCT.modified, catalogue.modified)):
        if moment:
            graph.add((node, predicate, Literal(moment, datatype=XSD.dateTime)))
    if catalogue.part_of:
        graph.add((node, DCT.isPartOf, URIRef(catalogue.part_of)))
    known = model.Package.get_license_register().get(catalogue.licence)
    licence = licence_node(graph, known.url or "", known.title or "") if known else None
    if licence is not None:
        graph.add((node, DCT.license, licence))
    themes = URIRef(vocabularies.DATA_THEMES)
    graph.add((node, DCAT.themeTaxonomy, themes))
    graph.add((themes, RDF.type, SKOS.ConceptScheme))
    for code, text in (("en", "Data theme"), ("fr", "Thème de données")):
        graph.add((themes, DCT.title, Literal(text, lang=code)))
