"""The pages that a portal is known to have, whether or not a link leads to them."""
from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from ckanext.mutualisation.core.audit.sites import Way
from ckanext.mutualisation.portal.audit.portals import Subject
from ckanext.mutualisation.portal.pages.routes import own_paths

__all__ = ["known_paths"]

_PAGES = ("/", "/about", "/dataset/", "/organization/", "/group/", "/legal", "/privacy", "/accessibility")
_FOR_MACHINES = (
    "/sitemap.xml", "/feeds/dataset.atom", "/feeds/new.rss", "/opensearch.xml", "/manifest.webmanifest",
    "/embed/portal", "/api/3", "/api/3/action/status_show", "/api/3/action/package_search?rows=10",
)  # fmt: skip
_OF_A_HOST = ("/robots.txt", "/favicon.ico")
_FORMS = ("ttl", "xml", "jsonld")


def known_paths(subject: Subject, way: Way) -> Iterator[str]:
    """Yield the paths of pages, feeds and descriptions; one or two stand for the many that are about data."""
    yield from _PAGES
    yield from own_paths(subject.portal)
    yield from _FOR_MACHINES
    if way.locale is None and way.base.count("/") == 2:
        yield from _OF_A_HOST
    organizations = subject.own("organization")[:2]
    things = [f"/{thing.kind}/{quote(thing.name)}" for thing in (*subject.samples, *organizations)]
    for page in [way.home, *map(way.address, things)]:
        for written in ("json", "xml"):
            yield f"/oembed?{urlencode({'url': page, 'format': written})}"
    for organization in organizations:
        name = quote(organization.name)
        yield from (f"/organization/{name}", f"/organization/about/{name}", f"/feeds/organization/{name}.atom")
    yield from _of_datasets(subject)


def _of_datasets(subject: Subject) -> Iterator[str]:
    for thing in subject.samples:
        yield from (f"/dataset/{thing.name}", f"/dataset/{thing.id}", f"/embed/dataset/{thing.name}")
        yield f"/api/3/action/package_show?id={thing.name}"
        if subject.catalogue is not None:
            yield from (f"/dataset/{thing.name}.{form}" for form in _FORMS)
    if subject.catalogue is not None:
        catalogue = subject.catalogue.pattern.replace("\\", "").removesuffix("w+$")
        yield from (f"{catalogue}{form}" for form in _FORMS)
