"""The audit of the whole platform, portal by portal, and then of what the portals must agree on."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.faces import COMMON_NAME
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings
from ckanext.mutualisation.core.audit.sites import Sites
from ckanext.mutualisation.portal.audit.asking import ask_all, questions
from ckanext.mutualisation.portal.audit.crawl import Bounds, Crawl, PortalReport
from ckanext.mutualisation.portal.audit.elsewhere import alias_faults, closed_faults, dead_elsewhere, varying_faults
from ckanext.mutualisation.portal.audit.faces import icons_alike, identifiers_disagree, sitemaps_disagree
from ckanext.mutualisation.portal.audit.fetching import Fetcher, NoAnswer
from ckanext.mutualisation.portal.audit.portals import Subject, subject_of
from ckanext.mutualisation.portal.audit.seeds import known_paths
from ckanext.mutualisation.portal.audit.truth import read_holdings, without_typed
from ckanext.mutualisation.portal.audit.visiting import Visitor

__all__ = ["Audit", "Tell"]

Tell = Callable[[PortalReport], None]


@dataclass(frozen=True)
class Audit:
    """One audit: the sites, what is true of them, how much is visited, and how."""

    sites: Sites
    holdings: Holdings
    fetcher: Fetcher
    bounds: Bounds

    def portal(self, portal: Portal, tell: Tell) -> tuple[PortalReport, Subject | None]:
        """Return the report on one portal, and how it was seen if it is published; ``tell`` is called as it goes."""
        started = monotonic()
        report = PortalReport(portal.slug, portal.state)
        if portal.state != "published":
            report.findings += closed_faults(self.fetcher, self.sites, portal)
            report.seconds = monotonic() - started
            return report, None
        subject = self._reached(subject_of(portal, self.sites, self.holdings), report)
        if subject.ways:
            self._visit(subject, report, tell)
        report.findings = without_typed(report.findings)
        report.seconds = monotonic() - started
        return report, subject if subject.ways else None

    def _reached(self, subject: Subject, report: PortalReport) -> Subject:
        """Return the portal with the ways at which a server answers; the others are findings."""
        ways = []
        for way in subject.ways:
            try:
                self.fetcher.get(way.home, lambda _: False)
            except NoAnswer as error:
                if way.locale is None:
                    report.findings.append(Finding("unreachable", way.slug, way.home, f"does not answer: {error}"))
            else:
                ways.append(way)
        return replace(subject, ways=tuple(ways))

    def _visit(self, subject: Subject, report: PortalReport, tell: Tell) -> None:
        visitor = Visitor(subject, self.fetcher)
        crawl = Crawl(visitor, self.bounds, report)
        report.ways = [way.home for way in subject.ways]
        for way in subject.ways:
            crawl.seed(way, known_paths(subject, way))
        crawl.run(tell)
        if report.unreachable:
            what = "stopped answering: the audit of this portal is not complete"
            report.findings.append(Finding("unreachable", report.slug, subject.ways[0].home, what))
            return
        for way in subject.ways:
            asked = questions(subject, way)
            report.questions += len(asked)
            report.findings += ask_all(visitor, way, asked, self.bounds.workers)
        away = crawl.elsewhere()
        report.elsewhere = len(away)
        report.findings += dead_elsewhere(self.fetcher, self.sites, away)
        report.findings += alias_faults(self.fetcher, self.sites, subject.portal)
        report.findings += varying_faults(self.fetcher, subject, subject.ways[0])

    def together(self, subjects: list[Subject], reports: Iterable[PortalReport]) -> list[Finding]:
        """Return what the portals that were visited disagree on, with others or with the common site."""
        visited = {subject.portal.slug for subject in subjects} | {COMMON_NAME}
        sitemaps = sitemaps_disagree(self.fetcher, self.sites, self.holdings, read_holdings())
        return [
            *(finding for finding in sitemaps if finding.portal in visited),
            *icons_alike(self.fetcher, self.sites, subjects),
            *identifiers_disagree(self.fetcher, self.sites, subjects, reports, self.holdings),
        ]
