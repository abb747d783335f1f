"""What the room does when CKAN tells that something happened."""
from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.mutualisation.members.model import Duty, delete_lost

__all__ = ["DEPARTURES", "forget_lost_duties"]

log = logging.getLogger(__name__)

#: The actions after which a user or an organisation is gone. CKAN then drops its memberships; duties go the same way,
#: so that none comes back with an account that is reactivated years later.
DEPARTURES = ("user_delete", "organization_delete", "organization_purge")


def forget_lost_duties(sender: str, **_kwargs: Any) -> None:
    """Withdraw the duties that the departure of a user or an organisation left behind."""
    # Without `ckan db upgrade` there are no duties, and the departure must go through.
    if not sa.inspect(model.Session.connection()).has_table(Duty.__tablename__):
        return
    number = delete_lost()
    if number:
        model.Session.commit()
        log.info("Withdrew %s duties after %s", number, sender)
