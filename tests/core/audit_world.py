"""A small platform for the tests of the audit: two portals by host, one by path, a draft, and what they show."""
from __future__ import annotations

from ckanext.mutualisation.core.address import CommonAddress, Portal, Registry
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.leading import Leading, Visited
from ckanext.mutualisation.core.audit.sites import Sites
from ckanext.mutualisation.core.host import Host, Origin

__all__ = [
    "HOLDINGS", "HOST", "LEADING", "NANTES", "OTHER", "PATH", "ROUTES", "SEVRE", "SITE", "THINGS", "WAYS", "sites",
    "uuid", "visit",
]  # fmt: skip

HOST, OTHER, SITE = "http://nantes.localhost:5000", "http://loire.localhost:5000", "http://localhost:5000"
PATH = f"{SITE}/p/nantes"
NANTES = Portal("nantes", {"fr": "Nantes", "en": "Nantes, in English"}, (Host("nantes.localhost"), Host("old.example")),
                ("o-n",), included_ids=("o-v",))  # fmt: skip
LOIRE = Portal("loire", {"fr": "Loire"}, (Host("loire.localhost"),), ("o-l",))
SEVRE = Portal("sevre", {"fr": "Sèvre"}, (), ("o-v",))
DRAFT = Portal("draft", {"fr": "Brouillon"}, (), ("o-d",), "draft")


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


THINGS = [
    Thing("organization", "o-n", "ville", "Ville de Nantes", "o-n", True),
    Thing("organization", "o-l", "departement", "Loire-Atlantique", "o-l", True),
    Thing("organization", "o-v", "vallee", "Vallée de la Sèvre", "o-v", True),
    Thing("dataset", uuid(1), "eau", "Eau", "o-n", True),
    Thing("dataset", uuid(2), "routes", "Routes", "o-l", True),
    Thing("dataset", uuid(3), "brouillon", "Brouillon", "o-n", False),
    Thing("dataset", uuid(4), "ponts", "Ponts", "o-v", True),
]
ROUTES = THINGS[4]
HOLDINGS = Holdings.of(THINGS, {uuid(12): uuid(2)})


def sites(root: str = "") -> Sites:
    registry = Registry.of([NANTES, LOIRE, SEVRE, DRAFT])
    common = CommonAddress(Origin("http", "localhost", 5000), frozenset({"localhost", "127.0.0.1"}), ("fr", "en"), root)
    return Sites(registry, common)


WAYS = sites().ways(NANTES, ["fr"])
LEADING = Leading(sites(), HOLDINGS, NANTES, {"tiles.example", "*.trusted.example"})


def visit(way: int = 0, path: str = "/", status: int = 200) -> Visited:
    address = WAYS[way].address(path)
    place = sites().place(address)
    assert place
    return Visited(WAYS[way], address, place, status, tuple(HOLDINGS.things_at(path, "")))
