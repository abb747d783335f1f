"""The template helpers of a portal's own pages."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import flask_babel
from babel.lists import format_list
from babel.numbers import format_percent
from dominate import tags
from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.pages import notices
from ckanext.mutualisation.portal.pages.prose import prose

__all__ = [
    "mutualisation_portal_contact_address",
    "mutualisation_portal_footer_links",
    "mutualisation_portal_host",
    "mutualisation_portal_link",
    "mutualisation_portal_menu",
    "mutualisation_portal_names",
    "mutualisation_portal_notices",
    "mutualisation_portal_pager",
    "mutualisation_portal_percent",
    "mutualisation_portal_prose",
    "mutualisation_portal_social",
]

_GAP = re.compile(r'<li class="disabled">\s*<a href="#">\.\.\.</a>\s*</li>')
"""What core writes between pages that are far apart."""

_NETWORKS = {
    "mastodon": ("Mastodon", "fa-brands fa-mastodon"),
    "bluesky": ("Bluesky", "fa-brands fa-bluesky"),
    "linkedin": ("LinkedIn", "fa-brands fa-linkedin"),
    "youtube": ("YouTube", "fa-brands fa-youtube"),
    "instagram": ("Instagram", "fa-brands fa-instagram"),
    "facebook": ("Facebook", "fa-brands fa-facebook"),
    "x": ("X", "fa-brands fa-x-twitter"),
    "github": ("GitHub", "fa-brands fa-github"),
    "peertube": ("PeerTube", "fa-solid fa-circle-play"),
}


def mutualisation_portal_link(url: str) -> str:
    """Return the address of a link that a member typed: a path is a page of the portal that is being visited."""
    if not url.startswith("/") or url.startswith("//"):
        return url
    found = visit.the_visit()
    root = found.root
    first = url[1:].partition("/")[0]
    if first in config.common_address().locales:  # It names its own language.
        return f"{root}{found.prefix}{url}"
    return visit.page_address(found, f"{root}{found.mount}{url}", None, False)


def mutualisation_portal_prose(markdown: str, below: int = 1) -> Markup:
    """Return a member's Markdown as HTML that cannot run; ``below`` is the level of the heading above it."""
    return prose(markdown, below, mutualisation_portal_link)


def mutualisation_portal_names(names: Sequence[str]) -> str:
    """Return names as a sentence of the reader's language lists them: “A, B and C”."""
    return format_list(names, locale=flask_babel.get_locale())


def mutualisation_portal_percent(rate: int) -> str:
    """Return a percentage as the reader's language writes it: “72%”, « 72 % »."""
    return format_percent(rate / 100, locale=flask_babel.get_locale())


def mutualisation_portal_menu(portal: Portal) -> list[dict[str, Any]]:
    """Return what the member adds to the header: pages of its menu, then links; ``label``, ``url``, ``current``."""
    here = visit.the_visit().path
    return [*_pages(portal, "header", here), *_links(portal.brand.header_links)]


def mutualisation_portal_footer_links(portal: Portal) -> list[dict[str, Any]]:
    """Return what the member adds to the footer, as ``mutualisation_portal_menu``."""
    return [*_pages(portal, "footer", visit.the_visit().path), *_links(portal.brand.footer_links)]


def _pages(portal: Portal, menu: str, here: str) -> list[dict[str, Any]]:
    return [
        {
            "label": visit.text(page.title),
            "url": mutualisation_portal_link(f"/pages/{page.slug}"),
            "current": here == f"/pages/{page.slug}",
        }
        for page in portal.brand.pages
        if page.menu == menu
    ]


def _links(links: Any) -> list[dict[str, Any]]:
    return [
        {"label": visit.text(link.label), "url": mutualisation_portal_link(link.url), "current": False}
        for link in links
    ]


def mutualisation_portal_notices(portal: Portal) -> list[dict[str, str]]:
    """Return the ``label`` and ``url`` of each notice that the footer links to."""
    labels = {
        "legal": tk._("Legal notice"),
        "privacy": tk._("Personal data"),
        # The law wants these words on every page.
        "accessibility": tk._("Accessibility: {level}").format(level=notices.accessibility_level(portal)),
        "contact": tk._("Contact"),
    }
    return [{"label": labels[kind], "url": mutualisation_portal_link(f"/{kind}")} for kind in notices.linked(portal)]


def mutualisation_portal_social(portal: Portal) -> list[dict[str, str]]:
    """Return the ``name``, ``icon`` and ``url`` of the member's accounts on social networks."""
    return [
        {"name": _NETWORKS[account.network][0], "icon": _NETWORKS[account.network][1], "url": account.url}
        for account in portal.brand.social
    ]


def mutualisation_portal_contact_address(contact: str) -> str:
    """Return where a contact that was typed on one line leads: a page, a mailbox, or nowhere (empty)."""
    if contact.startswith(("https://", "http://")) and " " not in contact:
        return contact
    name, at, host = contact.partition("@")
    return f"mailto:{contact}" if at and name and "." in host and not set(contact) & set(" ?&<>\"'") else ""


def mutualisation_portal_host(url: str) -> str:
    """Return the host of an address, as a reader knows a site by it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def mutualisation_portal_pager(page: Any, **query: Any) -> Markup:
    """Return the links to the pages of a list (``page`` is CKAN's), as core draws them, made audible.

    Core's arrows have no name, and its gaps are links that lead nowhere.
    """
    html = page.pager(
        symbol_previous=_arrow("left", tk._("Previous page")),
        symbol_next=_arrow("right", tk._("Next page")),
        curpage_attr={"class": "page-item active", "aria-current": "page"},
        **query,
    )
    gap = '<li class="page-item" aria-hidden="true"><span class="portal-gap">…</span></li>'
    return Markup(_GAP.sub(gap, str(html)))  # noqa: S704  core's own HTML


def _arrow(side: str, name: str) -> Any:
    drawn = tags.i(cls=f"fa-solid fa-chevron-{side}", aria_hidden="true")
    return tags.span(drawn, tags.span(name, cls="visually-hidden"))
