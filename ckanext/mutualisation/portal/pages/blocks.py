"""The blocks of a portal's home page, each with what it shows; a block that has nothing to show is left out."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.brand import Block
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.helpers import organizations_of
from ckanext.mutualisation.portal.pages import catalogue, places, themes
from ckanext.mutualisation.portal.pages.catalogue import Catalogue, Value

__all__ = ["Figure", "Publisher", "ShownBlock", "Theme", "read_blocks"]

CHIPS = 6
THEMES = 13

_FACETS: Mapping[str, frozenset[str]] = {
    "search": frozenset({"tags"}),
    "figures": frozenset({"organization", "res_format"}),
    "themes": frozenset({themes.FACET, "groups"}),
    "organizations": frozenset({"organization"}),
}


@dataclass(frozen=True)
class ShownBlock:
    """A block as the page shows it: ``id`` is its own in the page, ``content`` is its template's."""

    kind: str
    id: str
    title: str
    content: Any


@dataclass(frozen=True)
class Figure:
    """A number and what it counts; ``address`` leads to what is counted, empty for nowhere."""

    value: str
    label: str
    address: str = ""
    moment: str = ""


@dataclass(frozen=True)
class Theme:
    """A theme, the icon that stands for it, the search that finds its datasets, and how many these are."""

    title: str
    icon: str
    address: str
    datasets: int


@dataclass(frozen=True)
class Publisher:
    """An organisation of the portal."""

    name: str
    title: str
    description: str
    datasets: int


def read_blocks(portal: Portal) -> tuple[int, tuple[ShownBlock, ...]]:
    """Return how many datasets the visited portal has, and the blocks of its home page in the member's order."""
    wanted = portal.brand.home
    kinds = {block.kind for block in wanted}
    latest = max((block.count or 0 for block in wanted if block.kind == "latest"), default=int("figures" in kinds))
    facets = frozenset[str]().union(*(_FACETS.get(kind, ()) for kind in kinds))
    known = catalogue.read_catalogue(latest, facets)
    # Two blocks tell of the organisations: the database is asked once.
    publishers = _publishers(portal, known) if kinds & {"figures", "organizations"} else ()
    shown = (_shown(number, block, portal, known, publishers) for number, block in enumerate(wanted, 1))
    return known.datasets, tuple(block for block in shown if block)


def _shown(
    number: int, block: Block, portal: Portal, known: Catalogue, publishers: Collection[Publisher]
) -> ShownBlock | None:
    contents: Mapping[str, Callable[[], Any]] = {
        "search": lambda: _search(block, portal, known),
        "figures": lambda: _figures(portal, known, publishers),
        "featured": lambda: catalogue.read_datasets(block.datasets) if block.datasets else (),
        "themes": lambda: _themes(known),
        "latest": lambda: known.latest[: block.count],
        "text": lambda: visit.text(block.text),
        "map": lambda: _map(portal),
        "organizations": lambda: publishers if len(publishers) > 1 else (),
        "reuses": lambda: portal.brand.reuses,
    }
    content = contents[block.kind]()
    if not content:
        return None
    return ShownBlock(block.kind, f"block-{number}", visit.text(block.title) or _title(block.kind), content)


def _title(kind: str) -> str:
    return {
        "figures": tk._("Key figures"),
        "featured": tk._("Featured data"),
        "themes": tk._("Themes"),
        "latest": tk._("Latest updates"),
        "map": tk._("The data on a map"),
        "organizations": tk._("Who publishes here"),
        "reuses": tk._("Made with these data"),
    }.get(kind, "")


def _search(block: Block, portal: Portal, known: Catalogue) -> dict[str, Any]:
    return {
        "title": visit.text(block.title) or visit.text(portal.title),
        "words": visit.text(block.text) or visit.text(portal.brand.tagline),
        "tags": known.values("tags")[:CHIPS],
    }


def _figures(portal: Portal, known: Catalogue, publishers: Collection[Publisher]) -> tuple[Figure, ...]:
    if not known.datasets:
        return ()
    number = tk.h.mutualisation_portal_number
    files = catalogue.count_files(portal)
    formats = len(known.values("res_format"))
    bodies = len({each.name for each in publishers} | {each.name for each in known.values("organization")})
    search = tk.h.url_for("dataset.search")
    figures = [
        Figure(number(known.datasets), tk.ungettext("dataset", "datasets", known.datasets), search),
        Figure(number(files), tk.ungettext("file", "files", files)),
        Figure(number(formats), tk.ungettext("format", "formats", formats)),
    ]
    if bodies > 1:
        label = tk.ungettext("publishing organisation", "publishing organisations", bodies)
        figures.append(Figure(number(bodies), label, tk.h.url_for("organization.index")))
    if known.latest:
        moment = known.latest[0]["metadata_modified"]
        figures.append(Figure(tk.h.render_datetime(moment), tk._("latest update"), moment=moment))
    return tuple(figures)


def _themes(known: Catalogue) -> tuple[Theme, ...]:
    """Return the European themes of the datasets; CKAN's groups where no dataset has any."""
    found = known.values(themes.FACET)
    if found:
        return tuple(_theme(value, themes.FACET, themes.ICONS.get(value.name, "fa-folder")) for value in found[:THEMES])
    return tuple(_theme(value, "groups", "fa-folder") for value in known.values("groups")[:THEMES])


def _theme(value: Value, facet: str, icon: str) -> Theme:
    return Theme(value.title, icon, tk.h.url_for("dataset.search", **{facet: value.name}), value.datasets)


def _map(portal: Portal) -> dict[str, str] | None:
    """Return where the map reads its places and its background; None without the room that draws maps."""
    if not p.plugin_loaded("mutualisation_territory") or not places.has_places(portal):
        return None
    has_background = bool(tk.config.get("ckanext.mutualisation.territory.map_background"))
    return {
        "places": tk.h.mutualisation_portal_link("/mutualisation/places.geojson"),
        "background": tk.h.url_for("mutualisation_territory.map_background") if has_background else "",
        "attribution": tk.config.get("ckanext.mutualisation.territory.map_attribution") or "",
    }


def _publishers(portal: Portal, known: Catalogue) -> tuple[Publisher, ...]:
    counts = {value.name: value.datasets for value in known.values("organization")}
    return tuple(
        Publisher(each.name, each.display_name, each.description or "", counts.get(each.name, 0))
        for each in organizations_of(portal)
    )
