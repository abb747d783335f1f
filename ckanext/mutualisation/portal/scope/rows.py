"""The rows that a portal shows: as conditions of SQL, and as a limit on the queries that CKAN writes itself."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import sqlalchemy.event
import sqlalchemy.orm as orm

import ckan.model as model

from ckanext.mutualisation.core.address import OnPortal

__all__ = ["narrowed", "public_datasets"]


def public_datasets(found: OnPortal, *columns: Any) -> sa.Select[Any]:
    """Select from the portal's public datasets."""
    return (
        sa.select(*columns)
        .select_from(model.Package)
        .where(
            model.Package.owner_org.in_(found.portal.visible_ids),
            model.Package.state == "active",
            model.Package.private.is_(False),
        )
    )


@contextmanager
def narrowed(entity: Any, condition: Any) -> Iterator[None]:
    """Limit every query of this session on ``entity`` to the rows that fulfil ``condition``, while the block lasts.

    So CKAN's own query counts, sorts and pages what is the portal's, whatever it is written like.
    """
    session = model.Session()

    def narrow(execution: orm.ORMExecuteState) -> None:
        if execution.is_select:
            execution.statement = execution.statement.options(orm.with_loader_criteria(entity, condition))

    sqlalchemy.event.listen(session, "do_orm_execute", narrow)
    try:
        yield
    finally:
        sqlalchemy.event.remove(session, "do_orm_execute", narrow)
