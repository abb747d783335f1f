"""Put datasets into the search index, and make the commits that CKAN leaves to whoever defers them."""
from __future__ import annotations

from collections.abc import Iterable

import ckan.logic as logic
import ckan.model as model
from ckan.lib import search
from ckan.lib.search.common import make_connection

from ckanext.mutualisation.harvesters import records

__all__ = ["add", "commit", "repair"]


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
