"""What makes a portal's face: its record and its brand, each publication of it, its pages, pictures, redirections."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.declaration import path_text
from ckanext.mutualisation.core.declaration_text import as_yaml
from ckanext.mutualisation.core.filename import safe_name
from ckanext.mutualisation.core.redirects import write_csv
from ckanext.mutualisation.portal import sections
from ckanext.mutualisation.portal.brand import record as brands
from ckanext.mutualisation.portal.brand.document import PICTURES
from ckanext.mutualisation.portal.discovery.face import Face
from ckanext.mutualisation.portal.helpers import EXTENSIONS
from ckanext.mutualisation.portal.leaving.archive import Archive
from ckanext.mutualisation.portal.leaving.gaps import Gap
from ckanext.mutualisation.portal.leaving.writing import as_json, front_matter
from ckanext.mutualisation.portal.model import file
from ckanext.mutualisation.portal.redirects.table import rows_of

__all__ = ["write_pages", "write_pictures", "write_portal", "write_publications", "write_redirects"]

_MEMBER = (
    "name", "title", "body_kind", "siren", "siret", "insee_code", "parent", "website", "contact_email", "description",
)
"""The fields of a member in the declarative file (docs/reference/apply.md)."""


def write_pictures(archive: Archive, portal_id: str) -> dict[str, str]:
    """Add each picture that a publication or the draft shows, and return where each is, by its SHA-256.

    The logo, the favicon and the image that visitors see are named so.
    """
    live = brands.live_document(portal_id)
    named = {live[name]["sha256"]: name for name in reversed(PICTURES) if live.get(name)}
    places: dict[str, str] = {}
    for document in _documents(portal_id):
        for picture in (document.get(name) for name in PICTURES):
            if picture and picture["sha256"] not in places:
                row = model.Session.execute(sa.select(file).where(file.c.sha256 == picture["sha256"])).one()
                name = named.get(row.sha256) or f"earlier-{row.sha256[:16]}"
                entry = archive.add(f"pictures/{name}.{EXTENSIONS[row.media_type]}", [row.content])
                places[row.sha256] = entry.path
    return places


def _documents(portal_id: str) -> Iterable[Mapping[str, Any]]:
    yield brands.live_document(portal_id)
    for row in brands.versions(portal_id):
        yield brands.find_version(portal_id, row.number).brand
    if draft := brands.find_draft(portal_id):
        yield draft.brand


def write_portal(archive: Archive, row: Any, pictures: Mapping[str, str]) -> list[Gap]:
    """Add ``portal.yaml``, which `ckan mutualisation apply` accepts, and return what it would refuse today."""
    live, entry = brands.live_document(row.id), sections.entry_of(row)
    # Checked here, where every member is known; what is wrong with it would be wrong elsewhere.
    problems = sections.SECTIONS[0].check({"portals": [entry]})
    entry["brand"] |= {name: pictures[live[name]["sha256"]] for name in PICTURES if live.get(name)}
    members = _members(entry["members"])
    values = {"version": 1, **({"members": members} if members else {}), "portals": [entry]}
    archive.add_text("portal.yaml", as_yaml(values))
    return [Gap("portal.yaml", path_text(problem.path), problem.message) for problem in problems]


def _members(names: list[str]) -> list[dict[str, Any]]:
    """Return the portal's organisations as the declarative file names them; none without the room that reads them.

    A parent that does not leave with them is left out: the other platform may not know it.
    """
    try:
        known = tk.get_action("mutualisation_member_list")({"ignore_auth": True}, {})
    except KeyError:
        return []
    return [
        {name: member[name] for name in _MEMBER if member.get(name) and (name != "parent" or member[name] in names)}
        for member in known
        if member["name"] in names
    ]


def write_publications(archive: Archive, row: Any, pictures: Mapping[str, str]) -> int:
    """Add each publication of the brand, and the draft if there is one; return how many publications."""
    known = brands.versions(row.id)
    for each in reversed(known):
        document = brands.find_version(row.id, each.number).brand
        about = {
            "number": each.number,
            "live": each.number == row.version,
            "published": f"{each.published.isoformat()}Z",
            "author": each.author_name,
            "note": each.note,
        }
        archive.add_text(f"publications/{each.number:04}.json", _publication(about, document, pictures))
    if draft := brands.find_draft(row.id):
        about = {"saved": f"{draft.modified.isoformat()}Z", "author": draft.author_name}
        archive.add_text("publications/draft.json", _publication(about, draft.brand, pictures))
    return len(known)


def _publication(about: dict[str, Any], document: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    shown = {name: pictures[document[name]["sha256"]] for name in PICTURES if document.get(name)}
    return as_json({**about, "pictures": shown, "brand": document})


def write_pages(archive: Archive, portal: Portal) -> int:
    """Add each free page in each of its languages as Markdown, and return how many files."""
    written = 0
    for page in brands.whole_brand(portal.slug).pages:
        for language in dict.fromkeys([*page.title, *page.text]):
            fields = {
                "title": page.title.get(language) or next(iter(page.title.values()), page.slug),
                "slug": page.slug,
                "language": language,
                "menu": page.menu,
                "address": Face(portal).address(f"/pages/{page.slug}", language),
            }
            name = safe_name(f"{page.slug}.{language}")
            archive.add_text(f"pages/{name}.md", front_matter(fields, page.text.get(language, "")))
            written += 1
    return written


def write_redirects(archive: Archive, portal_id: str) -> int:
    """Add ``redirects.csv``, which ``portal redirects import`` reads, and return how many rows it has."""
    rows = [(each.source, each.target) for each in rows_of(portal_id)]
    archive.add_text("redirects.csv", write_csv(rows))
    return len(rows)

