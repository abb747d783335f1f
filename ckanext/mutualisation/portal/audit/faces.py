"""What all faces together must agree on: the sitemaps, and the identifiers, on the common site too."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from ckanext.mutualisation.core.audit.document import Document
from ckanext.mutualisation.core.audit.faces import COMMON_NAME, Seen, identifier_faults, sitemap_faults
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings
from ckanext.mutualisation.core.audit.reading import is_read, read
from ckanext.mutualisation.core.audit.sites import COMMON, Sites
from ckanext.mutualisation.portal.audit.crawl import PortalReport
from ckanext.mutualisation.portal.audit.fetching import Fetcher, NoAnswer
from ckanext.mutualisation.portal.audit.portals import Subject

__all__ = ["icons_alike", "identifiers_disagree", "sitemaps_disagree"]

_FORMS = ("ttl", "xml", "jsonld")
_ICON = re.compile(r"/mutualisation/icon/[\w-]+-([0-9a-f]{16})-32\.png")


def sitemaps_disagree(fetcher: Fetcher, sites: Sites, before: Holdings, after: Holdings) -> Iterator[Finding]:
    """Yield what is wrong with the sitemaps of all published portals and of the common site, taken together.

    :param before: the datasets when the audit began, and ``after`` now: those that changed may stand in either sitemap.
    """
    published = (portal for portal in sites.registry.by_slug.values() if portal.state == "published")
    bases = {COMMON: sites.common_base, **{portal.slug: sites.canonical_base(portal) for portal in published}}
    addresses = {slug: f"{base}/sitemap.xml" for slug, base in bases.items()}
    listed: dict[str, list[str]] = {}
    for slug, address in addresses.items():
        try:
            listed[slug] = list(_locations(fetcher, address))
        except NoAnswer as error:
            yield Finding("sitemap", slug or COMMON_NAME, address, f"the sitemap cannot be read: {error}")
    steady = Holdings.of((thing for thing in after.by_id.values() if before.by_id.get(thing.id) == thing), {})
    if len(listed) == len(addresses):
        yield from sitemap_faults(listed, addresses, sites, steady)


def _locations(fetcher: Fetcher, address: str) -> Iterator[str]:
    for location in _document(fetcher, address, "application/xml").locations:
        if location.endswith(".xml"):  # A part of a sitemap in several.
            yield from _document(fetcher, location, "application/xml").locations
        else:
            yield location


def _document(fetcher: Fetcher, address: str, media_type: str = "") -> Document:
    path = f"/{address.rpartition('/')[2]}"
    answer = fetcher.get(address, lambda kind: is_read(kind, path))
    if answer.status != 200:
        raise NoAnswer(f"{address} answers {answer.status}")
    document = read(media_type or answer.media_type, answer.body, address, path)
    if document.fault:
        raise NoAnswer(f"{address} {document.fault}")
    return document


def identifiers_disagree(
    fetcher: Fetcher, sites: Sites, subjects: Iterable[Subject], reports: Iterable[PortalReport], holdings: Holdings
) -> Iterator[Finding]:
    """Yield the datasets that have another identifier on one face, or in one form of RDF, than on another."""
    seen = [*_on_common_site(fetcher, sites, subjects), *_on_portals(reports)]
    return identifier_faults(seen, sites, holdings)


def _on_common_site(fetcher: Fetcher, sites: Sites, subjects: Iterable[Subject]) -> Iterator[Seen]:
    for subject in subjects:
        for thing in subject.samples if subject.catalogue else ():
            for form in _FORMS:
                address = f"{sites.common_base}/dataset/{thing.name}.{form}"
                try:
                    found = _document(fetcher, address)
                except NoAnswer:
                    continue  # The common site's own fault, which no portal shows.
                yield from ((COMMON, address, identity) for identity in found.identities)


def _on_portals(reports: Iterable[PortalReport]) -> Iterator[Seen]:
    for report in reports:
        for identity, page in report.identities.items():
            yield report.slug, page, identity


def icons_alike(fetcher: Fetcher, sites: Sites, subjects: Iterable[Subject]) -> Iterator[Finding]:
    """Yield the portals whose ``/favicon.ico`` is the common site's, or that of a portal with another icon."""
    known: dict[bytes, tuple[str, str]] = {}
    if common := _picture(fetcher, f"{sites.common_base}/favicon.ico"):
        known[common] = COMMON_NAME, ""
    for subject in subjects:
        address = f"{subject.ways[0].base}/favicon.ico"
        picture = _picture(fetcher, address)
        mark = next((found[1] for path in subject.look.files if (found := _ICON.match(path))), "")
        name, its_mark = known.setdefault(picture, (subject.portal.slug, mark))
        if picture and its_mark != mark:
            yield Finding("bleeding brand", subject.portal.slug, address, f"is the icon of “{name}”")


def _picture(fetcher: Fetcher, address: str) -> bytes:
    """Return a picture, or nothing where there is none: the visit of its address tells."""
    try:
        answer = fetcher.get(address, lambda _: True)
        if location := answer.headers.get("location"):
            answer = fetcher.get(urljoin(address, location), lambda _: True)
    except NoAnswer:
        return b""
    return answer.body if answer.status == 200 else b""
