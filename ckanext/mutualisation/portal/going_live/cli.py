"""The commands `ckan mutualisation portal check` and `… proxy`."""
from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.going_live import caddy, dns_lookup, nginx
from ckanext.mutualisation.portal.going_live.check import HostReport, UnknownPlatform, check_hosts, platform
from ckanext.mutualisation.portal.going_live.sites import Proxy, sites
from ckanext.mutualisation.portal.live import live

__all__ = ["check", "proxy"]

_DNS_WORDS = {
    "here": "leads here",
    "absent": "is not in the DNS",
    "elsewhere": "leads elsewhere",
    "partly": "leads here and elsewhere",
    "unanswered": "could not be asked",
}
_HTTPS_WORDS = {
    "valid": "answers, certificate valid until {until:%Y-%m-%d}",
    "ending": "answers, but its certificate ends on {until:%Y-%m-%d} and was not renewed",
    "refused": "shows a certificate that browsers refuse",
    "unreachable": "does not answer",
    "faulty": "is reached, but not the portal",
    "not_https": "is not used",
}


@click.command()
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object a host.")
@click.option("--resolver", "servers", multiple=True, help="Name server to ask, ADDRESS[:PORT] (repeatable).")
def check(slug: str | None, as_json: bool, servers: tuple[str, ...]) -> None:
    """Tell for each host whether the DNS leads here and HTTPS answers, and what to ask the registrar otherwise.

    Exit code 0 only if all are good. Portals that are not published yet are checked too, so that they can be.
    """
    portals = _portals(slug)
    common = config.common_address()
    try:
        server = dns_lookup.resolver(list(servers) or config.name_servers())
        here = platform(common, config.public_addresses(), server)
    except ValueError as error:
        reason = f"{error} has no address in the DNS: set ckanext.mutualisation.portal.public_addresses"
        click.secho(reason if isinstance(error, UnknownPlatform) else str(error), fg="red", err=True)
        sys.exit(1)
    reports = []
    for report in check_hosts(portals, common, here, server):
        reports.append(report)
        if not as_json:
            _print(report)
    if as_json:
        click.echo(json.dumps([_as_json(report) for report in reports], ensure_ascii=False, indent=2))
    elif not reports:
        click.echo("No portal has a host of its own: there is nothing to check.")
    sys.exit(0 if all(report.good for report in reports) else 1)


def _portals(slug: str | None) -> list[Portal]:
    live.refresh()
    by_slug = live.current().by_slug
    if slug is not None and slug not in by_slug:
        click.secho(f"There is no portal named {slug}", fg="red", err=True)
        sys.exit(1)
    return [by_slug[slug]] if slug else list(by_slug.values())


def _print(report: HostReport) -> None:
    click.secho(f"{'✓' if report.good else '✗'} {report.host}  ({report.slug})", fg="green" if report.good else "red")
    found = f": {report.dns.found}" if report.dns.found else ""
    click.echo(f"    DNS    {_DNS_WORDS[report.dns.state]}{found}")
    for label, lines in (("ask the registrar for", report.dns.to_ask), ("and to remove", report.dns.to_remove)):
        for line in lines:
            click.echo(f"           {label}:  {line}")
    found = f": {report.https.found}" if report.https.found else ""
    click.echo(f"    HTTPS  {_HTTPS_WORDS[report.https.state].format(until=report.https.until)}{found}")


def _as_json(report: HostReport) -> dict[str, Any]:
    described = asdict(report)
    until = report.https.until
    described["https"]["until"] = until.isoformat() if until else None
    for part, verdict in (("dns", report.dns), ("https", report.https)):
        described[part]["good"] = verdict.good
    return {**described, "good": report.good}


@click.command()
@click.argument("kind", type=click.Choice(["nginx", "caddy"]))
@click.option("--upstream", default="127.0.0.1:5000", show_default=True, help="HOST:PORT where CKAN answers.")
@click.option("--certificates", default="/etc/letsencrypt/live", show_default=True,
              help="nginx: folder with HOST/fullchain.pem and HOST/privkey.pem.")
@click.option("--having-certificate", is_flag=True,
              help="nginx: leave out the HTTPS of hosts whose certificate is not in that folder yet.")
@click.option("--challenges", default="/var/www/letsencrypt", show_default=True,
              help="nginx: folder where the certificate authority's challenges are answered from.")
@click.option("--cache", default="/var/cache/nginx/mutualisation", show_default=True,
              help="nginx: folder of the cache.")
@click.option("--http-port", default=80, show_default=True, help="Port on which the proxy listens for HTTP.")
@click.option("--https-port", default=443, show_default=True, help="Port on which it listens for HTTPS.")
def proxy(kind: str, **settings: Any) -> None:
    """Print a whole configuration for nginx (http context: a file of conf.d) or Caddy (a Caddyfile).

    It names every host of the registry as it is now: print it again after a host was added. It refuses all others.
    """
    try:
        wanted = Proxy(**settings, **config.proxied())
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    served = sites(_portals(None), config.common_address())
    click.echo((nginx if kind == "nginx" else caddy).configuration(served, wanted), nl=False)
