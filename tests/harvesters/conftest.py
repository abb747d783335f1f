from __future__ import annotations

from collections.abc import Iterator

import pytest

from ckan.tests import factories as ckan_factories

from ckanext.mutualisation.harvesters import command
from tests.ckan_fixtures import *  # noqa: F403
from tests.harvesters import factories
from tests.harvesters.peer import Peer


@pytest.fixture(autouse=True)
def _clean(request: pytest.FixtureRequest) -> None:
    """Empty what a test of this room can dirty, for the tests that use the platform."""
    if not {"platform", "app", "org"} & set(request.fixturenames):
        return
    request.getfixturevalue("platform")
    factories.wipe()


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few datasets make several batches, and several workers work."""
    monkeypatch.setattr(command, "BATCH", 3)


@pytest.fixture(autouse=True)
def _allow_loopback(request: pytest.FixtureRequest, ckan_config: dict[str, object]) -> Iterator[None]:
    """Allow the peer's address, and do not wait between attempts."""
    before = dict(ckan_config)
    ckan_config["ckanext.mutualisation.harvest.allowed_hosts"] = ["127.0.0.1"]
    ckan_config["ckanext.mutualisation.harvest.retry_seconds"] = 0
    yield
    ckan_config.clear()
    ckan_config.update(before)


@pytest.fixture
def peer() -> Iterator[Peer]:
    one = Peer()
    yield one
    one.close()


@pytest.fixture
def org(platform: object) -> dict[str, object]:
    return ckan_factories.Organization(name="nantes")
