"""The command `ckan mutualisation portal audit`."""
from __future__ import annotations

import sys

import click

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.sites import Sites
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.audit.crawl import Bounds
from ckanext.mutualisation.portal.audit.fetching import Fetcher
from ckanext.mutualisation.portal.audit.report import Printer, Summary
from ckanext.mutualisation.portal.audit.run import Audit
from ckanext.mutualisation.portal.audit.truth import read_holdings
from ckanext.mutualisation.portal.live import live

__all__ = ["audit"]


class _Server(click.ParamType):
    name = "host:port"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        host, colon, port = value.rpartition(":")
        if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
            self.fail(f"“{value}” is not HOST:PORT, as 127.0.0.1:5000", param, ctx)
        return host.strip("[]"), int(port)


@click.command(short_help="Visit every portal as the public does; fail on any leak.")
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(min=1),
              help="Pages visited of each portal, the files that they load not counted.")
@click.option("--all", "everything", is_flag=True, help="Visit every page to which a link leads.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 32), help="Pages asked for at a time.")
@click.option("--pause", default=0.0, type=click.FloatRange(0), help="Seconds each worker waits between two pages.")
@click.option("--timeout", default=30.0, show_default=True, type=click.FloatRange(1),
              help="Seconds without an answer after which an address is dead.")
@click.option("--connect", type=_Server(), metavar="HOST:PORT",
              help="Connect there, whatever the DNS says; the Host header stays each portal's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: what was visited, and every finding.")
def audit(
    slugs: tuple[str, ...],
    limit: int,
    everything: bool,
    workers: int,
    pause: float,
    timeout: float,
    connect: tuple[str, int] | None,
    as_json: bool,
) -> None:
    """Visit every portal as the public does, and fail on anything that leaks, bleeds or is dead.

    Each portal is visited by its host and by its path, without and with a language, by GET and without a cookie:
    pages, files, feeds, sitemap, catalogue in RDF, API. What is found is compared with the database. Portals that are
    not published are asked for a 404.

    Findings: a link, file or form that leaves the portal for where it may not lead (foreign host); a dataset,
    resource or organisation that the portal does not show, also when the API is asked for it (foreign dataset); the
    name, logo, icon, colours or description of another portal or of the common site (bleeding brand); an address that
    answers an error, turns in a circle or redirects away (dead link); a refusal that does not give the owner's
    address; a cookie; headers by which shared caches keep too little or too long; a dataset in two sitemaps or in
    none; a dataset whose URI differs between portals; a portal that answers though it is not published.

    With a limit, the next page is always one of the kind that was visited least (the path without its names, and the
    names of the parameters), so that every kind is met, by each way in turn, and three of what there are many of:
    datasets, organisations. Combinations of facets, sort orders and pages, which have no end, are one kind for each
    list: 12 of them are visited, 100 with --all. The catalogue in RDF, which costs a server seconds, is read whole in
    Turtle, and for one dataset in the other forms.

    Links that leave the platform are counted, not visited. An address that a member typed in a description is the
    member's affair. Exit code 0 only if nothing is found, and every portal answers.
    """
    live.refresh()
    registry = live.current()
    portals = _chosen(slugs, list(registry.by_slug.values()))
    sites = Sites(registry, config.common_address())
    bounds = Bounds(None if everything else limit, workers)
    run = Audit(sites, read_holdings(), Fetcher(connect, timeout, pause), bounds)
    printer = Printer(as_json)
    summary = Summary()
    for portal in portals:
        printer.start(portal)
        report, subject = run.portal(portal, printer.progress)
        summary.add(report, subject)
        printer.report(report)
    if summary.subjects:
        summary.together = run.together(summary.subjects, summary.reports)
    printer.close(summary)
    sys.exit(0 if summary.good else 1)


def _chosen(slugs: tuple[str, ...], portals: list[Portal]) -> list[Portal]:
    by_slug = {portal.slug: portal for portal in portals}
    if unknown := [slug for slug in slugs if slug not in by_slug]:
        raise click.UsageError(f"There is no portal named {', '.join(unknown)}: see `ckan mutualisation portal list`")
    return [by_slug[slug] for slug in dict.fromkeys(slugs)] if slugs else portals
