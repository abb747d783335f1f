"""Where each thing of a portal is today: the table from which the member's next site can lead visitors on."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.canonical import face_of_owner
from ckanext.mutualisation.portal.discovery.face import Face
from ckanext.mutualisation.portal.pages.routes import own_paths
from ckanext.mutualisation.portal.visit import text

__all__ = ["HEADER", "addresses"]

HEADER = ["address", "target", "kind", "name", "id", "title"]


def addresses(
    portal: Portal, organizations: Iterable[Mapping[str, Any]], packages: Iterable[Mapping[str, Any]]
) -> Iterator[list[str]]:
    """Yield a row for each page, organisation, public dataset and file: its canonical address, and what it shows.

    ``target`` is the path of the same thing on a portal that is made from this archive.
    """
    yield from _pages(portal)
    for each in organizations:
        path = f"/organization/{quote(each['name'])}"
        yield _row(face_of_owner(each["id"]), path, "organization", each["name"], each["id"], each["display_name"])
    for package in packages:
        if not package.get("private"):
            yield from _dataset(package)


def _row(face: Face, path: str, kind: str, name: str, identifier: str, title: str) -> list[str]:
    return [face.address(path), path, kind, name, identifier, title]


def _pages(portal: Portal) -> Iterator[list[str]]:
    face = Face(portal)
    titles = {f"/pages/{page.slug}": text(page.title) for page in portal.brand.pages}
    yield _row(face, "/", "home", "", "", text(portal.title))
    for path in own_paths(portal):
        kind = "page" if path in titles else "notice"
        yield _row(face, path, kind, path.rpartition("/")[2], "", titles.get(path, ""))


def _dataset(package: Mapping[str, Any]) -> Iterator[list[str]]:
    face = face_of_owner(package.get("owner_org"))
    name, title = package["name"], package.get("title") or package["name"]
    page = f"/{quote(package.get('type') or 'dataset')}/{quote(name)}"
    yield _row(face, page, "dataset", name, package["id"], title)
    for resource in package.get("resources") or []:
        identifier, title = resource["id"], resource.get("name") or ""
        yield _row(face, f"{page}/resource/{quote(identifier)}", "resource", name, identifier, title)
        if path := _file_here(resource):
            yield _row(face, path, "file", name, identifier, title)


def _file_here(resource: Mapping[str, Any]) -> str:
    """Return the path at which the platform serves a file of its own; empty for one that is elsewhere."""
    common = config.common_address()
    start, url = f"{common.origin}{common.root}/", resource.get("url") or ""
    if not resource.get("url_type") or not url.startswith(start):
        return ""
    path = url.removeprefix(start)
    first, _, rest = path.partition("/")
    return f"/{rest if first in common.locales else path}"
