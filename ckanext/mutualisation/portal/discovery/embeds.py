"""Blocks for other sites to show in a frame, and the oEmbed answers that lead to them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import flask

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import CommonSite, Moved, OnPortal, resolve
from ckanext.mutualisation.core.discovery.oembed import Rich, Size, as_json, as_xml, fit, frame
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.canonical import face_of_owner
from ckanext.mutualisation.portal.discovery.card import card_path
from ckanext.mutualisation.portal.discovery.face import COMMON, Face, current_face
from ckanext.mutualisation.portal.discovery.territories import figures, read_territory
from ckanext.mutualisation.portal.live import live

__all__ = [
    "DATASET_SIZE",
    "PORTAL_SIZE",
    "TERRITORY_SIZE",
    "embed_dataset",
    "embed_portal",
    "embed_territory",
    "frame_of_dataset",
    "oembed",
    "oembed_links",
]

DATASET_SIZE = Size(560, 360)
"""What each kind of block asks for: room for titles of two lines. It flows, so less will do, with a scroll bar."""
PORTAL_SIZE = Size(560, 440)
TERRITORY_SIZE = Size(600, 460)

# A block may stand anywhere, runs nothing, and sends nothing: links are all it has.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


@dataclass(frozen=True)
class _Shown:
    """What an address shows that can be embedded: a title, its face, its block, who made it and where these are."""

    face: Face
    locale: str
    title: str
    author: str
    author_url: str
    block: str
    size: Size


def embed_dataset(id: str) -> Any:
    """Serve a dataset as a block: title, publisher, licence, date, formats, and the way to its page."""
    try:
        package = tk.get_action("package_show")(_anonymous(), {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404)
    return _block("dataset.html", {"package": package})


def embed_portal() -> Any:
    """Serve a portal as a block: its key figures and its latest data. Elsewhere than on a portal there is none."""
    face = current_face()
    if face.portal is None:
        return tk.abort(404)
    found = figures()
    shown = {"datasets": found["count"], "publishers": len(found["organizations"]), "latest": found["results"]}
    return _block("portal.html", shown)


def embed_territory(id: str | None = None) -> Any:
    """Serve a territory as a block: an organisation with all below it, or the whole platform. Portals have none."""
    if current_face().portal is not None:
        return tk.abort(404)
    organization = _organization(id) if id else None
    if id and organization is None:
        return tk.abort(404)
    found = read_territory(organization["id"] if organization else None, tk.h.lang())
    return _block("territory.html", {"territory": found, "organization": organization})


def frame_of_dataset(package: Mapping[str, Any]) -> str:
    """Return the HTML that a reader copies to show a dataset on another site; its address is the canonical one."""
    block = face_of_owner(package.get("owner_org")).address(f"/embed/dataset/{package['name']}", tk.h.lang())
    return frame(block, tk.h.dataset_display_name(package), DATASET_SIZE)


def oembed() -> Any:
    """Answer ``/oembed?url=…&format=json|xml&maxwidth=…&maxheight=…`` for an address of any of our sites."""
    asked = flask.request.args
    writer = {"json": (as_json, "application/json"), "xml": (as_xml, "text/xml")}.get(asked.get("format", "json"))
    if writer is None:
        return _plain(501, tk._("There are two formats: json and xml"))
    shown = _shown_at(asked.get("url", ""))
    if shown is None:
        return _plain(404, tk._("Nothing at this address can be embedded"))
    size = fit(shown.size, _pixels(asked.get("maxwidth")), _pixels(asked.get("maxheight")))
    answer = Rich(
        title=shown.title,
        author_name=shown.author,
        author_url=shown.author_url,
        provider_name=COMMON.title(shown.locale),
        provider_url=COMMON.address("/", shown.locale),
        source=shown.face.address(shown.block, shown.locale),
        size=size,
        thumbnail=shown.face.address(card_path(shown.face, shown.locale)),
    )
    write, media_type = writer
    return flask.Response(write(answer), content_type=f"{media_type}; charset=utf-8")


def oembed_links(address: str) -> list[dict[str, str]]:
    """Return the discovery links of a page whose canonical address is given: ``type`` and ``url`` of each."""
    here = tk.h.url_for("mutualisation_portal_discovery.oembed", qualified=True)
    return [
        {"type": f"{kind}+oembed", "url": f"{here}?{urlencode({'url': address, 'format': name})}"}
        for kind, name in (("application/json", "json"), ("text/xml", "xml"))
    ]


def _shown_at(url: str) -> _Shown | None:
    """Find what an address shows. The host must be one of ours; nothing is ever fetched."""
    try:
        parts = urlsplit(url)
    except ValueError:  # An unclosed bracket.
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
        return None
    common = config.common_address()
    path = parts.path.removeprefix(common.root) if common.root else parts.path
    found = resolve(live.current(), common, parts.netloc, path or "/")
    if isinstance(found, Moved):
        better = urlsplit(found.location)
        path = better.path.removeprefix(common.root) if common.root else better.path
        found = resolve(live.current(), common, better.netloc, path)
    if isinstance(found, OnPortal):
        return _shown_on(Face(found.portal), found.locale or config.default_locale(), found.path)
    if isinstance(found, CommonSite) and _is_common_host(parts.netloc):
        first = path.split("/")[1] if "/" in path else ""
        locale = first if first in common.locales else None
        return _shown_on(COMMON, locale or config.default_locale(), path.removeprefix(f"/{locale}") if locale else path)
    return None


def _is_common_host(netloc: str) -> bool:
    """Tell whether this is the common site's own host: without any portal, every host resolves to it."""
    common = config.common_address()
    return netloc.lower() == common.origin.netloc or netloc.rpartition(":")[0].lower() == common.origin.host


