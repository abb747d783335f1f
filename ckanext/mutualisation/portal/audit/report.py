"""What the operator reads: progress, one line a finding, a summary; or JSON."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import click

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.finding import KINDS, Finding, Repeated, repeated
from ckanext.mutualisation.portal.audit.crawl import PortalReport
from ckanext.mutualisation.portal.audit.portals import Subject

__all__ = ["Printer", "Summary"]

_ADVICE = {
    "foreign host": "a template or plugin builds this address without CKAN's url_for, or a setting names another host",
    "foreign dataset": "a page or an action reads past the portal's scope",
    "bleeding brand": "a template shows the site's settings in place of the portal's, or a cache mixes hosts",
    "dead link": "restore what it leads to, or remove the link",
    "owner's address": "a template or a plugin hides CKAN's page of the error 404",
    "cookie": "a plugin starts a session on portals",
    "caching": "a plugin or a proxy changes the header",
    "sitemap": "a plugin answers for the sitemap, or two portals claim one organisation",
    "dataset URI": "a plugin or a setting (ckanext.dcat.base_uri) makes URIs from the visited host",
    "not closed": "a proxy or another site answers at this address",
    "unreachable": "see `ckan mutualisation portal check`; --connect HOST:PORT reaches a server past the DNS",
}
_PAGES_TOLD = 20


@dataclass
class Summary:
    """What all portals together gave."""

    reports: list[PortalReport] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    together: list[Finding] = field(default_factory=list)

    def add(self, report: PortalReport, subject: Subject | None) -> None:
        """Add one portal's report."""
        self.reports.append(report)
        if subject is not None:
            self.subjects.append(subject)

    @property
    def findings(self) -> list[Repeated]:
        """Return every fault once."""
        return repeated([*(finding for report in self.reports for finding in report.findings), *self.together])

    @property
    def good(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


class Printer:
    """Prints as the audit goes; for JSON, all at the end, and progress on the standard error."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._shown = 0

    def start(self, portal: Portal) -> None:
        """Say which portal is being visited."""
        click.echo(f"{portal.slug} ({portal.state}) …", err=self._as_json)
        self._shown = 0

    def progress(self, report: PortalReport) -> None:
        """Say how far the visit is, every 50 pages."""
        if report.pages // 50 > self._shown:
            self._shown = report.pages // 50
            click.echo(f"    {report.pages} pages, {report.files} files", err=True)

    def report(self, report: PortalReport) -> None:
        """Print what was found on one portal."""
        if self._as_json:
            return
        good = not report.findings
        click.secho(f"{'✓' if good else '✗'} {report.slug}: {_extent(report)}", fg="green" if good else "red")
        self._lines(repeated(report.findings))

    def _lines(self, found: Iterable[Repeated]) -> None:
        for each in found:
            first = each.first
            subject = f": {first.subject}" if first.subject else ""
            click.echo(f"    {first.kind}: {first.what}{subject}")
            click.echo(f"        at {first.page}{_where(first)}{_times(each)}")

    def close(self, summary: Summary) -> None:
        """Print what the portals disagree on, then the counts and what to do; or the JSON."""
        if self._as_json:
            click.echo(json.dumps(_as_json(summary), ensure_ascii=False, indent=2))
            return
        if summary.together:
            click.secho("✗ the portals together", fg="red")
            self._lines(repeated(summary.together))
        if not summary.reports:
            click.echo("There is no portal yet: `ckan mutualisation portal add --help`.")
            return
        counts = Counter(each.first.kind for each in summary.findings)
        pages = sum(report.pages for report in summary.reports)
        published = sum(report.state == "published" for report in summary.reports)
        click.echo(f"{published} published portals of {len(summary.reports)}, {pages} pages visited.")
        for kind in KINDS:
            if counts[kind]:
                click.secho(f"{counts[kind]:>6} {kind}: {_ADVICE[kind]}", fg="red")
        if summary.good:
            click.secho("Nothing was found.", fg="green")


def _extent(report: PortalReport) -> str:
    if report.state != "published":
        return "answers 404, as it must" if not report.findings else "is not published"
    left = f"; {report.left} addresses not visited" if report.left else ""
    left += f", among them {report.kinds_left} kinds of page (raise --limit)" if report.kinds_left else ""
    return (
        f"{report.pages} pages of {report.kinds} kinds by {len(report.ways)} ways, {report.files} files, "
        f"{report.questions} questions, {report.elsewhere} addresses elsewhere on the platform; "
        f"{len(report.outside)} outside it{left} ({report.seconds:.0f} s)"
    )


def _where(finding: Finding) -> str:
    parts = [finding.where, f"line {finding.line}" if finding.line else ""]
    said = ", ".join(part for part in parts if part)
    return f", {said}" if said else ""


def _times(each: Repeated) -> str:
    if len(each.pages) > 1:
        return f", and on {len(each.pages) - 1} more pages"
    return f", and {each.subjects - 1} more like it" if each.subjects > 1 else ""


def _as_json(summary: Summary) -> dict[str, Any]:
    return {
        "good": summary.good,
        "portals": [
            {
                "slug": report.slug,
                "state": report.state,
                "ways": report.ways,
                "pages": report.pages,
                "kinds": report.kinds,
                "files": report.files,
                "questions": report.questions,
                "elsewhere": report.elsewhere,
                "outside": len(report.outside),
                "not_visited": report.left,
                "kinds_not_visited": report.kinds_left,
                "seconds": round(report.seconds, 1),
            }
            for report in summary.reports
        ],
        "findings": [
            {
                "kind": each.first.kind,
                "portal": each.first.portal,
                "page": each.first.page,
                "what": each.first.what,
                "subject": each.first.subject,
                "where": each.first.where,
                "line": each.first.line,
                "times": len(each.pages),
                "pages": list(each.pages[:_PAGES_TOLD]),
            }
            for each in summary.findings
        ],
    }
