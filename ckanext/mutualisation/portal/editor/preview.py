"""A page of a portal as the public would see it with another brand, without that brand being saved or published.

The page is asked of the whole application, as any visitor's browser asks it: the same templates, the same scope, no
account. The request carries the portal to visit, so no registry, draft or cache is touched.
"""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import flask
from werkzeug.test import create_environ, run_wsgi_app

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import OnPortal, Portal, in_language
from ckanext.mutualisation.core.brand import stored_brand
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.editor.words import N_
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.pages.notices import linked
from ckanext.mutualisation.portal.visit import DRAFT_KEY, GIVEN_VISIT_KEY

__all__ = ["POLICY", "choices", "draft_portal", "page_of", "paths", "response_of"]

POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; font-src 'self' data:; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""Nothing runs, nothing is sent, nothing opens: the page is only looked at. The origin lets its fonts load."""

_NAMES = {
    "home": N_("Home page"),
    "search": N_("Search page"),
    "dataset": N_("A dataset"),
    "legal": N_("Legal notice"),
    "privacy": N_("Privacy"),
    "accessibility": N_("Accessibility"),
    "contact": N_("Contact"),
}
_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
"""They would be blocked: taken out, a browser has nothing to say of them."""
# A link whose target would be a new window goes nowhere in a sandbox that opens none; and no script is needed for it.
_INERT = '<head><base target="_blank"><meta name="robots" content="noindex">'


def draft_portal(slug: str, document: Mapping[str, Any]) -> Portal:
    """Return a portal as it would be, open, with the brand of this document; what is wrong in it has its default.

    :raises tk.ObjectNotFound: when this process knows no such portal.
    """
    portal = live.current().by_slug.get(slug)
    if portal is None:
        raise tk.ObjectNotFound(tk._("Portal not found"))
    brand = stored_brand(document)
    return dataclasses.replace(portal, title=brand.title or portal.title, state="published", brand=brand)


def paths(portal: Portal) -> dict[str, str]:
    """Return the path of each page that can be looked at, by its name in the editor."""
    brand = portal.brand
    found = {"home": "/", "search": "/dataset/"}
    dataset = _a_dataset(portal)
    if dataset:
        found["dataset"] = f"/dataset/{dataset}"
    found |= {f"page:{page.slug}": f"/pages/{page.slug}" for page in brand.pages if page.slug}
    return found | {kind: f"/{kind}" for kind in linked(portal)}


def _a_dataset(portal: Portal) -> str | None:
    for block in portal.brand.home:
        if block.datasets:
            return block.datasets[0]
    ids = " OR ".join(f'"{each}"' for each in portal.visible_ids)
    query = {"fq": f"owner_org:({ids})", "rows": 1, "sort": "metadata_modified desc", "fl": "name"}
    anonymous: Any = {"user": "", "auth_user_obj": model.AnonymousUser()}
    results = tk.get_action("package_search")(anonymous, query)["results"]
    return results[0]["name"] if results else None


def page_of(portal: Portal, path: str, locale: str | None) -> str:
    """Return the text of a page of this portal, with nothing in it that leads elsewhere when it is clicked."""
    common = config.common_address()
    visit = OnPortal(portal, common.origin, "", locale, path, common.root)
    environ = create_environ(path, base_url=f"{common.origin}/")
    environ |= {GIVEN_VISIT_KEY: visit, DRAFT_KEY: True}
    application: Any = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    with application.app_context():  # Its own ``g``: nothing of the editor's request, who edits least of all.
        body, _, _ = run_wsgi_app(application, environ, buffered=True)
    return _SCRIPTS.sub("", b"".join(body).decode()).replace("<head>", _INERT, 1)


def response_of(page: str) -> flask.Response:
    """Return the answer that holds a page of a draft: seen in the editor only, kept by nobody."""
    flask.request.environ["__no_cache__"] = True  # What CKAN looks at before it writes that a page is public.
    response = flask.Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def choices(portal: Portal) -> list[dict[str, str]]:
    """Return the pages that can be looked at, each with ``value`` and ``text`` for a choice in the editor."""
    titles = {f"page:{page.slug}": in_language(page.title, tk.h.lang()) or page.slug for page in portal.brand.pages}
    said = {name: tk._("Page: {title}").format(title=title) for name, title in titles.items()}
    return [{"value": name, "text": said.get(name) or tk._(_NAMES[name])} for name in paths(portal)]
