"""The feeds of a face. Stock CKAN's Atom is wrong on 2.12.0 (paging, identifiers): portals answer with these."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlencode

import flask

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.lib.search.query import solr_literal

from ckanext.mutualisation.core.discovery.canonical import content_query
from ckanext.mutualisation.core.discovery.feed import Entry, Feed, atom, last_page, rss
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.discovery.face import COMMON, current_face, in_bcp47

__all__ = ["answer", "autodiscovered", "new_datasets"]

_SUMMARY = 600
_NEVER = datetime.fromisoformat("1970-01-01")
"""When a feed without entries last changed: RFC 4287 wants a date, and the same one each time."""
_SORTS = frozenset({"metadata_modified desc", "metadata_created desc", "title_string asc", "name asc", "score desc"})
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True)
class _Subject:
    """What a feed is about: its path, a word for its title, the search, and the page of the same datasets."""

    path: str
    about: str
    search: Mapping[str, Any]
    page: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def answer() -> Any:
    """Answer CKAN's own addresses of feeds (``/feeds/…atom``) in its place, on a portal; None for another address."""
    request = flask.request
    return _atom_feed() if request.blueprint == "feeds" and request.method in ("GET", "HEAD") else None


def _atom_feed() -> Any:
    endpoint = (flask.request.endpoint or "").rpartition(".")[2]
    subject = _SUBJECTS[endpoint]((flask.request.view_args or {}).get("id", ""))
    number = tk.h.get_page_number(flask.request.args)
    size = tk.config["ckan.feeds.limit"]
    found = _found({"sort": "metadata_modified desc", **subject.search}, number, size)
    if number > last_page(found["count"], size):
        return tk.abort(404)
    links = _paging(subject, number, last_page(found["count"], size))
    return flask.Response(atom(_feed(subject, found["results"], links)), mimetype="application/atom+xml")


def new_datasets() -> Any:
    """Serve ``/feeds/new.rss``: the datasets that were published last on this face."""
    subject = _Subject("/feeds/new.rss", tk._("New data"), {"q": "*:*"}, _page())
    found = _found({"q": "*:*", "sort": "metadata_created desc"}, 1, tk.config["ckan.feeds.limit"])
    feed = _feed(subject, found["results"], {"self": _here(subject.path)})
    return flask.Response(rss(feed), mimetype="application/rss+xml")


def autodiscovered() -> list[dict[str, str]]:
    """Return the feeds that every page of this face names: ``type``, ``title`` and ``url`` of each."""
    title = current_face().title(tk.h.lang())
    feeds = [("application/rss+xml", tk._("New data"), "/feeds/new.rss")]
    if visit.current_visit() is not None:
        feeds.append(("application/atom+xml", tk._("Latest updates"), "/feeds/dataset.atom"))
    return [{"type": kind, "title": f"{title} – {name}", "url": _here(path)} for kind, name, path in feeds]


def _everything(_: str) -> _Subject:
    return _Subject("/feeds/dataset.atom", tk._("Latest updates"), {"q": "*:*"}, _page())


def _custom(_: str) -> _Subject:
    pairs = [pair for pair in content_query(flask.request.args.items(multi=True)) if pair[0] != "page"]
    asked = dict(pairs)
    fields = " ".join(f"+{name}:{solr_literal(value)}" for name, value in pairs if _is_field(name))
    search: dict[str, Any] = {"q": asked.get("q", "*:*"), "fq": fields}
    search["extras"] = {name: value for name, value in pairs if name.startswith("ext_")}
    if asked.get("sort") in _SORTS:
        search["sort"] = asked["sort"]
    shown = {name: value for name, value in pairs if name != "sort"}
    return _Subject("/feeds/custom.atom", asked.get("q") or tk._("Selection"), search, _page(**shown), tuple(pairs))


def _is_field(name: str) -> bool:
    return name not in ("q", "sort") and not name.startswith("ext_") and _FIELD.match(name) is not None


