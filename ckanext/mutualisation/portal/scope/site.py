"""What the platform says of itself, said by the portal."""
from __future__ import annotations

from typing import Any

from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.scope.chain import Original, chained

__all__ = ["ACTIONS", "status_show"]

ACTIONS = ("status_show",)


@chained
def status_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    portal = found.portal
    own = {
        "site_title": visit.text(portal.title),
        "site_description": visit.text(portal.brand.tagline),
        "site_url": visit.base_address(found),
    }
    return {**original(context, data_dict), **own}
