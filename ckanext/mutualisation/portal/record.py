"""The record of a portal: found, described, written. Whoever writes commits, and tells the other processes."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.address import PATH_PREFIX, Portal, address
from ckanext.mutualisation.core.brand import Brand, Picture, stored_brand
from ckanext.mutualisation.core.host import Host
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.helpers import mutualisation_portal_picture
from ckanext.mutualisation.portal.model import host, organization, portal, version

__all__ = [
    "describe",
    "describe_all",
    "find",
    "find_all",
    "hosts_taken",
    "organization_ids",
    "organizations_of",
    "write_links",
]


def find(id_or_slug: str) -> Any:
    """Return a portal's row, or None."""
    return model.Session.execute(
        sa.select(portal).where(sa.or_(portal.c.id == id_or_slug, portal.c.slug == id_or_slug))
    ).one_or_none()


def find_all() -> list[Any]:
    """Return every portal's row, the oldest first."""
    return list(model.Session.execute(sa.select(portal).order_by(portal.c.created, portal.c.slug)))


def organization_ids(portal_id: str) -> list[str]:
    """Return the ids of a portal's organisations, in its own order."""
    return organizations_of([portal_id])[portal_id]


def organizations_of(portal_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the ids of the organisations of each of these portals, in its own order; by one query."""
    found: dict[str, list[str]] = {each: [] for each in portal_ids}
    query = sa.select(organization).where(organization.c.portal_id.in_(found)).order_by(organization.c.position)
    for row in model.Session.execute(query):
        found[row.portal_id].append(row.organization_id)
    return found


def _hosts_of(portal_ids: Collection[str]) -> dict[str, list[Host]]:
    found: dict[str, list[Host]] = {each: [] for each in portal_ids}
    for row in model.Session.execute(sa.select(host).where(host.c.portal_id.in_(found)).order_by(host.c.position)):
        found[row.portal_id].append(Host(row.host, row.scheme, row.port))
    return found


def _brands_of(portal_ids: Collection[str]) -> dict[str, Brand]:
    live = sa.and_(portal.c.id == version.c.portal_id, portal.c.version == version.c.number)
    query = sa.select(version.c.portal_id, version.c.brand).join(portal, live)
    rows = model.Session.execute(query.where(version.c.portal_id.in_(portal_ids)))
    return {row.portal_id: stored_brand(row.brand) for row in rows}


def _groups(ids: Iterable[str]) -> dict[str, model.Group]:
    query = sa.select(model.Group).where(model.Group.id.in_(set(ids)))
    return {group.id: group for group in model.Session.scalars(query)}


def describe(row: Any) -> dict[str, Any]:
    """Return a portal as the actions show it: its fields, its addresses, its organisations, the core of its brand."""
    return describe_all([row])[0]


def describe_all(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return portals as the actions show them, in the order of their rows; as many queries as for one."""
    ids = [row.id for row in rows]
    hosts, brands, organizations = _hosts_of(ids), _brands_of(ids), organizations_of(ids)
    known = _groups(each for some in organizations.values() for each in some)
    groups = {portal_id: [known[each] for each in some if each in known] for portal_id, some in organizations.items()}
    return [_described(row, brands[row.id], hosts[row.id], groups[row.id]) for row in rows]


def _described(row: Any, brand: Brand, hosts: list[Host], organizations: list[model.Group]) -> dict[str, Any]:
    common = config.common_address()
    return {
        "id": row.id,
        "slug": row.slug,
        "title": dict(brand.title),
        "state": row.state,
        "hosts": [str(each) for each in hosts],
        "url": address(Portal(row.slug, brand.title, tuple(hosts)), common, "/"),
        "path_url": f"{common.origin}{common.root}{PATH_PREFIX}{row.slug}/",
        "organizations": [{"id": each.id, "name": each.name, "title": each.display_name} for each in organizations],
        "include": row.include,
        "primary_colour": str(brand.colours.primary),
        "secondary_colour": str(brand.colours.secondary),
        "tagline": dict(brand.tagline),
        "logo": _describe_logo(brand.logo),
        "version": row.version,
        "created": row.created.isoformat(),
        "modified": row.modified.isoformat(),
    }


def _describe_logo(logo: Picture | None) -> dict[str, str] | None:
    if logo is None:
        return None
    common = config.common_address()
    url = f"{common.origin}{common.root}{mutualisation_portal_picture(logo)}"
    return {"sha256": logo.sha256, "media_type": logo.media_type, "url": url}


def hosts_taken(hosts: Iterable[Host], portal_id: str | None) -> dict[str, str]:
    """Return which of these hosts are taken: host to the slug that has it, empty for the common site."""
    common = config.common_address()
    names = [each.name for each in hosts]
    query = sa.select(host.c.host, portal.c.slug).join(portal, portal.c.id == host.c.portal_id)
    query = query.where(host.c.host.in_(names), portal.c.id.is_distinct_from(portal_id))
    reserved = common.hosts | {common.origin.host}
    return {
        **{name: "" for name in names if name in reserved},
        **{row.host: row.slug for row in model.Session.execute(query)},
    }


def write_links(portal_id: str, hosts: list[Host] | None, organizations: list[str] | None) -> None:
    """Replace a portal's hosts and organisations; None keeps them as they are."""
    if hosts is not None:
        model.Session.execute(host.delete().where(host.c.portal_id == portal_id))
        for position, each in enumerate(hosts):
            values = {"host": each.name, "scheme": each.scheme, "port": each.port}
            model.Session.execute(host.insert().values(portal_id=portal_id, position=position, **values))
    if organizations is not None:
        model.Session.execute(organization.delete().where(organization.c.portal_id == portal_id))
        for position, each in enumerate(organizations):
            values = {"portal_id": portal_id, "organization_id": each, "position": position}
            model.Session.execute(organization.insert().values(**values))
