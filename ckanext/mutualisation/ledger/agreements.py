"""Agreements and their versions: who shares costs, since when, by which key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.core.keys import Key, Method, Share, members
from ckanext.mutualisation.ledger import model as tables

__all__ = [
    "SECTIONS",
    "Agreement",
    "Version",
    "add_version",
    "change",
    "create",
    "everyone",
    "find",
    "find_all",
    "parties",
    "version_on",
    "versions",
]

SECTIONS = ("investment", "operation")
"""The two sections of a French public budget: investissement, fonctionnement."""


@dataclass(frozen=True)
class Agreement:
    """A convention by which organisations share costs; the lead pays first. Its ledger is made with it."""

    id: str
    slug: str
    title: str
    lead_id: str
    lead_name: str
    vat_regime: str
    ledger_id: str
    head_seq: int
    head_hash: str


@dataclass(frozen=True)
class Version:
    """What an agreement says from a date on: the members in ``key`` are organisation ids, ``names`` those of then."""

    id: str
    number: int
    valid_from: date
    valid_to: date | None
    key: Key
    names: Mapping[str, str]


def find(reference: str) -> Agreement | None:
    """Return the agreement of that id or slug."""
    return next(iter(_read(sa.or_(tables.agreement.c.id == reference, tables.agreement.c.slug == reference))), None)


def find_all(organization_id: str | None = None) -> list[Agreement]:
    """Return every agreement by slug, or those to which an organisation is party, now or in the past."""
    if organization_id is None:
        return _read(sa.true())
    of_member = sa.select(tables.version.c.agreement_id).join(
        tables.share_node, tables.share_node.c.version_id == tables.version.c.id
    )
    return _read(
        sa.or_(
            tables.agreement.c.lead_organization_id == organization_id,
            tables.agreement.c.id.in_(of_member.where(tables.share_node.c.organization_id == organization_id)),
        )
    )


def _read(condition: sa.ColumnElement[bool]) -> list[Agreement]:
    a, books = tables.agreement.c, tables.ledger.c
    columns = (a.id, a.slug, a.title, a.lead_organization_id, a.lead_organization_name, a.vat_regime)
    query = (
        sa.select(*columns, books.id, books.head_seq, books.head_hash)
        .join(tables.ledger, books.agreement_id == a.id)
        .where(condition)
        .order_by(a.slug)
    )
    return [Agreement(*row) for row in model.Session.execute(query)]


def everyone(agreement: Agreement) -> dict[str, str]:
    """Return the id and remembered name of each party, past ones too, the lead first, then in the order stated."""
    parties = {agreement.lead_id: agreement.lead_name}
    for version in reversed(versions(agreement.id)):
        parties.update({key: name for key, name in version.names.items() if key not in parties})
    return parties


def parties() -> dict[str, set[str]]:
    """Return the ids of the parties to each agreement, past ones too, by the agreement's id."""
    node, version, agreement = tables.share_node.c, tables.version.c, tables.agreement.c
    members = (
        sa.select(version.agreement_id, node.organization_id)
        .join(tables.version, version.id == node.version_id)
        .where(node.organization_id.is_not(None))
    )
    found: dict[str, set[str]] = {}
    for agreement_id, organization_id in model.Session.execute(
        members.union(sa.select(agreement.id, agreement.lead_organization_id))
    ):
        found.setdefault(agreement_id, set()).add(organization_id)
    return found


def create(slug: str, title: str, lead_id: str, lead_name: str, vat_regime: str, actor: str) -> Agreement:
    """Write an agreement and its empty ledger; :func:`add_version` gives it members."""
    agreement_id = str(uuid.uuid4())
    model.Session.execute(
        tables.agreement.insert().values(
            id=agreement_id,
            slug=slug,
            title=title,
            lead_organization_id=lead_id,
            lead_organization_name=lead_name,
            vat_regime=vat_regime,
            created_at=sa.func.now(),
            created_by=actor,
        )
    )
    model.Session.execute(tables.ledger.insert().values(id=str(uuid.uuid4()), agreement_id=agreement_id))
    return cast(Agreement, find(agreement_id))


