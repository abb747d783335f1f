"""Whether an address may lead where it leads, given what it is for and the way by which its page was reached."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal
from urllib.parse import urljoin, urlsplit

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.addresses import is_web
from ckanext.mutualisation.core.audit.document import Reference, Role
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.sites import COMMON, Place, Sites, Way

__all__ = ["Goes", "Leading", "Visited"]

_STAYING = frozenset({Role.LINK, Role.FORM, Role.FRAME, Role.FILE, Role.ALTERNATE})
_LOADED = frozenset({Role.FORM, Role.FRAME, Role.FILE})
_LASTING = frozenset({Role.IDENTIFIER, Role.DOWNLOAD, Role.MENTION})
_LOG_IN = "/user/login"
_STYLE_SHEET = ".css"
_LASTING_PATHS = re.compile(r"^/?$|^/(dataset|organization)/")
_OF_ANY_PORTAL = re.compile(r"^/?$|^/dataset/?$|^/mutualisation/card/|^/embed/")
# Its name, and the blocks of whole territories, with its picture: whatever portal tells of them.
_OF_THE_COMMON_SITE = re.compile(r"^/$|^/embed/territory/|^/mutualisation/card/_-")


class Goes(Enum):
    """What to do with an address that leads where it may."""

    HERE = "a page of this portal: visit it"
    AWAY = "elsewhere on the platform, where it may lead: see that it is alive"
    OUTSIDE = "out of the platform: count it"
    NOWHERE = "not an address of the web"


@dataclass(frozen=True)
class Visited:
    """A page that was visited, and what it is about, if it is about data."""

    way: Way
    address: str
    place: Place
    status: int = 200
    things: tuple[Thing, ...] = ()


def _is_of_same_host(reference: Reference, page: Visited, address: str) -> bool:
    """Tell whether a style sheet names a file of its own host: CKAN's own name some from the root."""
    asked, sheet = urlsplit(address), urlsplit(page.address)
    same = (asked.scheme, asked.netloc) == (sheet.scheme, sheet.netloc)
    return same and reference.role is Role.FILE and page.place.path.endswith(_STYLE_SHEET)


@dataclass(frozen=True)
class Leading:
    """The rules for one portal. ``trusted`` are the hosts outside that the operator lets pages load things from."""

    sites: Sites
    holdings: Holdings
    portal: Portal
    trusted: Collection[str] = field(default=())

    def judge(self, reference: Reference, page: Visited) -> tuple[Goes, str, Place | None] | Finding:
        """Return where an address goes, whole, and its place; or what is wrong with it."""
        if not is_web(reference.address):
            return Goes.NOWHERE, "", None
        try:
            address = urljoin(page.address, reference.address.strip()).partition("#")[0]
        except ValueError:
            return self._fault(reference, page, reference.address, "is not an address")
        place = self.sites.place(address)
        if _is_of_same_host(reference, page, address):
            if place is None or not place.base:
                return Goes.OUTSIDE, address, None
            return Goes.HERE if place.base == page.way.base else Goes.AWAY, address, place
        if place is None:
            return self._outside(reference, page, address)
        if place.base == page.way.base:
            if reference.role is Role.CANONICAL and not self._is_canonical(place, page):
                return self._fault(reference, page, address, "is not at the canonical address of the page")
            return Goes.HERE, address, place
        if not place.base:
            return self._fault(reference, page, address, "has a scheme, a port or a path that are not the site's")
        if self._may(reference.role, place, page):
            own = place.site == page.way.slug and place.base == self._own
            return (Goes.HERE if own else Goes.AWAY), address, place
        return self._fault(reference, page, address, f"leads to {self._name(place, page)}")

    @property
    def _own(self) -> str:
        return self.sites.canonical_base(self.portal)

    def _outside(
        self, reference: Reference, page: Visited, address: str
    ) -> tuple[Goes, str, Place | None] | Finding:
        host = urlsplit(address).hostname or ""
        if reference.role not in _LOADED or self._is_trusted(host):
            return Goes.OUTSIDE, address, None
        return self._fault(reference, page, address, f"goes to {host}, outside the platform")

    def _is_trusted(self, host: str) -> bool:
        return any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in self.trusted)

    def _may(self, role: Role, place: Place, page: Visited) -> bool:
        if page.status in (404, 405) and role in (Role.LINK, Role.MENTION) and self._is_owners(place):
            return True
        if role is Role.CANONICAL:
            return self._is_canonical(place, page)
        if role in _STAYING:
            return self._is_known_way_out(role, place)
        if self._is_lasting(role, place, page) or self._is_described(place, page):
            return True
        return role is Role.MENTION and self._is_known_way_out(Role.LINK, place)

    def _is_known_way_out(self, role: Role, place: Place) -> bool:
        """Tell whether this is the common site's home or log-in page, or the portal's own canonical home."""
        if role is not Role.LINK:
            return False
        if place.site == COMMON:
            return place.base == self.sites.common_base and place.path in ("/", _LOG_IN)
        return place.base == self._own and place.path == "/"

    def _is_canonical(self, place: Place, page: Visited) -> bool:
        """Tell whether a page's canonical address is its owner's of what it shows, else this portal's."""
        things = self.holdings.things_at(place.path, "")
        if not things:
            return place.base == self._own
        about_page = not page.things or things[0] in page.things
        return about_page and place.base == self._base_of_owner(things[0])

    def _base_of_owner(self, thing: Thing) -> str:
        owner = self.sites.registry.by_organization.get(thing.owner)
        return self.sites.canonical_base(owner) if owner else self.sites.common_base

    def _is_owners(self, place: Place) -> bool:
        things = self.holdings.things_at(place.path, place.query)
        return bool(things) and place.base == self._base_of_owner(things[0])

    def _is_lasting(self, role: Role, place: Place, page: Visited) -> bool:
        """Tell whether this is a name for ever, on the common site, of data or of a catalogue."""
        if role not in _LASTING:
            return False
        if not f"{place.base}/".startswith(f"{self.sites.common_base}/"):
            return False
        if place.site == COMMON:
            return bool(_LASTING_PATHS.match(place.path))
        return place.site == self.portal.slug or (place.path in ("", "/") and place.site in self._slugs(page))

    def _slugs(self, page: Visited) -> set[str]:
        """Return this portal's slug, and that of the portal of what the page shows."""
        owners = (self.sites.registry.by_organization.get(thing.owner) for thing in page.things)
        return {self.portal.slug, *(owner.slug for owner in owners if owner)}

    def _is_described(self, place: Place, page: Visited) -> bool:
        if place.base == self._own or self._is_owners(place):
            return True
        if place.base == self.sites.common_base and _OF_THE_COMMON_SITE.match(place.path):
            return True
        bases = {self._base_of_owner(thing) for thing in page.things}
        return place.base in bases and bool(_OF_ANY_PORTAL.match(place.path))

    def _name(self, place: Place, page: Visited) -> str:
        if place.site == COMMON:
            return "the common site"
        if place.site == page.way.slug:
            return "this portal by another of its addresses than the one that the visitor came by"
        return f"the portal “{place.site}”"

    def _fault(self, reference: Reference, page: Visited, address: str, what: str) -> Finding:
        excuse = "" if reference.role in (Role.FORM, Role.CANONICAL) else reference.address.strip()
        kind: Literal["foreign host"] = "foreign host"
        return Finding(
            kind, page.way.slug, page.address, f"{reference.role.value} {what}", reference.where, address,
            reference.line, excuse,
        )  # fmt: skip
