"""Fill the database of the benches: the demo's catalogue as it is once harvested, its members and portals, and more.

What takes an application runs inside a CKAN (``Side.call``).
"""
from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search

from ckanext.mutualisation.core.records import ckan as mapping
from ckanext.mutualisation.core.records.package import Form, to_package
from ckanext.mutualisation.harvesters import form
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import bump_version
from demo.catalogue import Dataset, build
from demo.catalogue.publishers import PUBLISHERS, THEMES
from demo.peer.describe import package_dict

__all__ = ["PORTALS", "count_portals", "dataset_names", "fill", "refresh_portals", "write_scenario"]

PORTALS = 20
"""How many portals there are, unless a bench says otherwise: the demo's three, and one for each of some communes."""

_SCENARIO = Path(__file__).resolve().parents[1] / "demo" / "pays-de-la-loire.yaml"
_SOURCE = "bench"
_REMOTE = "https://data.example.org"


def write_scenario(file: Path) -> None:
    """Write the file to apply: the demo's members and portals, and communes with a portal each."""
    scenario = yaml.safe_load(_SCENARIO.read_text(encoding="utf-8"))
    for portal in scenario["portals"]:
        if logo := portal["brand"].get("logo"):
            portal["brand"]["logo"] = str(_SCENARIO.parent / logo)
    communes = [f"commune-{number:02}" for number in range(1, PORTALS - len(scenario["portals"]) + 1)]
    members = [{"name": name, "title": name.capitalize(), "parent": "loire-atlantique"} for name in communes]
    portals = [
        {"slug": name, "title": name.capitalize(), "members": [name], "hosts": [f"{name}.localhost"],
         "state": "published"}
        for name in communes
    ]  # fmt: skip
    document = {
        "version": scenario["version"],
        "members": scenario["members"] + members,
        "portals": scenario["portals"] + portals,
    }
    file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


def fill(application: Any) -> int:
    """Save the 350 datasets of the demo's catalogue, as its harvest leaves them, and index them; return how many."""
    with application._wsgi_app.test_request_context():
        present = {name for (name,) in model.Session.query(model.Package.name)}
        made = form.current()
        packages = [_package(dataset, made) for dataset in build()]
        for number, package in enumerate(packages, 1):
            action = "package_update" if package["name"] in present else "package_create"
            tk.get_action(action)(_context(defer_commit=True, return_id_only=True), package)
            if number % 100 == 0:
                model.repo.commit()
        model.repo.commit()
        search.rebuild()
        search.commit()
        model.Session.remove()
        return len(packages)


def dataset_names(application: Any, owner: str, count: int) -> list[str]:
    """Return the names of so many public datasets of an organisation, spread over its catalogue."""
    query = (
        sa.select(model.Package.name)
        .join(model.Group, model.Group.id == model.Package.owner_org)
        .where(model.Group.name == owner, model.Package.state == "active", model.Package.private.is_(False))
        .order_by(model.Package.name)
    )
    with application._wsgi_app.test_request_context():
        names = list(model.Session.scalars(query))
        model.Session.remove()
    return names[:: max(1, len(names) // count)][:count]


def _package(dataset: Dataset, fields: Form) -> dict[str, Any]:
    themes = {theme.name: theme.title for theme in THEMES}
    record = {
        **package_dict(dataset, _REMOTE),
        "groups": [{"name": dataset.theme, "title": themes[dataset.theme]}],
        "organization": {"name": dataset.publisher, "title": PUBLISHERS[dataset.publisher].title},
    }
    package = to_package(mapping.read(record), _SOURCE, f"{_REMOTE}/dataset/{dataset.name}", fields)
    return {**package, "name": dataset.name, "owner_org": dataset.publisher}


def _context(**flags: bool) -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"ignore_auth": True, "user": site_user, **flags}


_MADE = "bench-many-%"
_MORE_PORTALS = (
    "INSERT INTO mutualisation_portal (id, slug, state, version, include, created, modified)"
    " SELECT 'bench-many-' || n, 'bench-many-' || n, state, 1, include, now(), now()"
    " FROM mutualisation_portal, generate_series(1, :count) AS n WHERE slug = :slug",
    "INSERT INTO mutualisation_portal_host (host, portal_id, position)"
    " SELECT 'bench-many-' || n || '.localhost', 'bench-many-' || n, 0 FROM generate_series(1, :count) AS n",
    "INSERT INTO mutualisation_portal_organization (portal_id, organization_id, position)"
    " SELECT 'bench-many-' || n, organization_id, position FROM mutualisation_portal_organization"
    " JOIN mutualisation_portal ON id = portal_id, generate_series(1, :count) AS n WHERE slug = :slug",
    "INSERT INTO mutualisation_portal_version (portal_id, number, brand, author_name, note, published)"
    " SELECT 'bench-many-' || n, 1, brand, '', '', now() FROM mutualisation_portal_version AS old"
    " JOIN mutualisation_portal AS p ON p.id = portal_id AND p.version = old.number,"
    " generate_series(1, :count) AS n WHERE slug = :slug",
)


def count_portals(application: Any, wanted: int) -> None:
    """Make the platform have this many portals, the further ones like that of a commune."""
    with application._wsgi_app.test_request_context():
        model.Session.execute(sa.text("DELETE FROM mutualisation_portal WHERE id LIKE :made"), {"made": _MADE})
        if wanted > PORTALS:
            for statement in _MORE_PORTALS:
                model.Session.execute(sa.text(statement), {"count": wanted - PORTALS, "slug": "commune-01"})
        bump_version(model.Session)
        model.repo.commit()
        model.Session.remove()


def refresh_portals(application: Any) -> None:
    """Have this process read the portals again now, not at its next look."""
    live.refresh()
