"""The names of hosts: one form for each, and what an address puts around it.

>>> normalise_host("Données.Nantes.fr.:5000")
'xn--donnes-eva.nantes.fr'
>>> str(parse_host("HTTPS://data.nantes.fr:443/"))
'https://data.nantes.fr'
"""
from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import ClassVar

from ckanext.mutualisation.core.refusal import N_, Refusal

__all__ = ["Host", "MalformedHost", "Origin", "normalise_host", "parse_host"]

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class MalformedHost(Refusal):
    """The text is not the name of a host."""

    messages: ClassVar = {
        "not_host": N_("“{text}” is not the name of a host"),
        "not_port": N_("“{text}” is not a port"),
        "not_web": N_("“{text}”: only http and https have portals"),
    }


@functools.lru_cache(maxsize=4096)
def normalise_host(text: str) -> str:
    """Return the one form in which hosts are compared: lower case, no port, no trailing dot, IDNA.

    The last ones are remembered: nearly every request is for a host that was just visited.

    :raises MalformedHost: for anything a browser could not have sent for a real name.
    """
    host = _split_port(text.strip(" \t"))[0]
    return _normalise_name(host)


def _split_port(text: str) -> tuple[str, int | None]:
    name, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text, None
    if ":" in name and not name.endswith("]"):
        raise MalformedHost("not_host", text=text[:80])
    if not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65536:
        raise MalformedHost("not_port", text=port[:20])
    return name, int(port)


def _normalise_name(text: str) -> str:
    name = text.lower()
    if _IPV6.match(name):
        return name
    name = name[:-1] if name.endswith(".") else name
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            raise MalformedHost("not_host", text=text[:80]) from None
    if not name or len(name) > 253 or not all(_LABEL.match(label) for label in name.split(".")):
        raise MalformedHost("not_host", text=text[:80])
    return name


@dataclass(frozen=True)
class Host:
    """One host of a portal. ``scheme`` and ``port`` are those of the common site unless stated."""

    name: str
    scheme: str | None = None
    port: int | None = None

    def __str__(self) -> str:
        """Return the text that ``parse_host`` reads back."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.name}{port}" if self.scheme else f"{self.name}{port}"


def parse_host(text: str) -> Host:
    """Read ``data.nantes.fr``, ``data.nantes.fr:8443`` or ``https://data.nantes.fr``.

    :raises MalformedHost: also for a path, a query, a user name or another scheme.
    """
    scheme, separator, rest = text.strip().rpartition("://")
    scheme = scheme.lower()
    if separator and scheme not in _DEFAULT_PORTS:
        raise MalformedHost("not_web", text=text[:80])
    name, port = _split_port(rest.removesuffix("/") if separator else rest)
    if scheme and port == _DEFAULT_PORTS[scheme]:
        port = None
    return Host(_normalise_name(name), scheme or None, port)


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of a site, as a browser shows it."""

    scheme: str
    host: str
    port: int | None = None

    @property
    def netloc(self) -> str:
        """Host and port, the port left out when it is the scheme's own."""
        return self.host if self.port in (None, _DEFAULT_PORTS.get(self.scheme)) else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"
