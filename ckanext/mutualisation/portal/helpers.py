"""The template helpers of the portals, and CKAN's own ones that build addresses, kept on the portal during a visit."""
from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import formatters

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.brand import Picture
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.pages.colours import stylesheet_path

__all__ = [
    "csrf_input",
    "full_current_url",
    "get_site_protocol_and_host",
    "markdown_extract",
    "mutualisation_portal",
    "mutualisation_portal_common_site",
    "mutualisation_portal_date",
    "mutualisation_portal_languages",
    "mutualisation_portal_login",
    "mutualisation_portal_number",
    "mutualisation_portal_organizations",
    "mutualisation_portal_picture",
    "mutualisation_portal_stylesheet",
    "mutualisation_portal_text",
    "mutualisation_portals_of_organization",
    "render_assets",
    "url_for",
    "url_for_static",
    "url_for_static_or_external",
]

_LONGEST_KEPT = 10_000
"""Characters of a description whose extract is kept: two thousand of these are little."""

EXTENSIONS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def mutualisation_portal() -> Portal | None:
    """Return the portal that is being visited, None on the common site."""
    found = visit.current_visit()
    return found.portal if found else None


def mutualisation_portal_text(texts: Mapping[str, str]) -> str:
    """Return a member's own words in the reader's language, else in another."""
    return visit.text(texts)


def mutualisation_portal_common_site() -> dict[str, str]:
    """Return the common site's ``title`` and ``url``."""
    return {"title": tk.config["ckan.site_title"], "url": visit.common_site_address("/")}


def mutualisation_portal_login() -> str:
    """Return the address where publishers log in: the common site's."""
    return visit.common_site_address("/user/login")


def mutualisation_portal_number(number: int) -> str:
    """Return a number as the reader's language writes it."""
    return str(number) if 0 <= number < 1_000 else _written(number, tk.h.lang())


def mutualisation_portal_date(moment: str) -> str:
    """Return the day of a moment, given as CKAN gives it, as the reader's language writes it."""
    return _day(moment, tk.h.lang(), tk.config["ckan.display_timezone"])


# Babel takes longer to write a number or a date than the template takes for the line that it stands in.
@functools.lru_cache(maxsize=10_000)
def _written(number: int, language: str) -> str:
    return formatters.localised_number(number)


@functools.lru_cache(maxsize=10_000)
def _day(moment: str, language: str, timezone: str) -> str:
    return tk.h.render_datetime(moment)


def mutualisation_portal_organizations() -> list[model.Group]:
    """Return the visited portal's active organisations, in the order its record gives them."""
    portal = mutualisation_portal()
    return organizations_of(portal) if portal else []


def organizations_of(portal: Portal) -> list[model.Group]:
    """Return a portal's active organisations, in the order its record gives them."""
    query = sa.select(model.Group).where(model.Group.id.in_(portal.organization_ids), model.Group.state == "active")
    order = portal.organization_ids.index
    return sorted(model.Session.scalars(query), key=lambda organization: order(organization.id))


def mutualisation_portal_picture(picture: Picture | None) -> str:
    """Return the path of a stored picture, empty when there is none."""
    return f"/mutualisation/logo/{picture.sha256}.{EXTENSIONS[picture.media_type]}" if picture else ""


def mutualisation_portal_stylesheet() -> str:
    """Return the address of the visited portal's colours; it changes when they do."""
    return tk.h.url_for_static(stylesheet_path(visit.the_visit().portal.brand.colours))


def mutualisation_portal_languages() -> list[dict[str, Any]]:
    """Return the languages offered, each with ``code``, ``name``, ``url`` of this page in it, and ``current``."""
    names = {locale.short_name: locale.display_name or locale.english_name for locale in tk.h.get_available_locales()}
    current = tk.h.lang()
    return [
        {
            "code": code,
            "name": (names.get(code) or code).capitalize(),
            "url": tk.h.url_for(tk.h.current_url(), locale=code),
            "current": code == current,
        }
        for code in config.offered_locales()
        if code in names
    ]


def mutualisation_portals_of_organization(organization_id: str) -> list[dict[str, str]]:
    """Return the ``title`` and ``url`` of each published portal that shows this organisation's data."""
    return [
        {"title": visit.text(portal.title), "url": visit.home_address(portal)}
        for portal in live.current().by_slug.values()
        if portal.state == "published" and organization_id in portal.organization_ids
    ]


@tk.chained_helper
def url_for(original: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Build the address on the visited portal: its origin when it is absolute, its path, and the language."""
    found = visit.current_visit()
    if found is None:
        return original(*args, **kwargs)
    locale = kwargs.pop("locale", None)
    # Both must go: core would build an absolute address on ckan.site_url.
    external, qualified = kwargs.pop("_external", False), kwargs.pop("qualified", False)
    return visit.page_address(found, original(*args, **kwargs), str(locale) if locale else None, external or qualified)


def _static(original: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    found = visit.current_visit()
    if found is None:
        return original(*args, **kwargs)
    absolute = kwargs.pop("qualified", False)
    return visit.static_address(found, original(*args, **kwargs), absolute)


@tk.chained_helper
def url_for_static(original: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Build the address of a file on the visited portal, the same in every language."""
    return _static(original, *args, **kwargs)


@tk.chained_helper
def url_for_static_or_external(original: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Build the address of a file on the visited portal; an external address is left as it is."""
    return _static(original, *args, **kwargs)


@tk.chained_helper
def render_assets(original: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Write the style sheets and scripts of a page, each at its one address in every language.

    Core addresses them past its own helpers, hence under the language of the page.
    """
    html, found = original(*args, **kwargs), visit.current_visit()
    if found is None or found.locale is None:
        return html
    root = config.common_address().root
    return Markup(str(html).replace(f'="{root}{found.mount}/', f'="{root}{found.prefix}/'))  # noqa: S704  core's own HTML


@tk.chained_helper
def full_current_url(original: Callable[[], str]) -> str:
    """Return the absolute address of this page on the visited portal."""
    if visit.current_visit() is None:
        return original()
    return tk.h.url_for(tk.h.current_url(), qualified=True)


@tk.chained_helper
def get_site_protocol_and_host(original: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """Return the scheme and the host of the visited portal."""
    found = visit.current_visit()
    return original() if found is None else (found.origin.scheme, found.origin.netloc)


@tk.chained_helper
def markdown_extract(original: Callable[..., str], text: str, extract_length: int = 190) -> str:
    """Return the beginning of a text in Markdown as plain text; on a portal, what it came to last time.

    Each result of a search has one, and CKAN makes a parser for each: it took a third of the page's time.
    """
    if visit.current_visit() is None or not text or len(text) > _LONGEST_KEPT:
        return original(text, extract_length)
    return _extract(original, text, extract_length)


@functools.lru_cache(maxsize=2_000)
def _extract(original: Callable[..., str], text: str, extract_length: int) -> str:
    return original(text, extract_length)


@tk.chained_helper
def csrf_input(original: Callable[[], Markup]) -> Markup:
    """Render no token on a portal."""
    return original() if visit.current_visit() is None else Markup("")
