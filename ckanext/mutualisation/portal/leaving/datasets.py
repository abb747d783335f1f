"""The datasets of a portal's own organisations, read one by one, and these organisations."""
from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterator
from typing import IO, Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.leaving.archive import PIECE
from ckanext.mutualisation.portal.leaving.gaps import Gap

__all__ = ["count_datasets", "hold_datasets", "pieces_of", "read_datasets", "read_organizations"]

log = logging.getLogger(__name__)

READ_AT_ONCE = 500
_package = model.package_table


def _own(organization_ids: Collection[str]) -> Any:
    # A harvest source is no dataset, though CKAN keeps it as one.
    return sa.and_(
        _package.c.owner_org.in_(organization_ids), _package.c.state == "active", _package.c.type != "harvest"
    )


def count_datasets(organization_ids: Collection[str]) -> int:
    """Return how many datasets these organisations have, private ones included."""
    return model.Session.scalar(sa.select(sa.func.count()).where(_own(organization_ids))) or 0


def hold_datasets(
    organization_ids: Collection[str], user: str, held: IO[bytes], progress: Callable[[int], None]
) -> list[Gap]:
    """Write each dataset, as ``package_show`` gives it to the operator, on a line of JSON; return those that cannot be.

    They are read from the database, not from the index, which may lag behind.
    """
    gaps = []
    for number, (identifier, name) in enumerate(_identifiers(organization_ids), 1):
        try:
            package = tk.get_action("package_show")(_operator(user), {"id": identifier})
        except tk.ObjectNotFound:
            continue  # Deleted since it was listed.
        except Exception as error:  # Whatever one dataset holds, the others are taken along.
            log.exception("The dataset %s cannot be shown", identifier)
            gaps.append(Gap("dataset", name, f"{type(error).__name__}: {error}"))
            continue
        held.write(json.dumps(package, ensure_ascii=False, default=str).encode() + b"\n")
        progress(number)
    return gaps


def _identifiers(organization_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the name of each dataset, in the order of their ids, a page at a time."""
    query = sa.select(_package.c.id, _package.c.name).where(_own(organization_ids)).order_by(_package.c.id)
    after = ""
    while rows := model.Session.execute(query.where(_package.c.id > after).limit(READ_AT_ONCE)).all():
        yield from ((row.id, row.name) for row in rows)
        after = rows[-1].id


def read_datasets(held: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the datasets that ``hold_datasets`` wrote."""
    held.seek(0)
    for line in held:
        yield json.loads(line)


def pieces_of(held: IO[bytes]) -> Iterator[bytes]:
    """Yield what a file holds, from its beginning."""
    held.seek(0)
    while piece := held.read(PIECE):
        yield piece


def read_organizations(organization_ids: Collection[str], user: str) -> list[dict[str, Any]]:
    """Return the organisations as ``organization_show`` gives them, in the order given, without the accounts."""
    left_out = {f"include_{each}": False for each in ("datasets", "users", "followers", "groups", "tags")}
    query = sa.select(model.Group.id).where(model.Group.id.in_(organization_ids), model.Group.state == "active")
    living = set(model.Session.scalars(query))
    show = tk.get_action("organization_show")
    return [show(_operator(user), {"id": each, **left_out}) for each in organization_ids if each in living]


def _operator(user: str) -> Any:
    return {"ignore_auth": True, "user": user, "use_cache": False}
