"""The visit of one whole portal, by every way, with several threads."""
from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from ckanext.mutualisation.core.audit.document import Identity, Role
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.frontier import Entry, Frontier, kind_of
from ckanext.mutualisation.core.audit.sites import Way
from ckanext.mutualisation.portal.audit.visiting import Outcome, Visitor

__all__ = ["Bounds", "Crawl", "PortalReport"]

_FAILURES = 5
"""So many visits in a row without an answer, and the portal is said to be unreachable."""
_AWAY_OF_A_KIND = 2
_ENDLESS, _ENDLESS_OF_ALL = 12, 100
"""Combinations of facets, sort orders and pages that are visited of each kind of list, with a limit and without."""


@dataclass(frozen=True)
class Bounds:
    """How much is visited: ``pages`` of each portal, None for all; and by how many threads at once."""

    pages: int | None
    workers: int


@dataclass
class PortalReport:
    """What the visit of one portal found, and how far it went."""

    slug: str
    state: str
    ways: list[str] = field(default_factory=list)
    pages: int = 0
    kinds: int = 0
    files: int = 0
    questions: int = 0
    elsewhere: int = 0
    outside: set[str] = field(default_factory=set)
    left: int = 0
    kinds_left: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    identities: dict[Identity, str] = field(default_factory=dict)
    unreachable: bool = False


class Crawl:
    """The pages of one portal that were visited, that wait, and what was found on them."""

    def __init__(self, visitor: Visitor, bounds: Bounds, report: PortalReport) -> None:
        self.visitor, self.bounds, self.report = visitor, bounds, report
        holdings = visitor.subject.holdings
        self._names = holdings.datasets.keys() | holdings.organizations.keys()
        self.frontier = Frontier(self._names)
        self._files: deque[Entry] = deque()
        self._files_seen: set[tuple[str, str, str]] = set()
        self._away: dict[str, Entry] = {}
        self._away_kinds: Counter[tuple[str, str]] = Counter()
        self._failures = 0

    def seed(self, way: Way, paths: Iterable[str]) -> None:
        """Have the pages wait that a portal is known to have."""
        for path in paths:
            address = way.address(path)
            place = self.visitor.subject.sites.place(address)
            if place is not None:
                self.frontier.add(self._cheaper(Entry(address, place, way, Role.LINK, "", "")))

    def run(self, tell: Callable[[PortalReport], None]) -> None:
        """Visit pages until none is left or the limit is reached, then the files that they load."""
        with ThreadPoolExecutor(self.bounds.workers) as pool:
            self._drain(pool, self._next_page, tell)
            self._drain(pool, self._next_file, tell)
        self.report.kinds, self.report.kinds_left = self.frontier.kinds, self.frontier.kinds_left
        self.report.left = len(self.frontier)

    def _next_page(self) -> Entry | None:
        limit = self.bounds.pages
        if limit is not None and self.report.pages >= limit:
            return None
        entry = self.frontier.next(_ENDLESS_OF_ALL if limit is None else _ENDLESS)
        if entry is not None:
            self.report.pages += 1
        return entry

    def _next_file(self) -> Entry | None:
        if not self._files:
            return None
        self.report.files += 1
        return self._files.popleft()

    def _drain(
        self, pool: ThreadPoolExecutor, following: Callable[[], Entry | None], tell: Callable[[PortalReport], None]
    ) -> None:
        running: dict[Future[Outcome], Entry] = {}
        while not self.report.unreachable:
            while len(running) < self.bounds.workers and (entry := following()) is not None:
                running[pool.submit(self.visitor.visit, entry)] = entry
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                del running[future]
                self._take(future.result())
            tell(self.report)

    def _take(self, outcome: Outcome) -> None:
        report = self.report
        report.findings += outcome.findings
        report.outside |= outcome.outside
        for page, identity in outcome.identities:
            report.identities.setdefault(identity, page)
        for entry in outcome.pages:
            self.frontier.add(self._cheaper(entry))
        for entry in outcome.files:
            # Once for each base: the same file also has an address in each language.
            key = entry.place.base, entry.place.path, entry.place.query
            if key not in self._files_seen:
                self._files_seen.add(key)
                self._files.append(entry)
        for entry in outcome.away:
            self._away.setdefault(entry.address, entry)
        self._failures = 0 if outcome.answered else self._failures + 1
        report.unreachable = self._failures >= _FAILURES

    def _cheaper(self, entry: Entry) -> Entry:
        """Ask for one dataset in place of the whole catalogue in RDF, which is read once, in one form."""
        subject = self.visitor.subject
        pattern = subject.catalogue
        if pattern is None or not pattern.match(entry.place.path) or not subject.samples:
            return entry
        whole = entry.way.canonical and entry.place.locale is None and entry.place.path.endswith(".ttl")
        if whole or "fq=" in entry.place.query:
            return entry
        query = f"fq=name:{subject.samples[0].name}"
        address = f"{entry.address.partition('?')[0]}?{query}"
        return replace(entry, address=address, place=replace(entry.place, query=query))

    def elsewhere(self) -> list[Entry]:
        """Return what leads, rightly, to other sites of the platform: some of each kind."""
        chosen = []
        for entry in self._away.values():
            kind = entry.place.site, kind_of(entry.place, self._names)
            self._away_kinds[kind] += 1
            if self.bounds.pages is None or self._away_kinds[kind] <= _AWAY_OF_A_KIND:
                chosen.append(entry)
        return chosen
