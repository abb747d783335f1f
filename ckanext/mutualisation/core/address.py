"""Where a request belongs: hosts, portals, and the address of each page on each face.

>>> nantes = Portal("nantes", {"fr": "Nantes"}, (Host("nantes.localhost"),), ("id-of-nantes",))
>>> common = CommonAddress(Origin("http", "localhost", 5000), frozenset({"localhost"}), ("en", "fr"))
>>> registry = Registry.of([nantes])
>>> resolve(registry, common, "NANTES.localhost:5000", "/fr/dataset").path
'/dataset'
>>> resolve(registry, common, "localhost:5000", "/p/nantes/dataset").mount
'/p/nantes'
>>> address(nantes, common, "/dataset", locale="fr")
'http://nantes.localhost:5000/fr/dataset'
"""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ckanext.mutualisation.core.brand import Brand
from ckanext.mutualisation.core.host import Host, MalformedHost, Origin, normalise_host

__all__ = [
    "PATH_PREFIX",
    "STATES",
    "SURROUNDINGS",
    "AddressTaken",
    "CommonAddress",
    "CommonSite",
    "Moved",
    "NotPublished",
    "OnPortal",
    "Portal",
    "Registry",
    "Resolution",
    "State",
    "Unknown",
    "address",
    "in_language",
    "resolve",
]

PATH_PREFIX = "/p/"
State = Literal["draft", "published", "closed"]
STATES: tuple[State, ...] = ("draft", "published", "closed")
SURROUNDINGS = ("below", "above")
"""What a portal may show beside its own organisations: those under them, those over them."""


class AddressTaken(ValueError):
    """Two portals claim the same host or the same slug, or a portal claims the common site's host."""


@dataclass(frozen=True)
class CommonAddress:
    """Where the common site is: its origin, every host that means it, its languages, and its root path."""

    origin: Origin
    hosts: frozenset[str]
    locales: Collection[str] = ()
    root: str = ""


@dataclass(frozen=True)
class Portal:
    """One face: names per language, hosts (the first is canonical), organisations (ids), state and brand.

    ``included_ids`` are organisations around its own, above or below them, whose data it also shows.
    """

    slug: str
    title: Mapping[str, str]
    hosts: tuple[Host, ...] = ()
    organization_ids: tuple[str, ...] = ()
    state: State = "published"
    brand: Brand = field(default_factory=Brand)
    included_ids: tuple[str, ...] = ()

    @property
    def visible_ids(self) -> tuple[str, ...]:
        """Return every organisation whose data it shows: its own first, then those around them."""
        return self.organization_ids + self.included_ids

    def origin(self, common: Origin) -> Origin:
        """Return the origin of the canonical address; the common site's for a portal without a host."""
        if not self.hosts:
            return common
        host = self.hosts[0]
        scheme = host.scheme or common.scheme
        # A record that states its scheme says everything: the common site's port belongs to the other scheme.
        port = host.port or (common.port if not host.scheme else None)
        return Origin(scheme, host.name, port)

    @property
    def prefix(self) -> str:
        """Return the path of the canonical address: empty for a portal that has a host."""
        return "" if self.hosts else f"{PATH_PREFIX}{self.slug}"


def in_language(texts: Mapping[str, str], *languages: str | None) -> str:
    """Return the text in the first of these languages that has one, else in any; empty when there is none."""
    for language in languages:
        for candidate in (language, (language or "").split("_")[0]):
            if candidate and texts.get(candidate):
                return texts[candidate]
    return next((text for text in texts.values() if text), "")


@dataclass(frozen=True)
class Registry:
    """Every portal, found by host or by slug without a search. Never changed: a new one replaces it."""

    by_host: Mapping[str, Portal] = field(default_factory=lambda: MappingProxyType({}))
    by_slug: Mapping[str, Portal] = field(default_factory=lambda: MappingProxyType({}))
    by_organization: Mapping[str, Portal] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, portals: Iterable[Portal], reserved: frozenset[str] = frozenset()) -> Registry:
        """Build the registry; ``reserved`` are the common site's hosts.

        ``by_organization`` holds the published portal where an organisation's datasets have their canonical address:
        the first one, in the order given, that has this organisation first, else the first that has it at all.

        :raises AddressTaken: when two portals claim one address.
        """
        by_host: dict[str, Portal] = {}
        by_slug: dict[str, Portal] = {}
        leading: dict[str, Portal] = {}
        holding: dict[str, Portal] = {}
        for portal in portals:
            if portal.slug in by_slug:
                raise AddressTaken(f"Two portals have the slug “{portal.slug}”")
            by_slug[portal.slug] = portal
            for host in portal.hosts:
                if host.name in reserved:
                    raise AddressTaken(f"{host.name} is the common site's host")
                if host.name in by_host:
                    raise AddressTaken(f"{host.name} belongs to the portal “{by_host[host.name].slug}”")
                by_host[host.name] = portal
            if portal.state == "published":
                for position, organization_id in enumerate(portal.organization_ids):
                    (holding if position else leading).setdefault(organization_id, portal)
        return cls(MappingProxyType(by_host), MappingProxyType(by_slug), MappingProxyType({**holding, **leading}))

    def __bool__(self) -> bool:
        return bool(self.by_slug)


