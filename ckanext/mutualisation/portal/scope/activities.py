"""What happened to the portal's datasets, for portals on a CKAN that keeps activities."""
from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.activity.model import Activity

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal.scope.chain import Original, asked_by_name, chained, fresh
from ckanext.mutualisation.portal.scope.rows import narrowed, public_datasets

__all__ = ["ACTIONS", "group_activity_list", "package_activity_list", "recently_changed_packages_activity_list"]

ACTIONS = tuple(name for name in __all__ if name != "ACTIONS")


@asked_by_name
def package_activity_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    tk.get_action("package_show")(fresh(context), {"id": tk.get_or_bust(data_dict, "id")})
    return original(context, data_dict)


@asked_by_name
def group_activity_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    with _its_activities(found):
        return original(context, data_dict)


@chained
def recently_changed_packages_activity_list(
    original: Original, found: OnPortal, context: Context, data_dict: DataDict
) -> list[Any]:
    with _its_activities(found):
        return original(context, data_dict)


def _its_activities(found: OnPortal) -> AbstractContextManager[None]:
    of_its_datasets = Activity.object_id.in_(public_datasets(found, model.Package.id))
    of_no_dataset = sa.not_(Activity.activity_type.endswith("package"))
    return narrowed(Activity, sa.or_(of_its_datasets, of_no_dataset))
