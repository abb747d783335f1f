from __future__ import annotations

import pytest

from ckan.lib import search
from ckan.tests import factories as ckan_factories
from ckan.tests import helpers

from tests.ckan_fixtures import *  # noqa: F403
from tests.portal import factories


@pytest.fixture(scope="module")
def territory(platform):
    """Four members with three public datasets each, one private, one group, one tag each, and their portals."""
    helpers.reset_db()
    search.clear_all()
    factories.remove_portals()
    factories.make_members()
    ckan_factories.Group(name="mobilite", title="Mobilité")
    ckan_factories.Group(name="culture", title="Culture")
    for owner, title in factories.MEMBERS.items():
        for number in range(1, 4):
            factories.make_dataset(
                f"{owner}-{number}",
                owner,
                title=f"Jeu {number} de {title}",
                notes=f"Partagé par {title}",
                tags=[{"name": f"tag-{owner}"}, {"name": "commun"}],
                groups=[{"name": "mobilite" if owner.startswith("nantes") else "culture"}],
            )
        factories.make_dataset(f"{owner}-prive", owner, private=True)
    factories.make_portals()
    yield platform
    factories.remove_portals()
    helpers.reset_db()
    search.clear_all()


@pytest.fixture
def visitor(territory):
    """Return a function that asks for one page as the public does: ``visitor(path, host=…)``, without redirection."""

    def ask(path: str, host: str | None = None, method: str = "GET", **kwargs):
        client = territory.test_client()
        kwargs.setdefault("base_url", factories.site_url(host))
        return client.open(path, method=method, follow_redirects=False, **kwargs)

    return ask
