"""Where an address leads: to which site of the platform, by which of its ways, to which page.

>>> from ckanext.mutualisation.core.address import Portal
>>> from ckanext.mutualisation.core.host import Host, Origin
>>> nantes = Portal("nantes", {"fr": "Nantes"}, (Host("nantes.localhost"),))
>>> common = CommonAddress(Origin("http", "localhost", 5000), frozenset({"127.0.0.1"}), ("fr",))
>>> sites = Sites(Registry.of([nantes]), common)
>>> sites.place("http://localhost:5000/fr/p/nantes/dataset/eau?page=2")
Place(site='nantes', base='http://localhost:5000/p/nantes', locale='fr', path='/dataset/eau', query='page=2')
>>> sites.place("https://example.org/") is None
True
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from ckanext.mutualisation.core.address import (
    PATH_PREFIX,
    CommonAddress,
    Moved,
    NotPublished,
    OnPortal,
    Portal,
    Registry,
    resolve,
)
from ckanext.mutualisation.core.host import MalformedHost, Origin, normalise_host

__all__ = ["COMMON", "Place", "Sites", "Way"]

COMMON = ""
"""The common site, where a portal would have its slug."""


@dataclass(frozen=True)
class Way:
    """One of the ways into a portal: an address without final slash, and the language that it names, if it does."""

    slug: str
    base: str
    locale: str | None
    canonical: bool

    @property
    def home(self) -> str:
        """Return the address of the home page."""
        return f"{self.base}/{self.locale}/" if self.locale else f"{self.base}/"

    def address(self, path: str) -> str:
        """Return the address of a page; ``path`` starts with a slash."""
        return f"{self.home[:-1]}{path}"


@dataclass(frozen=True)
class Place:
    """A page of the platform. ``base`` is empty where the host is known, and its scheme, port or path is not."""

    site: str
    base: str
    locale: str | None
    path: str
    query: str = ""


@dataclass(frozen=True)
class Sites:
    """The platform's sites, the common one and every portal, as the registry has them."""

    registry: Registry
    common: CommonAddress

    @property
    def common_base(self) -> str:
        """Return the common site's address, without final slash."""
        return f"{self.common.origin}{self.common.root}"

    def canonical_base(self, portal: Portal) -> str:
        """Return a portal's canonical address, without final slash."""
        return f"{portal.origin(self.common.origin)}{self.common.root}{portal.prefix}"

    def ways(self, portal: Portal, locales: Iterable[str]) -> list[Way]:
        """Return the ways into a portal: by its host, if it has one, and by path, without and with each language."""
        bases = [self.canonical_base(portal), f"{self.common_base}{PATH_PREFIX}{portal.slug}"]
        return [
            Way(portal.slug, base, locale, base == bases[0])
            for base in dict.fromkeys(bases)
            for locale in (None, *locales)
        ]

    def aliases(self, portal: Portal) -> Iterator[str]:
        """Yield the addresses, without final slash, that redirect to the canonical one."""
        for host in portal.hosts[1:]:
            yield f"{replace(portal, hosts=(host,)).origin(self.common.origin)}{self.common.root}"

    def place(self, url: str) -> Place | None:
        """Return where an absolute address leads, None outside the platform."""
        try:
            parts = urlsplit(url)
            name = normalise_host(parts.hostname or "")
            port = parts.port
        except (ValueError, MalformedHost):
            return None
        if parts.scheme not in ("http", "https"):
            return None
        asked = Origin(parts.scheme, name, port)
        portal = self.registry.by_host.get(name)
        if portal is not None:
            return self._on_host(portal, asked, parts)
        if name == self.common.origin.host:
            return self._on_common_host(asked, parts)
        same = replace(self.common.origin, host=name)
        return self._on_common_host(asked, parts) if name in self.common.hosts and _same(asked, same) else None

    def _on_host(self, portal: Portal, asked: Origin, parts: SplitResult) -> Place:
        host = next(each for each in portal.hosts if each.name == asked.host)
        own = replace(portal, hosts=(host,)).origin(self.common.origin)
        path = self._inside(parts)
        if path is None or not _same(asked, own):
            return Place(portal.slug, "", None, parts.path, parts.query)
        locale, path = self._split_locale(path)
        return Place(portal.slug, f"{own}{self.common.root}", locale, path, parts.query)

    def _on_common_host(self, asked: Origin, parts: SplitResult) -> Place | None:
        path = self._inside(parts)
        if path is None:
            return None  # Another application beside CKAN.
        if not _same(asked, replace(self.common.origin, host=asked.host)):
            return Place(COMMON, "", None, path, parts.query)
        found = resolve(self.registry, self.common, self.common.origin.netloc, path)
        if isinstance(found, Moved):
            moved = self.place(found.location)
            return replace(moved, query=parts.query) if moved else None
        if isinstance(found, OnPortal):
            base = f"{asked}{self.common.root}{found.prefix}"
            return Place(found.portal.slug, base, found.locale, found.path, parts.query)
        if isinstance(found, NotPublished):
            return Place(found.portal.slug, f"{asked}{self.common.root}{PATH_PREFIX}{found.portal.slug}", None, path)
        locale, path = self._split_locale(path)
        return Place(COMMON, f"{asked}{self.common.root}", locale, path, parts.query)

    def _inside(self, parts: SplitResult) -> str | None:
        """Return the path after CKAN's root path, None for what is beside it."""
        root, path = self.common.root, parts.path or "/"
        if not root:
            return path
        return path[len(root) :] or "/" if path == root or path.startswith(f"{root}/") else None

    def _split_locale(self, path: str) -> tuple[str | None, str]:
        first, slash, rest = path[1:].partition("/")
        return (first, f"{slash}{rest}" or "/") if first in self.common.locales else (None, path)


def _same(one: Origin, other: Origin) -> bool:
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)
