"""What templates ask for: the head of a page, the lines of robots.txt, the code that shows a dataset elsewhere."""
from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ckanext.mutualisation.portal.discovery.embeds import frame_of_dataset
from ckanext.mutualisation.portal.discovery.head import Head, head_of_page
from ckanext.mutualisation.portal.discovery.robots import robots_rules, robots_sitemaps
from ckanext.mutualisation.portal.live import live

__all__ = [
    "mutualisation_portal_frame",
    "mutualisation_portal_head",
    "mutualisation_portal_robots_rules",
    "mutualisation_portal_robots_sitemaps",
    "mutualisation_portals_exist",
]


def mutualisation_portals_exist() -> bool:
    """Tell whether there is any portal: until then no page says more than CKAN's own does."""
    return bool(live.current())


def mutualisation_portal_head(package: Any = None, organization: Any = None) -> Head | None:
    """Return what the head of this page says to machines; None while there is no portal, and on an error page."""
    if not live.current():
        return None
    return head_of_page(package, organization)


def mutualisation_portal_robots_rules() -> Markup:
    """Return what crawlers leave alone on the visited portal."""
    return Markup(robots_rules())  # noqa: S704  a text file


def mutualisation_portal_robots_sitemaps() -> Markup:
    """Return the end of robots.txt on this host; empty while there is no portal."""
    return Markup(robots_sitemaps())  # noqa: S704  a text file


def mutualisation_portal_frame(package: dict[str, Any]) -> str:
    """Return the HTML to copy that shows a dataset in a frame of another site."""
    return frame_of_dataset(package)
