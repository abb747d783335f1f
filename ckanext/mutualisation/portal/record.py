"""The record of a portal: found, described, written. Whoever writes commits, and tells the other processes."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.address import PATH_PREFIX, Portal, address
from ckanext.mutualisation.core.brand import Picture, stored_brand
from ckanext.mutualisation.core.host import Host
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.helpers import mutualisation_portal_picture
from ckanext.mutualisation.portal.model import host, organization, portal, version

__all__ = ["describe", "find", "find_all", "hosts_taken", "organization_ids", "write_links"]


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
    query = sa.select(organization.c.organization_id).where(organization.c.portal_id == portal_id)
    return list(model.Session.scalars(query.order_by(organization.c.position)))


def _hosts(portal_id: str) -> list[Host]:
    query = sa.select(host).where(host.c.portal_id == portal_id).order_by(host.c.position)
    return [Host(row.host, row.scheme, row.port) for row in model.Session.execute(query)]


def describe(row: Any) -> dict[str, Any]:
    """Return a portal as the actions show it: its fields, its addresses, its organisations, the core of its brand."""
    hosts = _hosts(row.id)
    live = sa.select(version.c.brand).where(version.c.portal_id == row.id, version.c.number == row.version)
    brand = stored_brand(model.Session.execute(live).scalar_one())
    ids = organization_ids(row.id)
    found = {group.id: group for group in model.Session.scalars(sa.select(model.Group).where(model.Group.id.in_(ids)))}
    common = config.common_address()
    return {
        "id": row.id,
        "slug": row.slug,
        "title": dict(brand.title),
        "state": row.state,
        "hosts": [str(each) for each in hosts],
        "url": address(Portal(row.slug, brand.title, tuple(hosts)), common, "/"),
        "path_url": f"{common.origin}{common.root}{PATH_PREFIX}{row.slug}/",
        "organizations": [
            {"id": each, "name": found[each].name, "title": found[each].display_name} for each in ids if each in found
        ],
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
