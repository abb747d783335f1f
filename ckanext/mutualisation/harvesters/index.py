"""Put datasets into the search index, make the commits that CKAN leaves to whoever defers them, mend sources there."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import ckan.logic as logic
import ckan.model as model
from ckan.lib import search
from ckan.lib.search.common import make_connection

from ckanext.mutualisation.harvesters import records

__all__ = ["add", "commit", "complete_source", "repair"]


def add(package_ids: Iterable[str]) -> None:
    """Send datasets to the index as the database has them; they are seen after ``commit``."""
    index = search.index_for("package")
    for package_id in package_ids:
        default, custom = logic.package_show_default_and_custom_schemas({"ignore_auth": True}, package_id)
        index.update_dict({**default, "with_custom_schema": custom}, defer_commit=True)


def commit(package_ids: Iterable[str]) -> None:
    """Make what was sent visible to searches, wait until it is, and hold that these datasets are indexed."""
    make_connection().commit()
    records.indexed(package_ids)
    model.Session.commit()


def repair(source_id: str) -> int:
    """Index what a killed run wrote without indexing it; return how many datasets."""
    missing = records.unindexed(source_id)
    if missing:
        add(missing)
        commit(missing)
    return len(missing)


def complete_source(indexed: dict[str, Any]) -> None:
    """Give a harvest source's document the fields that package_show expects to find there, in place.

    On CKAN 2.12, ckanext-harvest 1.6.3 indexes a source whose job has ended without applying the source's schema, and
    its next harvest_source_show, which reads the index, lacks ``source_type``: `ckan harvester run-test` then fails.
    """
    shown = json.loads(indexed["validated_data_dict"])
    extras = {extra["key"]: extra["value"] for extra in shown.get("extras") or []}
    missing = [key for key in ("source_type", "frequency", "config") if key in extras and key not in shown]
    if missing:
        shown.update({key: extras[key] for key in missing})
        shown["extras"] = [extra for extra in shown["extras"] if extra["key"] not in missing]
        indexed["validated_data_dict"] = json.dumps(shown)