@dataclass(frozen=True)
class CommonSite:
    """CKAN itself. ``host`` is the value to trust in place of the request's, None to leave it as it came."""

    host: str | None = None


@dataclass(frozen=True)
class OnPortal:
    """A page of a portal.

    ``origin`` + ``root`` + ``mount`` + ``path`` is the page's address; ``root`` is the common site's root path,
    ``mount`` holds the portal's path, if it was reached by path, and the language, if the address names one
    (``/p/nantes/fr``).
    """

    portal: Portal
    origin: Origin
    prefix: str
    locale: str | None
    path: str
    root: str = ""

    @property
    def mount(self) -> str:
        return f"{self.prefix}/{self.locale}" if self.locale else self.prefix


@dataclass(frozen=True)
class Moved:
    """The same page has one better address; the query is the caller's to add."""

    location: str


@dataclass(frozen=True)
class NotPublished:
    """The address of a portal that is a draft or is closed."""

    portal: Portal


@dataclass(frozen=True)
class Unknown:
    """No site has this host, or it is not the name of a host at all (``malformed``)."""

    malformed: bool = False


Resolution = CommonSite | OnPortal | Moved | NotPublished | Unknown


def resolve(registry: Registry, common: CommonAddress, host: str | None, path: str) -> Resolution:
    """Tell which site a request is for, from its Host header (None when absent) and its path.

    The path is the one after the common site's root path. Nothing of the Host header is ever handed back.
    """
    if not registry:
        return CommonSite()
    if host is None:
        return _on_common_host(registry, common, path, common.origin.netloc)
    try:
        name = normalise_host(host)
    except MalformedHost:
        return Unknown(malformed=True)
    portal = registry.by_host.get(name)
    if portal is not None:
        return _on_own_host(portal, common, name, path)
    if name == common.origin.host:
        return _on_common_host(registry, common, path, common.origin.netloc)
    if name in common.hosts:
        return _on_common_host(registry, common, path, None)
    return Unknown()


def _on_own_host(portal: Portal, common: CommonAddress, name: str, path: str) -> Resolution:
    if portal.state != "published":
        return NotPublished(portal)
    origin = portal.origin(common.origin)
    if name != portal.hosts[0].name:
        return Moved(f"{origin}{common.root}{path}")
    locale, rest = _split_locale(path, common.locales)
    return OnPortal(portal, origin, "", locale, rest, common.root)


def _on_common_host(registry: Registry, common: CommonAddress, path: str, host: str | None) -> Resolution:
    # CKAN's own functions put an explicitly chosen language first: /fr/p/nantes/en/dataset means French.
    outer, rest = _split_locale(path, common.locales)
    if not rest.startswith(PATH_PREFIX):
        return CommonSite(host)
    slug, slash, inside = rest[len(PATH_PREFIX) :].partition("/")
    portal = registry.by_slug.get(slug)
    if portal is None:
        return CommonSite(host)
    if portal.state != "published":
        return NotPublished(portal)
    inner, page = _split_locale(f"/{inside}", common.locales)
    prefix = f"{PATH_PREFIX}{slug}"
    if outer or not slash:
        locale = outer or inner
        return Moved(f"{common.origin}{common.root}{prefix}{f'/{locale}' if locale else ''}{page}")
    return OnPortal(portal, common.origin, prefix, inner, page, common.root)


def _split_locale(path: str, locales: Collection[str]) -> tuple[str | None, str]:
    _, _, rest = path.partition("/")
    first, slash, remainder = rest.partition("/")
    return (first, f"/{remainder}") if first in locales else (None, path or "/")


def address(portal: Portal, common: CommonAddress, path: str, locale: str | None = None) -> str:
    """Return the canonical address of a page of a portal; ``path`` starts with a slash and names no language."""
    language = f"/{locale}" if locale else ""
    return f"{portal.origin(common.origin)}{common.root}{portal.prefix}{language}{path}"
