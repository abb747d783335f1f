"""The archive as a whole: what goes into it, in which order, and what is told of it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal import record
from ckanext.mutualisation.portal.leaving import catalogue, datasets, face, files
from ckanext.mutualisation.portal.leaving.about import Contents, write_about
from ckanext.mutualisation.portal.leaving.addresses import HEADER, addresses
from ckanext.mutualisation.portal.leaving.archive import Archive
from ckanext.mutualisation.portal.leaving.gaps import Gap
from ckanext.mutualisation.portal.leaving.writing import as_json, csv_lines
from ckanext.mutualisation.portal.live import live

__all__ = ["Exported", "UnknownPortal", "export"]

Say = Callable[[str], None]

SAID_EVERY = 100
"""Datasets, or files, between two words on how far it is."""


class UnknownPortal(Exception):
    """No portal has this slug."""


@dataclass(frozen=True)
class Exported:
    """A finished archive: its bytes, and what it holds."""

    size: int
    contents: Contents


@dataclass
class _Work:
    """The archive of one portal while it is being written."""

    archive: Archive
    row: Any
    portal: Portal
    user: str
    say: Say
    counts: dict[str, int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)


def export(slug: str, target: Path, moment: datetime, with_files: bool, say: Say) -> Exported:
    """Write a portal's archive to ``target``, where it appears once it is whole. Nothing changes on the platform.

    :param moment: now, in UTC
    :param say: is told what is being done
    :raises UnknownPortal: :raises OSError: the folder or the disk does not take the archive; nothing is left there.
    """
    live.refresh()
    row, portal = record.find(slug), live.current().by_slug.get(slug)
    if row is None or portal is None:
        raise UnknownPortal(slug)
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    with Archive(target, moment) as archive, archive.scratch() as held:
        work = _Work(archive, row, portal, user, say)
        _write_face(work)
        _write_data(work, held)
        if with_files:
            _write_files(work, held)
        left_out = () if with_files else ("files",)
        contents = Contents(work.counts, left_out, tuple(work.gaps))
        write_about(archive, portal, contents, moment)
        return Exported(archive.finish(), contents)


def _write_face(work: _Work) -> None:
    work.say("The portal, its publications, its pages and its redirections")
    pictures = face.write_pictures(work.archive, work.row.id)
    work.gaps += face.write_portal(work.archive, work.row, pictures)
    work.counts["publications"] = face.write_publications(work.archive, work.row, pictures)
    work.counts["pages"] = face.write_pages(work.archive, work.portal)
    work.counts["redirections"] = face.write_redirects(work.archive, work.row.id)


def _write_data(work: _Work, held: IO[bytes]) -> None:
    ids, total = work.portal.organization_ids, datasets.count_datasets(work.portal.organization_ids)
    organizations = datasets.read_organizations(ids, work.user)
    work.counts["organizations"] = len(organizations)
    work.archive.add_text("organizations.json", as_json(organizations))
    work.say(f"{total} datasets of {', '.join(each['name'] for each in organizations)}")
    work.gaps += datasets.hold_datasets(ids, work.user, held, _told(work.say, "datasets", total))
    private = [bool(package.get("private")) for package in datasets.read_datasets(held)]
    work.counts |= {"datasets": len(private), "private_datasets": sum(private)}
    work.archive.add("datasets.jsonl", datasets.pieces_of(held))
    if p.plugin_loaded("dcat"):
        work.say("Their description in DCAT-AP")
        work.archive.add("catalogue.ttl", catalogue.turtle(work.portal, datasets.read_datasets(held)))
    rows = addresses(work.portal, organizations, datasets.read_datasets(held))
    work.archive.add("addresses.csv", csv_lines(HEADER, rows))
    work.gaps += files.write_organization_images(work.archive, organizations)


def _write_files(work: _Work, held: IO[bytes]) -> None:
    work.say("Their files")
    packages = datasets.read_datasets(held)
    counts, gaps = files.write_files(work.archive, packages, work.user, _told(work.say, "files"))
    work.counts |= counts
    work.gaps += gaps


def _told(say: Say, what: str, total: int | None = None) -> Callable[[int], None]:
    """Return what is called with each number done, and says every hundredth."""

    def tell(done: int) -> None:
        if done % SAID_EVERY == 0:
            say(f"  {done}{f' of {total}' if total else ''} {what}")

    return tell