def change(agreement_id: str, title: str, vat_regime: str) -> None:
    """Write what may change in an agreement without a new version."""
    model.Session.execute(
        tables.agreement.update()
        .where(tables.agreement.c.id == agreement_id)
        .values(title=title, vat_regime=vat_regime)
    )


def add_version(
    agreement_id: str, valid_from: date, valid_to: date | None, key: Key, names: Mapping[str, str], actor: str
) -> Version:
    """Write a version and its key. The members in ``key`` are organisation ids, ``names`` their names today."""
    nodes = list(_nodes(key, names))
    last = sa.select(sa.func.coalesce(sa.func.max(tables.version.c.number), 0)).where(
        tables.version.c.agreement_id == agreement_id
    )
    version = Version(str(uuid.uuid4()), model.Session.execute(last).scalar_one() + 1, valid_from, valid_to, key, names)
    model.Session.execute(
        tables.version.insert().values(
            id=version.id,
            agreement_id=agreement_id,
            number=version.number,
            valid_from=valid_from,
            valid_to=valid_to,
            node_count=len(nodes),
            created_at=sa.func.now(),
            created_by=actor,
        )
    )
    model.Session.execute(tables.share_node.insert(), [{"version_id": version.id, **node} for node in nodes])
    return version


def versions(agreement_id: str) -> list[Version]:
    """Return the versions of an agreement, the first first."""
    query = (
        sa.select(tables.version)
        .where(tables.version.c.agreement_id == agreement_id)
        .order_by(tables.version.c.valid_from)
    )
    return [_version(row) for row in model.Session.execute(query)]


def version_on(agreement_id: str, day: date) -> Version | None:
    """Return the version in force on a day: the last to have begun, unless it has ended."""
    begun = [version for version in versions(agreement_id) if version.valid_from <= day]
    return begun[-1] if begun and (begun[-1].valid_to is None or day <= begun[-1].valid_to) else None


def _version(row: Any) -> Version:
    query = (
        sa.select(tables.share_node)
        .where(tables.share_node.c.version_id == row.id)
        .order_by(tables.share_node.c.position)
    )
    nodes = model.Session.execute(query).all()
    children: dict[int, list[Any]] = {}
    for node in nodes[1:]:
        children.setdefault(node.parent_position, []).append(node)
    key = _key(nodes[0], children)
    names = {node.organization_id: node.name for node in nodes if node.organization_id}
    return Version(row.id, row.number, row.valid_from, row.valid_to, key, {each: names[each] for each in members(key)})


def _key(root: Any, children: Mapping[int, Sequence[Any]]) -> Key:
    return Key(cast(Method, root.method), tuple(_share(node, children) for node in children.get(root.position, ())))


def _share(node: Any, children: Mapping[int, Sequence[Any]]) -> Share:
    measure = Fraction(int(node.measure_num), int(node.measure_den))
    if node.organization_id:
        return Share(node.organization_id, measure, node.title)
    return Share(node.name, measure, node.title, _key(node, children))


def _nodes(key: Key, names: Mapping[str, str]) -> list[dict[str, Any]]:
    root = {"position": 1, "parent_position": None, "organization_id": None, "name": "", "title": "",
            "method": key.method, "measure_num": 1, "measure_den": 1}  # fmt: skip
    nodes = [root]

    def add(inner: Key, parent: int) -> None:
        for share in inner.shares:
            position = len(nodes) + 1
            nodes.append(
                {
                    "position": position,
                    "parent_position": parent,
                    "organization_id": None if share.key else share.name,
                    "name": share.name if share.key else names[share.name],
                    "title": share.title,
                    "method": share.key.method if share.key else None,
                    "measure_num": share.measure.numerator,
                    "measure_den": share.measure.denominator,
                }
            )
            if share.key:
                add(share.key, position)

    add(key, 1)
    return nodes
