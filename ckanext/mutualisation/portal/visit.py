"""The visit to a portal that the current request is, and the addresses seen from there."""
from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import flask

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import OnPortal, Portal, address, in_language
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.live import live

__all__ = [
    "CACHE_CONTROL_KEY",
    "DRAFT_KEY",
    "ENVIRON_KEY",
    "GIVEN_VISIT_KEY",
    "base_address",
    "common_site_address",
    "current_visit",
    "file_address",
    "home_address",
    "owner_address",
    "owner_name",
    "page_address",
    "static_address",
    "text",
    "the_visit",
]

ENVIRON_KEY = "mutualisation.portal_visit"
GIVEN_VISIT_KEY = "mutualisation.portal_given_visit"
"""Under which a request made inside this process says which portal it visits; no client can write there."""
CACHE_CONTROL_KEY = "mutualisation.portal_cache_control"
DRAFT_KEY = "mutualisation.portal_draft"
"""Set where the portal is one that an editor tries out: nothing of it is read from the database."""


def current_visit() -> OnPortal | None:
    """Return the visit that the middleware found for this request, None on the common site and outside requests."""
    try:
        return flask.request.environ.get(ENVIRON_KEY)
    except RuntimeError:  # Outside a request, which is rare: to ask for that first would cost each address of a page.
        return None


def the_visit() -> OnPortal:
    """Return the visit, where there can be no other request: an error of ours if there is none."""
    visit = current_visit()
    if visit is None:
        raise RuntimeError("This request is not a visit to a portal")
    return visit


def base_address(visit: OnPortal) -> str:
    """Return the address of the portal's home as the visitor reached it, without language or final slash."""
    return f"{visit.origin}{visit.root}{visit.prefix}"


def page_address(visit: OnPortal, url: str, locale: str | None, absolute: bool) -> str:
    """Return the address on this portal, in this language, of a URL that Flask built during the visit.

    ``locale`` is None for the visit's own language and ``"default"`` for none in the address.
    """
    root = visit.root
    start = f"{root}{visit.mount}"
    if not url.startswith(start) or url[len(start) : len(start) + 1] not in ("", "/", "?", "#"):
        return url
    language = visit.locale if locale is None else None if locale == "default" else locale
    inside = f"{visit.prefix}{f'/{language}' if language else ''}{url[len(start):]}"
    return f"{visit.origin if absolute else ''}{root}{inside}"


def static_address(visit: OnPortal, url: str, absolute: bool) -> str:
    """Return the one address of a file that is the same in every language."""
    return page_address(visit, url, "default", absolute)


def file_address(visit: OnPortal, path: str) -> str:
    """Return the path at which the visited portal has a file of ours, given its path on the common site."""
    return f"{visit.root}{visit.prefix}{path}"


def home_address(portal: Portal) -> str:
    """Return the canonical address of a portal's home, for the reader's language if the address names one."""
    return address(portal, config.common_address(), "/", _locale_in_address())


def owner_address(organization_id: str | None, path: str) -> str:
    """Return the canonical address of a page about an organisation's data: on its portal, else on the common site."""
    portal = live.current().by_organization.get(organization_id or "")
    if portal is None:
        return common_site_address(path)
    return address(portal, config.common_address(), quote(path), _locale_in_address())


def owner_name(organization_id: str | None) -> str:
    """Return what the owner of an organisation's data is called there: its portal's name, else the common site's."""
    portal = live.current().by_organization.get(organization_id or "")
    return text(portal.title) if portal else tk.config["ckan.site_title"]


def common_site_address(path: str = "/") -> str:
    """Return the address of a page on the common site, in the reader's language."""
    common = config.common_address()
    locale = _locale_in_address()
    return f"{common.origin}{common.root}{f'/{locale}' if locale else ''}{quote(path)}"


def text(texts: Mapping[str, str]) -> str:
    """Return a member's own words in the reader's language, else in the site's, else in any."""
    return in_language(texts, tk.h.lang(), config.default_locale())


def _locale_in_address() -> str | None:
    visit = current_visit()
    if visit is not None:
        return visit.locale
    if flask.has_request_context() and not flask.request.environ.get("CKAN_LANG_IS_DEFAULT", True):
        return flask.request.environ.get("CKAN_LANG")
    return None
