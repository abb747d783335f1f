"""Whatever way a source is harvested, the datasets are the same."""
from __future__ import annotations

from typing import Any

from ckan.tests import factories as ckan_factories

from tests.harvesters import factories
from tests.harvesters.peer import dataset
from tests.harvesters.test_ways import WAYS

# What the moment, the job or the database gives.
_INCIDENTAL = frozenset({
    "id", "package_id", "organization", "owner_org", "metadata_created", "metadata_modified", "creator_user_id",
    "created", "harvest_object_id", "harvest_source_id",
})  # fmt: skip


def comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: comparable(one) for key, one in sorted(value.items()) if key not in _INCIDENTAL}
    if isinstance(value, list):
        return sorted((comparable(one) for one in value if not _incidental_extra(one)), key=str)
    return value


def _incidental_extra(value: Any) -> bool:
    return isinstance(value, dict) and value.get("key") in _INCIDENTAL


def test_every_way_makes_the_same_datasets(org, peer):
    peer.datasets = [dataset(number) for number in range(1, 13)]
    results = {}
    for name, way in WAYS.items():
        factories.wipe()
        factories.source(peer.url, ckan_factories.Organization(name="nantes")["id"])
        way("source")
        results[name] = comparable(factories.datasets())
    assert len(results["queue"]) == 12
    assert all(result == results["queue"] for result in results.values())
