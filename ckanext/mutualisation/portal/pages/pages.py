"""The free pages of a portal, written by its member in Markdown."""
from __future__ import annotations

import flask
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.brand import Page, Texts, stored_brand
from ckanext.mutualisation.portal.model import portal as portal_table
from ckanext.mutualisation.portal.model import version
from ckanext.mutualisation.portal.visit import DRAFT_KEY

__all__ = ["free_page"]


def free_page(portal: Portal, slug: str) -> str | None:
    """Return a free page of the portal that is being visited, None when it has none of this name."""
    page = next((page for page in portal.brand.pages if page.slug == slug), None)
    if page is None:
        return None
    return tk.render("mutualisation/portal/page.html", {"portal": portal, "page": page, "text": _text(portal, page)})


def _text(portal: Portal, page: Page) -> Texts:
    """Return the text; the registry in memory leaves it in the database, a draft brings its own."""
    if page.text or DRAFT_KEY in flask.request.environ:
        return page.text
    live = sa.and_(version.c.portal_id == portal_table.c.id, version.c.number == portal_table.c.version)
    query = sa.select(version.c.brand).join(portal_table, live).where(portal_table.c.slug == portal.slug)
    stored = stored_brand(model.Session.scalar(query) or {})
    return next((each.text for each in stored.pages if each.slug == page.slug), {})
