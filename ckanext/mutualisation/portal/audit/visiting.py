"""One visit: ask for an address, follow where it redirects on the portal, and judge the answer."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from ckanext.mutualisation.core.audit.document import Document, Identity, Reference, Role
from ckanext.mutualisation.core.audit.finding import Finding, Kind
from ckanext.mutualisation.core.audit.frontier import Entry
from ckanext.mutualisation.core.audit.leading import Goes, Visited
from ckanext.mutualisation.core.audit.questions import Question
from ckanext.mutualisation.core.audit.reading import is_read, read
from ckanext.mutualisation.core.audit.sites import Place
from ckanext.mutualisation.portal.audit.fetching import Answer, Fetcher, NoAnswer
from ckanext.mutualisation.portal.audit.portals import Subject

__all__ = ["Outcome", "Visitor"]

_REDIRECTS = 6
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass
class Outcome:
    """What a visit brought: faults, addresses to visit, places elsewhere, how many addresses lead outside."""

    findings: list[Finding] = field(default_factory=list)
    pages: list[Entry] = field(default_factory=list)
    files: list[Entry] = field(default_factory=list)
    away: list[Entry] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    identities: list[tuple[str, Identity]] = field(default_factory=list)
    answered: bool = True
    page: Visited | None = None
    document: Document = field(default_factory=Document)


class Visitor:
    """Visits pages of one portal. It holds nothing that changes: threads may share it."""

    def __init__(self, subject: Subject, fetcher: Fetcher) -> None:
        self.subject = subject
        self._fetcher = fetcher

    def visit(self, entry: Entry, question: Question | None = None) -> Outcome:
        """Visit an address. It must answer, unless it is a question, which may be refused."""
        outcome = Outcome()
        try:
            answer, place = self._follow(entry, outcome)
        except NoAnswer as error:
            outcome.answered = False
            outcome.findings.append(self._dead(entry, f"does not answer: {error}"))
            return outcome
        if answer is None or place is None:
            return outcome
        if answer.status >= 400 and question is None:
            outcome.findings.append(self._dead(entry, f"answers {answer.status}"))
        things = (*self.subject.holdings.things_at(place.path, place.query), *(question.about if question else ()))
        outcome.page = Visited(entry.way, answer.url, place, answer.status, things)
        if answer.status < 500:  # What fails has neither look nor headers of its own.
            self._judge(answer, outcome.page, outcome)
        return outcome

    def _follow(self, entry: Entry, outcome: Outcome) -> tuple[Answer | None, Place | None]:
        """Return the last answer and its place; none where a redirect ends the visit."""
        address, place, passed = entry.address, entry.place, set()
        while True:
            answer = self._ask(address, place)
            if answer.status >= 500:
                return answer, place
            outcome.findings += self._of_headers(answer, place, entry)
            location = answer.headers.get("location", "")
            if answer.status not in _MOVED or not location:
                return answer, place
            passed.add(address)
            target = urljoin(address, location).partition("#")[0]
            led = self.subject.sites.place(target)
            if led is None or led.base != entry.way.base:
                outcome.findings.append(self._leaving(entry, target, led))
                return None, None
            if target in passed or len(passed) >= _REDIRECTS:
                outcome.findings.append(self._dead(entry, "redirects in a circle"))
                return None, None
            address, place = target, led

    def _ask(self, address: str, place: Place) -> Answer:
        return self._fetcher.get(address, lambda media_type: is_read(media_type, place.path))

    def _leaving(self, entry: Entry, target: str, led: Place | None) -> Finding:
        what = "redirects out of the platform" if led is None else "redirects to another address than the portal's own"
        return self._finding("dead link", entry, what, target, excuse=target)

    def _of_headers(self, answer: Answer, place: Place, entry: Entry) -> Iterator[Finding]:
        slug = entry.way.slug
        if cookie := answer.headers.get("set-cookie"):
            name = cookie.partition("=")[0]
            yield Finding("cookie", slug, answer.url, f"sets the cookie “{name}”", "header Set-Cookie")
        for header, fault in self.subject.promise.faults(answer.status, answer.headers, place.path):
            yield Finding("caching", slug, answer.url, fault, f"header {header}")

    def _dead(self, entry: Entry, what: str) -> Finding:
        return self._finding("dead link", entry, what, entry.address)

    def _finding(self, kind: Kind, entry: Entry, what: str, subject: str, excuse: str = "") -> Finding:
        """Return a finding on the page that leads to an address, else on the address itself."""
        if not entry.referrer:
            return Finding(kind, entry.way.slug, entry.address, what, "", "" if subject == entry.address else subject)
        said = f"leads to an address that {what}"
        return Finding(kind, entry.way.slug, entry.referrer, said, entry.where, subject, entry.line, excuse)

    def _judge(self, answer: Answer, page: Visited, outcome: Outcome) -> None:
        subject, path = self.subject, page.place.path
        if not is_read(answer.media_type, path):
            return
        document = outcome.document = read(answer.media_type, answer.body, answer.url, path)
        if document.fault:
            outcome.findings.append(Finding("dead link", page.way.slug, answer.url, document.fault))
        if answer.media_type == "text/html" and "etag" not in answer.headers and answer.status == 200:
            said = "has no ETag: browsers cannot ask whether it changed"
            outcome.findings.append(Finding("caching", page.way.slug, answer.url, said, "header ETag"))
        placed = list(self._placed(document, page, outcome))
        outcome.findings += subject.scope.judge(document, placed, page)
        outcome.findings += subject.look.judge(document, placed, page)
        outcome.identities += ((answer.url, identity) for identity in document.identities)

    def _placed(self, document: Document, page: Visited, outcome: Outcome) -> Iterator[tuple[Reference, Place]]:
        """Judge where each address leads, and yield those on the platform."""
        for reference in document.references:
            judged = self.subject.leading.judge(reference, page)
            if isinstance(judged, Finding):
                outcome.findings.append(judged)
                place = self.subject.sites.place(judged.subject)
                if place is not None:
                    yield reference, place
                continue
            goes, address, place = judged
            if goes is Goes.OUTSIDE:
                outcome.outside.add(address)
            if place is None:
                continue
            yield reference, place
            if page.status >= 400:
                continue  # What a refusal links to in other languages is refused there too.
            if reference.follow and reference.role not in (Role.IDENTIFIER, Role.MENTION) or goes is Goes.AWAY:
                self._queue(reference, goes, address, place, page, outcome)

    def _queue(
        self, reference: Reference, goes: Goes, address: str, place: Place, page: Visited, outcome: Outcome
    ) -> None:
        way = next((each for each in self.subject.ways if each.base == place.base), page.way)
        entry = Entry(address, place, way, reference.role, page.address, reference.where, reference.line)
        if goes is Goes.AWAY:
            if reference.follow:
                outcome.away.append(entry)
        elif reference.role is Role.FILE or place.path.startswith("/mutualisation/") and "." in place.path[-6:]:
            outcome.files.append(entry)
        else:
            outcome.pages.append(entry)
