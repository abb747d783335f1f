"""The redirections of a portal in the database: read, checked against its datasets and the registry, and written."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.mutualisation.core.address import PATH_PREFIX, Portal
from ckanext.mutualisation.core.redirects import (
    MalformedRedirect,
    Problem,
    Row,
    Rule,
    Source,
    Target,
    conflicts,
)
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import portal, redirect

__all__ = ["checked", "parsed", "remove", "rows_of", "write"]

_COMMON: tuple[None, int] = (None, 0)


def rows_of(portal_id: str) -> list[Any]:
    """Return the rows of a portal's table, exact addresses and patterns, in its order."""
    query = sa.select(redirect).where(redirect.c.portal_id == portal_id)
    return list(model.Session.execute(query.order_by(redirect.c.position, redirect.c.source)))


def parsed(slug: str, row: Row) -> Rule:
    """Read one row as it was typed.

    :raises MalformedRedirect: also for a site that is not of the platform; its ``field`` says which cell is wrong.
    """
    locales = config.common_address().locales
    try:
        source = Source.parse(row.source, locales)
    except MalformedRedirect as error:
        raise MalformedRedirect(error.fault, error.text, "source") from None
    try:
        target = Target.parse(row.target, locales)
        to, skipped = _site_of(slug, target)
        landing = replace(target, segments=target.segments[skipped:])
        return Rule(slug, source, target, to, landing, row.line)
    except MalformedRedirect as error:
        raise MalformedRedirect(error.fault, error.text, "target") from None


def _site_of(slug: str, target: Target) -> tuple[str | None, int]:
    """Return the slug of the portal a target is on (None: the common site), and how many segments name it there."""
    if target.host is None:
        return slug, 0
    registry, common = live.current(), config.common_address()
    found: Portal | None = registry.by_host.get(target.host)
    if found is not None:
        return found.slug, 0
    if target.host != common.origin.host and target.host not in common.hosts:
        raise MalformedRedirect("foreign", target.host)
    prefix, *others = [*target.segments, None, None]
    if prefix == PATH_PREFIX.strip("/") and isinstance(others[0], str) and others[0] in registry.by_slug:
        return others[0], 2
    return _COMMON


def checked(slug: str, portal_id: str, rules: Collection[Rule]) -> list[Problem]:
    """Return what is wrong with a whole table: datasets that the portal does not show, loops, chains, doubles."""
    named = {rule.target.dataset: rule for rule in rules if rule.target.dataset and rule.line}
    unknown = set(named) - _datasets_shown(slug, named)
    problems = [
        Problem(rule.line, "target", "dataset", rule.target.dataset or "")
        for rule in rules
        if rule.line and rule.target.dataset in unknown
    ]
    # Rows that stood before may concern another portal only; what they do to each other was accepted then.
    concerned = (problem for problem in conflicts([*rules, *_rules_elsewhere(portal_id, rules)]))
    return problems + [problem for problem in concerned if problem.line or problem.other_line]


def _datasets_shown(slug: str, names: Iterable[str]) -> set[str]:
    portal = live.current().by_slug.get(slug)
    query = sa.select(model.Package.name).where(
        model.Package.name.in_(list(names)),
        model.Package.owner_org.in_(portal.visible_ids if portal else ()),
        model.Package.state == "active",
        model.Package.private.is_(False),
    )
    return set(model.Session.scalars(query))


def _rules_elsewhere(portal_id: str, rules: Collection[Rule]) -> list[Rule]:
    """Return the rules of other portals that these could meet: those that leave their portal, and where these lead."""
    reached = {rule.to for rule in rules if rule.to and rule.to != rule.face}
    query = sa.select(redirect, portal.c.slug).join(portal, portal.c.id == redirect.c.portal_id)
    query = query.where(redirect.c.portal_id != portal_id)
    query = query.where(sa.or_(portal.c.slug.in_(reached), redirect.c.target.startswith("https://")))
    found = []
    for row in model.Session.execute(query):
        try:
            found.append(parsed(row.slug, Row(0, row.source, row.target)))
        except MalformedRedirect:  # Its target's site is no longer one of the platform's: it leads nowhere.
            continue
    return found


def write(portal_id: str, rules: Collection[Rule], first_position: int = 0) -> None:
    """Add rules at the end, or give a source that is there its new target; what was counted stays."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    values = [
        {
            "portal_id": portal_id,
            "source": str(rule.source),
            "target": str(rule.target),
            "position": first_position + index,
            "created": now,
        }
        for index, rule in enumerate(rules)
    ]
    if values:
        statement = insert(redirect)
        changed = {"target": statement.excluded.target, "position": statement.excluded.position}
        statement = statement.on_conflict_do_update(index_elements=["portal_id", "source"], set_=changed)
        model.Session.execute(statement, values)


def remove(portal_id: str, sources: Collection[str] | None) -> int:
    """Remove these sources, or all with None, and return how many there were."""
    statement = redirect.delete().where(redirect.c.portal_id == portal_id)
    if sources is not None:
        statement = statement.where(redirect.c.source.in_(sources))
    return len(model.Session.execute(statement.returning(redirect.c.source)).all())
