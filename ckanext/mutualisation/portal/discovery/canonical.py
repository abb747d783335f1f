"""The one address of the page that is being shown, and of the same page in the other languages."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import flask

from ckanext.mutualisation.core.discovery.canonical import content_query
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.face import Face, current_face, in_bcp47
from ckanext.mutualisation.portal.live import live

__all__ = ["CanonicalPage", "canonical_page", "face_of_owner"]

# Pages whose query decides what they show; elsewhere it selects a view, a revision or nothing at all.
_LISTINGS = frozenset({"search", "index", "read"})


@dataclass(frozen=True)
class CanonicalPage:
    """A page apart from its language: the face it belongs to, its path and query, both quoted."""

    face: Face
    path: str

    def address(self, language: str) -> str:
        """Return its address in this language."""
        return self.face.address(self.path, language)

    def alternates(self) -> dict[str, str]:
        """Return its address in each language offered, by BCP 47 code, and ``x-default``.

        Empty where the reader is elsewhere than at the canonical address: engines follow that of ``rel=canonical``.
        """
        languages = config.offered_locales()
        if not self.face.visited_here or len(languages) < 2:
            return {}
        addresses = {in_bcp47(language): self.address(language) for language in languages}
        return {**addresses, "x-default": self.address(config.default_locale())}


def face_of_owner(organization_id: str | None) -> Face:
    """Return the face that holds the pages of an organisation and of its datasets."""
    return Face(live.current().by_organization.get(organization_id or ""))


def canonical_page(package: Any = None, organization: Any = None) -> CanonicalPage | None:
    """Return where the page of this request has its one address, None for what is no page (an error).

    ``package`` and ``organization`` are those that the page shows, if it shows one.
    """
    request = flask.request
    if not request.endpoint:
        return None
    if isinstance(package, dict) and package.get("name"):
        return CanonicalPage(face_of_owner(package.get("owner_org")), _named(request.path, package))
    if isinstance(organization, dict) and organization.get("name"):
        face = face_of_owner(organization.get("id")) if organization.get("is_organization") else current_face()
        return CanonicalPage(face, _named(request.path, organization) + _query())
    return CanonicalPage(current_face(), _quoted(request.path) + _query())


def _named(path: str, thing: dict[str, Any]) -> str:
    """Return the path with the name of what it shows, where the visitor used the identifier."""
    asked = (flask.request.view_args or {}).get("id")
    return _quoted(path.replace(f"/{asked}", f"/{thing['name']}", 1) if asked == thing.get("id") else path)


def _quoted(path: str) -> str:
    return quote(path, safe="/%:@!$&'()*+,;=~")


def _query() -> str:
    endpoint = flask.request.endpoint or ""
    if endpoint == "home.index" or endpoint.rpartition(".")[2] not in _LISTINGS:
        return ""
    pairs = content_query(flask.request.args.items(multi=True))
    return f"?{urlencode(pairs)}" if pairs else ""
