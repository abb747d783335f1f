"""The tables of the portals, and how their rows become the registry that every request reads."""
from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.mutualisation.core.address import AddressTaken, Portal, Registry
from ckanext.mutualisation.core.brand import stored_brand
from ckanext.mutualisation.core.host import Host
from ckanext.mutualisation.core.surroundings import surroundings
from ckanext.mutualisation.portal.parents import parent_links

__all__ = ["bump_version", "load_registry", "metadata", "read_version"]

log = logging.getLogger(__name__)

# Not CKAN's metadata: its test helpers and `ckan db clean` empty and drop what they find there.
metadata = sa.MetaData()

file = sa.Table(
    "mutualisation_portal_file",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

portal = sa.Table(
    "mutualisation_portal",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # the one that visitors see
    sa.Column("include", JSONB, nullable=False),
    sa.Column("created", sa.DateTime, nullable=False),
    sa.Column("modified", sa.DateTime, nullable=False),
)


def _portal_id(**more: Any) -> sa.Column[Any]:
    return sa.Column("portal_id", sa.Text, sa.ForeignKey("mutualisation_portal.id", ondelete="CASCADE"), **more)


version = sa.Table(
    "mutualisation_portal_version",
    metadata,
    _portal_id(primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("brand", JSONB, nullable=False),
    sa.Column("author_id", sa.Text),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("published", sa.DateTime, nullable=False),
)

draft = sa.Table(
    "mutualisation_portal_draft",
    metadata,
    _portal_id(primary_key=True),
    sa.Column("brand", JSONB, nullable=False),
    sa.Column("author_id", sa.Text),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("modified", sa.DateTime, nullable=False),
)

redirect = sa.Table(
    "mutualisation_portal_redirect",
    metadata,
    _portal_id(primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("hits", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("last_hit", sa.DateTime),
    sa.Column("created", sa.DateTime, nullable=False),
)

host = sa.Table(
    "mutualisation_portal_host",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    _portal_id(nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("scheme", sa.Text),
    sa.Column("port", sa.Integer),
)

organization = sa.Table(
    "mutualisation_portal_organization",
    metadata,
    _portal_id(primary_key=True),
    sa.Column("organization_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
)

registry = sa.Table(
    "mutualisation_portal_registry",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)


def bump_version(session: Any) -> None:
    """Tell every process, once this transaction is committed, that the portals have changed."""
    session.execute(registry.update().values(version=registry.c.version + 1))


def read_version(connection: sa.Connection) -> int:
    """Return a number that grows with each change of a portal; 0 before the first."""
    return connection.execute(sa.select(registry.c.version)).scalar() or 0


def load_registry(connection: sa.Connection, reserved: frozenset[str]) -> Registry:
    """Read every portal. ``reserved`` are the common site's hosts, which no record can take from it."""
    hosts: dict[str, list[Host]] = defaultdict(list)
    for row in connection.execute(sa.select(host).order_by(host.c.portal_id, host.c.position)):
        if row.host in reserved:
            # The operator moved the common site onto this host after the portal had taken it.
            log.error("%s is the common site's host: the portal that has it is served by its other addresses", row.host)
        else:
            hosts[row.portal_id].append(Host(row.host, row.scheme, row.port))
    organizations: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(organization).order_by(organization.c.position)):
        organizations[row.portal_id].append(row.organization_id)
    links = parent_links(connection)
    live = sa.and_(version.c.portal_id == portal.c.id, version.c.number == portal.c.version)
    rows = connection.execute(
        sa.select(portal, version.c.brand).join(version, live).order_by(portal.c.created, portal.c.slug)
    )
    return _registry_of(_portal_of(row, hosts[row.id], organizations[row.id], links) for row in rows)


def _portal_of(row: Any, hosts: list[Host], organization_ids: list[str], links: Mapping[str, str]) -> Portal:
    brand = stored_brand(row.brand)
    # Every process holds every portal: the texts of free pages, which can be long, are read when they are asked for.
    brand = replace(brand, pages=tuple(replace(page, text={}) for page in brand.pages))
    included = surroundings(organization_ids, row.include, links)
    return Portal(row.slug, brand.title, tuple(hosts), tuple(organization_ids), row.state, brand, included)


def _registry_of(portals: Iterable[Portal]) -> Registry:
    try:
        return Registry.of(portals)
    except AddressTaken:  # The table's keys forbid it: somebody wrote around them.
        log.exception("The portals are not served")
        return Registry()
