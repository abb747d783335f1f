"""What is asked of addresses beside a portal's own pages: other sites, aliases, portals that are not open, caches."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.frontier import Entry
from ckanext.mutualisation.core.audit.sites import Sites, Way
from ckanext.mutualisation.portal.audit.fetching import Answer, Fetcher, NoAnswer
from ckanext.mutualisation.portal.audit.portals import Subject

__all__ = ["alias_faults", "closed_faults", "dead_elsewhere", "varying_faults"]

_REDIRECTS = 6
_PROBE = "/dataset/?q=a"


def _nothing(_: str) -> bool:
    return False


def dead_elsewhere(fetcher: Fetcher, sites: Sites, entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield the addresses on other sites of the platform, to which a portal rightly leads, that are dead."""
    for entry in entries:
        what = _why_dead(fetcher, sites, entry.address)
        if what:
            said = f"leads to an address of the platform that {what}"
            yield Finding("dead link", entry.way.slug, entry.referrer, said, entry.where, entry.address, entry.line)


def _why_dead(fetcher: Fetcher, sites: Sites, address: str) -> str:
    for _ in range(_REDIRECTS):
        try:
            answer = fetcher.get(address, _nothing)
        except NoAnswer as error:
            return f"does not answer: {error}"
        location = answer.headers.get("location", "")
        if not 300 <= answer.status < 400 or not location:
            return f"answers {answer.status}" if answer.status >= 400 else ""
        address = urljoin(address, location)
        if sites.place(address) is None:
            return ""
    return "redirects in a circle"


def closed_faults(fetcher: Fetcher, sites: Sites, portal: Portal) -> Iterator[Finding]:
    """Yield the addresses of a draft or closed portal that answer anything but 404."""
    bases = [*(way.base for way in sites.ways(portal, ())), *sites.aliases(portal)]
    for base in dict.fromkeys(bases):
        for path in ("/", "/dataset/", "/api/3/action/package_list", "/robots.txt"):
            try:
                status = fetcher.get(f"{base}{path}", _nothing).status
            except NoAnswer as error:
                yield Finding("unreachable", portal.slug, f"{base}/", f"does not answer: {error}")
                break
            if status != 404:
                what = f"answers {status} in place of 404: the portal is {portal.state}"
                yield Finding("not closed", portal.slug, f"{base}{path}", what)


def alias_faults(fetcher: Fetcher, sites: Sites, portal: Portal) -> Iterator[Finding]:
    """Yield the further hosts of a portal that do not lead to the same page at its canonical address."""
    expected = f"{sites.canonical_base(portal)}{_PROBE}"
    for base in sites.aliases(portal):
        try:
            answer = fetcher.get(f"{base}{_PROBE}", _nothing)
        except NoAnswer as error:
            yield Finding("unreachable", portal.slug, f"{base}/", f"does not answer: {error}")
            continue
        if answer.status != 301 or answer.headers.get("location") != expected:
            said = f"answers {answer.status} {answer.headers.get('location', '')}".strip()
            what = f"is another address of the portal, and {said} in place of 301 to the canonical one"
            yield Finding("dead link", portal.slug, f"{base}{_PROBE}", what)


def varying_faults(fetcher: Fetcher, subject: Subject, way: Way) -> Iterator[Finding]:
    """Yield what makes an answer differ by who asks, without saying so in ``Vary``: a shared cache would mix them."""
    pages = ["/", *(f"/dataset/{thing.name}" for thing in subject.samples[:1])]
    asking = [
        ("Accept-Language", {"Accept-Language": "de"}, {"Accept-Language": "fr"}),
        ("Accept", {"Accept": "text/html"}, {"Accept": "text/turtle"}),
        ("Cookie", {}, {"Cookie": "ckan=audit; auth_tkt=audit"}),
    ]
    for path in pages:
        query = f"?fq=name:{subject.samples[0].name}" if path == "/" and subject.samples else ""
        address = f"{way.address(path)}{query}"
        for header, one, other in asking:
            try:
                first, second, again = (fetcher.get(address, _nothing, headers) for headers in (one, other, one))
            except NoAnswer:
                continue  # The visit of the same page tells.
            if not _differ(first, second) or _differ(first, again):  # Or its data have just changed.
                continue
            if not all(header.lower() in _varies(answer) for answer in (first, second)):
                what = f"answers otherwise to another {header}, and Vary does not name it"
                yield Finding("caching", way.slug, address, what, "header Vary")


def _differ(one: Answer, other: Answer) -> bool:
    return any(one.headers.get(name) != other.headers.get(name) for name in ("etag", "content-type"))


def _varies(answer: Answer) -> str:
    return answer.headers.get("vary", "").lower()
