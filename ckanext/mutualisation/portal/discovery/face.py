"""A face of the catalogue, a portal or the common site, as what leaves it describes it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import PATH_PREFIX, Portal, address, in_language
from ckanext.mutualisation.core.brand import Brand
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.live import live

__all__ = ["COMMON", "Face", "current_face", "in_bcp47", "published_faces"]


@dataclass(frozen=True)
class Face:
    """A portal, or the common site (None)."""

    portal: Portal | None

    @property
    def slug(self) -> str:
        """Return the portal's slug; ``_``, which no portal can have, for the common site."""
        return self.portal.slug if self.portal else "_"

    @property
    def brand(self) -> Brand:
        """Return its brand; CKAN has none of ours, hence the default one."""
        return self.portal.brand if self.portal else Brand()

    @property
    def found(self) -> bool:
        """Tell whether search engines are welcome."""
        return self.brand.search_engines

    def title(self, language: str) -> str:
        """Return its name in this language, else in another."""
        if self.portal is None:
            return tk.config["ckan.site_title"]
        return in_language(self.portal.title, language, config.default_locale())

    def description(self, language: str) -> str:
        """Return what it says of itself in this language, else in another; may be empty."""
        if self.portal is None:
            return tk.config.get("ckan.site_description") or ""
        return in_language(self.brand.tagline, language, config.default_locale())

    def address(self, path: str = "/", language: str | None = None) -> str:
        """Return the canonical address of one of its pages; ``path`` is quoted. The default language is not named."""
        common = config.common_address()
        locale = None if language == config.default_locale() else language
        if self.portal is not None:
            return address(self.portal, common, path, locale)
        return f"{common.origin}{common.root}{f'/{locale}' if locale else ''}{path}"

    def persistent_address(self, path: str = "/") -> str:
        """Return what names it for ever in feeds and graphs: on the common site, whatever hosts it gets or loses."""
        common = config.common_address()
        return f"{common.origin}{common.root}{f'{PATH_PREFIX}{self.slug}' if self.portal else ''}{path}"

    @property
    def visited_here(self) -> bool:
        """Tell whether this request is at its canonical address, not at another of its addresses or on another face."""
        found = visit.current_visit()
        if self.portal is None or found is None:
            return self.portal is None and found is None
        return found.portal.slug == self.portal.slug and found.prefix == self.portal.prefix


COMMON = Face(None)


def current_face() -> Face:
    """Return the face that this request is for."""
    found = visit.current_visit()
    return Face(found.portal) if found else COMMON


def published_faces() -> Iterator[Face]:
    """Yield the published portals; without any, the common site is all there is."""
    for portal in live.current().by_slug.values():
        if portal.state == "published":
            yield Face(portal)


def in_bcp47(locale: str) -> str:
    """Return CKAN's name of a language as HTML and XML write it.

    >>> in_bcp47("pt_BR")
    'pt-BR'
    """
    return locale.replace("_", "-")
