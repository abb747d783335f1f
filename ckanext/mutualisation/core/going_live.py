"""What must be true before a host is announced: the DNS leads here, and HTTPS answers with a certificate of its name.

Observations come in, verdicts go out; nothing here asks the network.

>>> here = Platform("plateforme.example.org", frozenset({"192.0.2.1"}))
>>> verdict = judge_dns("data.nantes.fr", Answer(addresses=frozenset({"198.51.100.7"})), here)
>>> verdict.state, verdict.to_ask
('elsewhere', ('data.nantes.fr. CNAME plateforme.example.org.',))
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal

__all__ = [
    "RENEWED_BEFORE",
    "Answer",
    "Certificate",
    "DnsVerdict",
    "HttpsVerdict",
    "Platform",
    "judge_dns",
    "judge_https",
]

RENEWED_BEFORE = timedelta(days=14)
"""A certificate that still stands this near its end was not renewed: those that issue for 90 days renew at 30."""


@dataclass(frozen=True)
class Platform:
    """Where the hosts must lead: the name of the common site, and the addresses that the public reaches it at."""

    name: str
    addresses: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What the DNS says of a host: the names it is an alias of, in order, and its addresses (A and AAAA).

    ``failure`` is why there is no answer at all (a time-out, a broken zone); ``is_apex`` tells that the host is the top
    of its zone, where the DNS allows no CNAME (RFC 1912, 2.4).
    """

    aliases: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()
    is_apex: bool = False
    failure: str = ""


DnsState = Literal["here", "absent", "elsewhere", "partly", "unanswered"]


@dataclass(frozen=True)
class DnsVerdict:
    """``to_ask`` are the records to ask the member's registrar for, ready to be pasted; empty when all is well.

    ``to_remove`` are addresses that must go: visitors would be sent to either.
    """

    state: DnsState
    found: str
    to_ask: tuple[str, ...] = ()
    to_remove: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Tell whether every visitor is led here."""
        return self.state == "here"


def judge_dns(host: str, answer: Answer, platform: Platform) -> DnsVerdict:
    """Tell whether the DNS leads this host here, and what to ask for otherwise.

    All its addresses must be the platform's: with one of each, half of the visitors would be lost.
    """
    found = " -> ".join([*answer.aliases, ", ".join(_sorted(answer.addresses))]).strip()
    if answer.failure:
        return DnsVerdict("unanswered", answer.failure)
    others = answer.addresses - platform.addresses
    if answer.addresses and not others:
        return DnsVerdict("here", found)
    to_ask = _records(host, answer, platform)
    if not answer.addresses:
        return DnsVerdict("absent", found, to_ask)
    removed = tuple(f"{host}. {_kind(each)} {each}" for each in _sorted(others)) if not answer.aliases else ()
    if answer.addresses & platform.addresses:
        return DnsVerdict("partly", found, to_ask, removed)
    return DnsVerdict("elsewhere", found, to_ask, removed)


def _records(host: str, answer: Answer, platform: Platform) -> tuple[str, ...]:
    by_name = "." in platform.name and not platform.name.startswith("[") and not platform.name[-1].isdigit()
    if by_name and not answer.is_apex:
        return (f"{host}. CNAME {platform.name}.",)
    return tuple(f"{host}. {_kind(address)} {address}" for address in _sorted(platform.addresses))


def _sorted(addresses: frozenset[str]) -> list[str]:
    return sorted(addresses, key=lambda text: (ip_address(text).version, int(ip_address(text))))


def _kind(address: str) -> str:
    return "AAAA" if ip_address(address).version == 6 else "A"


@dataclass(frozen=True)
class Certificate:
    """What a connection by HTTPS showed: when the certificate ends, what the site answered, or why it failed.

    ``refused`` is why the certificate was not accepted, ``failure`` why there was no connection.
    """

    until: datetime | None = None
    status: int | None = None
    refused: str = ""
    failure: str = ""


HttpsState = Literal["valid", "ending", "refused", "unreachable", "faulty", "not_https"]


@dataclass(frozen=True)
class HttpsVerdict:
    """``found`` says what was seen, ``until`` when the certificate ends, if it was accepted."""

    state: HttpsState
    found: str
    until: datetime | None = None

    @property
    def good(self) -> bool:
        """Tell whether a visitor reaches the site without a warning, for two weeks at least."""
        return self.state == "valid"


def judge_https(certificate: Certificate, now: datetime) -> HttpsVerdict:
    """Tell whether HTTPS works for a host, from what its server showed."""
    if certificate.failure:
        return HttpsVerdict("unreachable", certificate.failure)
    if certificate.refused or certificate.until is None:
        return HttpsVerdict("refused", certificate.refused)
    if certificate.until - now < RENEWED_BEFORE:
        left = max(0, (certificate.until - now).days)
        return HttpsVerdict("ending", f"{left} day{'' if left == 1 else 's'} left", certificate.until)
    # An alias answers 301 to its canonical host: that is the site's own answer too.
    if certificate.status not in (200, 301, 302, 308):
        return HttpsVerdict("faulty", f"the site answers {certificate.status}", certificate.until)
    return HttpsVerdict("valid", "", certificate.until)