def _organization(identifier: str) -> _Subject:
    found = _shown("organization_show", identifier)
    page = tk.h.url_for("organization.read", id=found["name"], qualified=True)
    search = {"fq": f"owner_org:{solr_literal(found['id'])}"}
    return _Subject(f"/feeds/organization/{found['name']}.atom", found["display_name"], search, page)


def _group(identifier: str) -> _Subject:
    found = _shown("group_show", identifier)
    page = tk.h.url_for("group.read", id=found["name"], qualified=True)
    search = {"fq": f"groups:{solr_literal(found['name'])}"}
    return _Subject(f"/feeds/group/{found['name']}.atom", found["display_name"], search, page)


def _tag(name: str) -> _Subject:
    search = {"fq": f"tags:{solr_literal(name)}"}
    return _Subject(f"/feeds/tag/{quote(name, safe='')}.atom", name, search, _page(tags=name))


_SUBJECTS: dict[str, Callable[[str], _Subject]] = {
    "general": _everything,
    "custom": _custom,
    "organization": _organization,
    "group": _group,
    "tag": _tag,
}


def _anonymous() -> Any:
    return {"user": "", "auth_user_obj": model.AnonymousUser()}


def _shown(action: str, identifier: str) -> dict[str, Any]:
    try:
        return tk.get_action(action)(_anonymous(), {"id": identifier, "include_datasets": False})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404)


def _found(search: dict[str, Any], number: int, size: int) -> dict[str, Any]:
    try:
        return tk.get_action("package_search")(_anonymous(), {**search, "start": (number - 1) * size, "rows": size})
    except SearchError:
        return tk.abort(400, tk._("This search cannot be understood"))


def _feed(subject: _Subject, packages: list[dict[str, Any]], links: Mapping[str, str]) -> Feed:
    face, language = current_face(), tk.h.lang()
    title = face.title(language)
    entries = tuple(map(_entry, packages))
    updated = max((entry.updated for entry in entries), default=_NEVER)
    return Feed(
        id=face.persistent_address(subject.address),
        title=f"{title} – {subject.about}",
        subtitle=face.description(language),
        language=in_bcp47(language),
        url=subject.page,
        author=title,
        updated=updated,
        links=links,
        entries=entries,
    )


def _entry(package: dict[str, Any]) -> Entry:
    organization = package.get("organization") or {}
    return Entry(
        id=COMMON.persistent_address(f"/dataset/{package['id']}"),
        title=tk.h.dataset_display_name(package),
        url=tk.h.url_for("dataset.read", id=package["name"], qualified=True),
        summary=tk.h.markdown_extract(package.get("notes") or "", extract_length=_SUMMARY),
        author=organization.get("title") or organization.get("name") or current_face().title(tk.h.lang()),
        published=_moment(package["metadata_created"]),
        updated=_moment(package["metadata_modified"]),
        categories=tuple(tag["display_name"] for tag in package.get("tags") or []),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.removesuffix("Z"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _paging(subject: _Subject, number: int, last: int) -> dict[str, str]:
    """Return the links between the pages of a feed (RFC 5005, section 3), on the face that the reader asked."""
    pages = {"self": number, "first": 1, "prev": number - 1, "next": number + 1, "last": last}
    return {relation: _here(_numbered(subject, page)) for relation, page in pages.items() if 1 <= page <= last}


def _numbered(subject: _Subject, page: int) -> str:
    pairs = [*subject.query, *([("page", str(page))] if page > 1 else [])]
    return f"{subject.path}?{urlencode(pairs)}" if pairs else subject.path


def _page(**parameters: str) -> str:
    return tk.h.url_for("dataset.search", **parameters, qualified=True)


def _here(path: str) -> str:
    """Return the address of a path on the visited face as it was reached, in the reader's language."""
    home = tk.h.url_for("home.index", qualified=True)
    return f"{home.rstrip('/')}{path}"
