"""What a portal must look like: its names, descriptions and the addresses of its files, as its brand has them."""
from __future__ import annotations

from collections.abc import Iterable

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.look import Look
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.card import card_path
from ckanext.mutualisation.portal.discovery.face import Face
from ckanext.mutualisation.portal.discovery.icons import SIZES, icon_path
from ckanext.mutualisation.portal.helpers import mutualisation_portal_picture
from ckanext.mutualisation.portal.pages.colours import stylesheet_path

__all__ = ["look_of"]


def look_of(portal: Portal, portals: Iterable[Portal]) -> Look:
    """Return a portal's look, and the descriptions that it must not bear: those of all other portals."""
    face, brand = Face(portal), portal.brand
    locales = [config.default_locale(), *config.offered_locales()]
    pictures = (brand.logo, brand.favicon, brand.image)
    others = (text for each in portals if each.slug != portal.slug for text in each.brand.tagline.values())
    descriptions = [tk.config.get("ckan.site_description") or "", *others]
    return Look(
        names=portal.title,
        descriptions=brand.tagline,
        primary=str(brand.colours.primary),
        files=frozenset(
            {
                stylesheet_path(brand.colours),
                *(mutualisation_portal_picture(picture) for picture in pictures if picture),
                *(icon_path(face, size) for size in SIZES),
                *(card_path(face, locale) for locale in locales),
            }
        ),
        default_locale=config.default_locale(),
        others=frozenset(filter(None, descriptions)),
    )
