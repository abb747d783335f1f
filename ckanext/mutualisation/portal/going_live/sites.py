"""The sites that a proxy stands in front of, and how it is set up. Nothing printed comes from anywhere else."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ckanext.mutualisation.core.address import CommonAddress, Portal
from ckanext.mutualisation.core.host import normalise_host

__all__ = ["Proxy", "Site", "sites"]

_UPSTREAM = re.compile(r"([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):\d{1,5}\Z")
_FOLDER = re.compile(r"/[A-Za-z0-9._/+-]*\Z")


@dataclass(frozen=True)
class Site:
    """One host as the public writes it; ``port`` only when it is not the scheme's own."""

    name: str
    scheme: str
    port: int | None
    is_common: bool = False

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"{self.scheme}://{self.name}{f':{self.port}' if self.port else ''}"


@dataclass(frozen=True)
class Proxy:
    """What the operator chose, checked: none of it can end the line on which it is printed.

    :raises ValueError: for an upstream or a folder with characters that none has.
    """

    upstream: str
    certificates: str
    having_certificate: bool
    challenges: str
    cache: str
    http_port: int
    https_port: int
    root: str
    token_header: str
    largest_upload_mb: int

    def __post_init__(self) -> None:
        if not _UPSTREAM.match(self.upstream):
            raise ValueError(f"“{self.upstream}” is not HOST:PORT")
        for folder in (self.certificates, self.challenges, self.cache):
            if not _FOLDER.match(folder):
                raise ValueError(f"“{folder}” is not the whole path of a folder, of letters, digits and . _ + -")

    def has_certificate(self, site: Site) -> bool:
        """Tell whether the HTTPS of this site is to be printed."""
        return not self.having_certificate or (Path(self.certificates) / site.name / "fullchain.pem").exists()


def sites(portals: Iterable[Portal], common: CommonAddress) -> list[Site]:
    """Return the common site, then every host of every portal: closed ones too, whose visitors are told so.

    :raises MalformedHost: for a name that was written into the tables past the actions.
    """
    found = [Site(common.origin.host, common.origin.scheme, common.origin.port, is_common=True)]
    for portal in portals:
        for host in portal.hosts:
            scheme = host.scheme or common.origin.scheme
            port = host.port or (common.origin.port if not host.scheme else None)
            found.append(Site(normalise_host(host.name), scheme, port))
    return found
