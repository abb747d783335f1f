"""Check every host of the registry: what the DNS says, what HTTPS answers."""
from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone

import dns.resolver

from ckanext.mutualisation.core.address import CommonAddress, Portal
from ckanext.mutualisation.core.going_live import (
    Certificate,
    DnsVerdict,
    HttpsVerdict,
    Platform,
    judge_dns,
    judge_https,
)
from ckanext.mutualisation.core.host import Host
from ckanext.mutualisation.portal.going_live import dns_lookup, https_visit

__all__ = ["HostReport", "UnknownPlatform", "check_hosts", "platform"]

_AT_ONCE = 16


class UnknownPlatform(ValueError):
    """Nothing says at which addresses the public reaches this platform."""


@dataclass(frozen=True)
class HostReport:
    """What was found out about one host of a portal; ``canonical`` tells it from an alias."""

    slug: str
    host: str
    canonical: bool
    dns: DnsVerdict
    https: HttpsVerdict

    @property
    def good(self) -> bool:
        """Tell whether the host can be announced."""
        return self.dns.good and self.https.good


def platform(common: CommonAddress, public_addresses: list[str], server: dns.resolver.Resolver) -> Platform:
    """Return where hosts must lead: the option's addresses, else those of the host of ``ckan.site_url``.

    :raises UnknownPlatform: when there are none.
    """
    name = common.origin.host
    if public_addresses:
        return Platform(name, frozenset(public_addresses))
    answer = dns_lookup.ask(name, server)
    if not answer.addresses:
        raise UnknownPlatform(name)
    return Platform(name, answer.addresses)


def check_hosts(
    portals: list[Portal], common: CommonAddress, here: Platform, server: dns.resolver.Resolver
) -> Iterator[HostReport]:
    """Yield a report for each host, in the order of the portals, several being asked at once."""
    hosts = [(portal, host) for portal in portals for host in portal.hosts]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield from threads.map(lambda pair: _check(pair[0], pair[1], common, here, server), hosts)


def _check(
    portal: Portal, host: Host, common: CommonAddress, here: Platform, server: dns.resolver.Resolver
) -> HostReport:
    answer = dns_lookup.ask(host.name, server)
    is_canonical = host == portal.hosts[0]

    def report(https: HttpsVerdict) -> HostReport:
        return HostReport(portal.slug, str(host), is_canonical, judge_dns(host.name, answer, here), https)

    if (host.scheme or common.origin.scheme) != "https":
        return report(HttpsVerdict("not_https", "its address is http://"))
    if not answer.addresses:
        return report(judge_https(Certificate(failure="no address to connect to"), datetime.now(timezone.utc)))
    port = host.port or (common.origin.port if not host.scheme else None) or 443
    # At each address: a visitor may come by any of them, and one server may have been forgotten.
    seen = [https_visit.visit(host.name, address, port) for address in sorted(answer.addresses)]
    verdicts = [judge_https(each, datetime.now(timezone.utc)) for each in seen]
    return report(next((verdict for verdict in verdicts if not verdict.good), verdicts[0]))
