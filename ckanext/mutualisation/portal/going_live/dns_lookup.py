"""Ask the DNS about a host, by a name server of the operator's choice."""
from __future__ import annotations

import dns.exception
import dns.inet
import dns.name
import dns.nameserver
import dns.resolver
from dns.rdatatype import RdataType

from ckanext.mutualisation.core.going_live import Answer

__all__ = ["SECONDS", "ask", "resolver"]

SECONDS = 5.0
"""How long one question may take, all name servers together."""


def resolver(name_servers: list[str]) -> dns.resolver.Resolver:
    """Return who answers: these servers (``address``, ``address:port`` or ``[address]:port``), else the system's.

    :raises ValueError: for what is not the address of a server.
    """
    if not name_servers:
        found = dns.resolver.Resolver()
    else:
        found = dns.resolver.Resolver(configure=False)
        found.nameservers = []
        for text in name_servers:
            address, port = _address_and_port(text)
            found.nameservers.append(dns.nameserver.Do53Nameserver(address, port))
    found.lifetime = SECONDS
    return found


def _address_and_port(text: str) -> tuple[str, int]:
    if dns.inet.is_address(text):
        return text, 53
    address, _, port = text.rpartition(":")
    address = address.strip("[]")
    if not dns.inet.is_address(address) or not port.isdigit():
        raise ValueError(f"“{text}” is not the address of a name server, such as 192.0.2.53 or 192.0.2.53:5353")
    return address, int(port)


def ask(host: str, server: dns.resolver.Resolver) -> Answer:
    """Return the aliases and the addresses of a host, and whether a CNAME may stand there."""
    name = dns.name.from_text(host)
    addresses: set[str] = set()
    aliases: list[str] = []
    try:
        for kind in (RdataType.A, RdataType.AAAA):
            answer = server.resolve(name, kind, raise_on_no_answer=False, search=False)
            aliases = aliases or _aliases(answer)
            addresses |= {record.address for record in answer.rrset or ()}
    except dns.resolver.NXDOMAIN:
        return Answer()
    except dns.exception.DNSException as error:
        return Answer(failure=str(error))
    return Answer(tuple(aliases), frozenset(addresses), _is_apex(name, server))


def _aliases(answer: dns.resolver.Answer) -> list[str]:
    return [str(alias.target).rstrip(".") for rrset in answer.chaining_result.cnames for alias in list(rrset)[:1]]


def _is_apex(name: dns.name.Name, server: dns.resolver.Resolver) -> bool:
    try:
        answer = server.resolve(name, RdataType.SOA, raise_on_no_answer=False, search=False)
    except dns.exception.DNSException:
        return False
    return answer.rrset is not None and answer.rrset.name == name
