"""The addresses of discovery, on every face: sitemaps, feeds, descriptions, pictures, blocks for other sites."""
from __future__ import annotations

from typing import Any

import flask

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.caching import FOR_EVER
from ckanext.mutualisation.portal.discovery import embeds, feeds, icons, opensearch, sitemap
from ckanext.mutualisation.portal.discovery.card import card, card_path
from ckanext.mutualisation.portal.discovery.face import COMMON, Face
from ckanext.mutualisation.portal.live import live

__all__ = ["mutualisation_portal_discovery"]

mutualisation_portal_discovery = flask.Blueprint("mutualisation_portal_discovery", __name__)

_RULES = {
    "/sitemap.xml": sitemap.sitemap,
    "/sitemap-<int:number>.xml": sitemap.sitemap_part,
    "/feeds/new.rss": feeds.new_datasets,
    "/opensearch.xml": opensearch.opensearch,
    "/favicon.ico": icons.favicon,
    "/manifest.webmanifest": icons.manifest,
    "/oembed": embeds.oembed,
    "/embed/dataset/<id>": embeds.embed_dataset,
    "/embed/portal": embeds.embed_portal,
    "/embed/territory": embeds.embed_territory,
    "/embed/territory/<id>": embeds.embed_territory,
}
for _rule, _view in _RULES.items():
    mutualisation_portal_discovery.add_url_rule(_rule, view_func=_view)


@mutualisation_portal_discovery.route("/mutualisation/card/<slug>-<language>-<digest>.<any(png, jpg):extension>")
def picture_of_card(slug: str, language: str, digest: str, extension: str) -> Any:
    """Serve the picture that social networks show; a former address leads to today's picture."""
    face = _face(slug)
    if face is None or language not in config.common_address().locales:
        return tk.abort(404)
    today = card_path(face, language)
    if not today.endswith(f"-{digest}.{extension}"):
        return flask.redirect(tk.h.url_for_static(today))
    return _kept(*card(face, language))


@mutualisation_portal_discovery.route("/mutualisation/icon/<slug>-<digest>-<int:size>.png")
def picture_of_icon(slug: str, digest: str, size: int) -> Any:
    """Serve an icon at one of its sizes; a former address leads to today's icon."""
    face = _face(slug)
    if face is None or size not in icons.SIZES:
        return tk.abort(404)
    today = icons.icon_path(face, size)
    if not today.endswith(f"-{digest}-{size}.png"):
        return flask.redirect(tk.h.url_for_static(today))
    return _kept(icons.icon(face, size), "image/png")


def _face(slug: str) -> Face | None:
    """Return the published face of this slug, unless another portal is being visited."""
    found = visit.current_visit()
    if slug == COMMON.slug:
        return None if found else COMMON
    portal = live.current().by_slug.get(slug)
    if portal is None or portal.state != "published" or (found and found.portal.slug != slug):
        return None
    return Face(portal)


def _kept(content: bytes, media_type: str) -> flask.Response:
    response = flask.Response(content, mimetype=media_type)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
