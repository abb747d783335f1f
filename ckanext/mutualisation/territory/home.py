"""The home page of the common site: who takes part, what they publish, and the way to each member's own portal."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.mutualisation.core.address import in_language

__all__ = ["Home", "Member", "PortalLink", "Value", "read_home"]

LATEST = 6
#: Members shown as cards: those that publish most; the others are one link away.
MEMBERS = 12
THEMES = 12
TAGS = 6


@dataclass(frozen=True)
class PortalLink:
    """A member's own address: where it is, what it is called, and its look."""

    title: str
    url: str
    host: str
    colour: str
    logo: str


@dataclass(frozen=True)
class Member:
    """One member as its card shows it. ``kind`` is empty when nobody said what kind of body it is."""

    name: str
    title: str
    kind: str
    description: str
    datasets: int
    portal: PortalLink | None


@dataclass(frozen=True)
class Value:
    """A theme or a keyword, and how many public datasets have it."""

    name: str
    title: str
    datasets: int


@dataclass(frozen=True)
class Home:
    """What the home page shows. Everything in it is public, whoever reads the page."""

    datasets: int
    files: int
    member_count: int
    members: Sequence[Member]
    latest: Sequence[Mapping[str, Any]]
    themes: Sequence[Value]
    tags: Sequence[Value]


def read_home() -> Home:
    """Return the page's content as an anonymous visitor sees it: one search, one count, the members, their portals."""
    answer = _search()
    counts = {item["name"]: item["count"] for item in _items(answer, "organization")}
    member_count, members = _members(counts)
    return Home(
        datasets=answer["count"],
        files=_count_files(),
        member_count=member_count,
        members=members,
        latest=answer["results"],
        themes=_most_frequent(answer, "groups", THEMES),
        tags=_most_frequent(answer, "tags", TAGS),
    )


def _anonymous() -> Any:
    return {"user": "", "auth_user_obj": model.AnonymousUser()}


def _search() -> dict[str, Any]:
    query = {
        "rows": LATEST,
        "sort": "metadata_modified desc",
        "facet.field": ["organization", "groups", "tags"],
        "facet.limit": -1,
    }
    try:
        return tk.get_action("package_search")(_anonymous(), query)
    except SearchError:
        # As on CKAN's own home page: an index that is down must not take the site's door down with it.
        return {"count": 0, "results": [], "search_facets": {}}


def _items(answer: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    return answer["search_facets"].get(field, {}).get("items", [])


def _most_frequent(answer: Mapping[str, Any], field: str, wanted: int) -> list[Value]:
    found = sorted(_items(answer, field), key=lambda item: (-item["count"], item["display_name"]))
    return [Value(item["name"], item["display_name"], item["count"]) for item in found[:wanted]]


def _count_files() -> int:
    """Return the number of files of public datasets: the index counts datasets only."""
    query = (
        sa.select(sa.func.count())
        .select_from(model.Resource)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Package.state == "active", model.Package.private.is_(False), model.Resource.state == "active")
    )
    return model.Session.scalar(query) or 0


def _members(counts: Mapping[str, int]) -> tuple[int, list[Member]]:
    """Return how many members there are, and those to show: the ones that publish most, then by title."""
    total, found = _organizations(counts)
    portals = _portals()
    members = [
        Member(
            name=each["name"],
            title=each["title"] or each["name"],
            kind=_kinds().get(each.get("body_kind") or "", ""),
            description=each["description"] or "",
            datasets=counts.get(each["name"], 0),
            portal=portals.get(each["id"]),
        )
        for each in found
    ]
    return total, sorted(members, key=lambda member: (-member.datasets, member.title))[:MEMBERS]


def _organizations(counts: Mapping[str, int]) -> tuple[int, list[dict[str, Any]]]:
    """Return their number and their records: the members' room knows them best; without it, CKAN's organisations."""
    members = _ask("mutualisation_member_list")
    if members is not None:
        return len(members), members
    list_them = tk.get_action("organization_list")
    names = list_them(_anonymous(), {})
    shown = sorted(names, key=lambda name: (-counts.get(name, 0), name))[:MEMBERS]
    return len(names), list_them(_anonymous(), {"all_fields": True, "organizations": shown}) if shown else []


def _portals() -> dict[str, PortalLink]:
    """Return the oldest published portal of each organisation, by the organisation's id."""
    links: dict[str, PortalLink] = {}
    for portal in _ask("mutualisation_portal_list") or []:
        link = PortalLink(
            title=_text(portal["title"]),
            url=portal["url"] + _language_in_address(),
            host=portal["hosts"][0].rpartition("//")[2] if portal["hosts"] else "",
            colour=portal["primary_colour"] or "",
            logo=(portal["logo"] or {}).get("url", ""),
        )
        for organization in portal["organizations"]:
            links.setdefault(organization["id"], link)
    return links


def _ask(action: str) -> list[dict[str, Any]] | None:
    """Return what an action of another room answers to everybody, None where that room's plugin is not loaded."""
    try:
        function = tk.get_action(action)
    except KeyError:
        return None
    try:
        return function(_anonymous(), {})
    except tk.NotAuthorized:
        return []


def _text(text: str | Mapping[str, str]) -> str:
    return text if isinstance(text, str) else in_language(text, tk.h.lang(), tk.config["ckan.locale_default"])


def _language_in_address() -> str:
    """Return the reader's language as an address names it, ``en/``, or nothing for the site's own."""
    environ = flask.request.environ
    return "" if environ.get("CKAN_LANG_IS_DEFAULT", True) else f"{environ['CKAN_LANG']}/"


def _kinds() -> dict[str, str]:
    return {
        "region": tk._("Region"),
        "departement": tk._("Department"),
        "epci": tk._("Intercommunal body"),
        "commune": tk._("Commune"),
        "syndicat": tk._("Joint authority"),
        "other": tk._("Public body"),
    }