def _shown_on(face: Face, locale: str, path: str) -> _Shown | None:
    if path in ("", "/"):
        title, home = face.title(locale), face.address("/", locale)
        if face.portal:
            return _Shown(face, locale, title, title, home, "/embed/portal", PORTAL_SIZE)
        return _Shown(face, locale, title, title, home, "/embed/territory", TERRITORY_SIZE)
    start, _, name = path.strip("/").partition("/")
    if start == "dataset":
        return _dataset_shown(face, locale, name)
    return _territory_shown(face, locale, name) if start == "organization" else None


def _dataset_shown(face: Face, locale: str, name: str) -> _Shown | None:
    package = model.Package.get(name) if name else None
    if package is None or package.private or package.state != "active" or package.type != "dataset":
        return None
    if face.portal is not None and package.owner_org not in face.portal.visible_ids:
        return None
    owner = model.Group.get(package.owner_org) if package.owner_org else None
    author = owner.display_name if owner else face.title(locale)
    holder = face_of_owner(package.owner_org)
    title, block = package.title or package.name, f"/embed/dataset/{package.name}"
    return _Shown(holder, locale, title, author, holder.address("/", locale), block, DATASET_SIZE)


def _territory_shown(face: Face, locale: str, name: str) -> _Shown | None:
    """Return what the page of an organisation shows: its territory, whose block is the common site's."""
    organization = _organization(name) if name else None
    if organization is None or (face.portal and organization["id"] not in face.portal.visible_ids):
        return None
    holder, title = face_of_owner(organization["id"]), organization["display_name"]
    home = holder.address("/" if holder.portal else f"/organization/{organization['name']}", locale)
    block = f"/embed/territory/{organization['name']}"
    return _Shown(COMMON, locale, title, title, home, block, TERRITORY_SIZE)


def _organization(id: str) -> dict[str, Any] | None:
    """Return an organisation as the public sees it, None when there is none."""
    left_out = ("datasets", "dataset_count", "users", "groups", "tags", "followers", "extras")
    try:
        wanted = {"id": id, **{f"include_{each}": False for each in left_out}}
        return tk.get_action("organization_show")(_anonymous(), wanted)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


def _pixels(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and int(text[:6]) > 0 else None


def _anonymous() -> Any:
    return {"user": "", "auth_user_obj": model.AnonymousUser()}


def _block(template: str, data: dict[str, Any]) -> Any:
    face = current_face()
    shown = {"face": face, "language": tk.h.lang(), **data}
    page = tk.render(f"mutualisation/portal/discovery/embed/{template}", shown)
    response = flask.make_response(page)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _plain(status: int, text: str) -> flask.Response:
    return flask.Response(f"{text}\n", status=status, mimetype="text/plain")
