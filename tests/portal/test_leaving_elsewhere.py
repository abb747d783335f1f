"""What a portal takes along makes the same portal on another platform: its data, redirections and addresses too."""
from __future__ import annotations

import io
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan
from ckan.lib import search
from ckan.tests import helpers

from ckanext.mutualisation.portal.live import live
from tests.portal.factories import remove_portals, site_url
from tests.portal.leaving import REDIRECTS, Opened, act, dress, leave, run, upload

_NEW_THERE = {"id": 0, "created": 0, "modified": 0, "version": 0}


def _shown():
    found = act("mutualisation_portal_show", id="nantes")
    organizations = [{**each, "id": 0} for each in found["organizations"]]
    members = [act("mutualisation_member_show", id=each["name"]) for each in organizations]
    fields = ("title", "siren", "body_kind", "parent", "description")
    about = [{name: each[name] for name in fields} for each in members]
    brand = act("mutualisation_brand_show", id="nantes")["brand"]
    return {**found, **_NEW_THERE, "organizations": organizations}, brand, about


@pytest.fixture(scope="module")
def moved(territory, tmp_path_factory):
    """Export the portal, empty the platform as if it were another one, and make there what the archive holds."""
    runner = helpers.CKANCliRunner(env={"CKAN_INI": tk.config["__file__"]})
    act("organization_patch", id="nantes-metropole", parent="loire-atlantique")
    act("organization_patch", id="nantes", parent="nantes-metropole", siren="214401093", body_kind="commune")
    act("mutualisation_portal_update", id="nantes", include=["below"])
    dress("nantes")
    content = b"nom;effectif\nJules Ferry;212\n"
    upload("nantes-1", "ecoles.csv", content)
    folder = tmp_path_factory.mktemp("leaving")
    leave(runner, folder / "nantes.zip")
    before = _shown()
    remove_portals()
    helpers.reset_db()
    search.clear_all()
    with zipfile.ZipFile(folder / "nantes.zip") as archive:
        archive.extractall(folder)
    applied = runner.invoke(ckan, ["mutualisation", "apply", str(folder / "portal.yaml")])
    assert applied.exit_code == 0, applied.output
    live.refresh()
    opened = Opened(folder / "nantes.zip")
    for package in opened.datasets().values():
        _load(package, opened)
    imported = run(runner, "redirects", "nantes", "import", str(folder / "redirects.csv"))
    assert imported.exit_code == 0, imported.output
    return {"before": before, "opened": opened, "folder": folder, "runner": runner, "content": content}


def _load(package, opened):
    """Make a dataset again, under the name and the id that its addresses have, and send its files."""
    owner = package.pop("organization")["name"]
    act("package_create", **{**package, "owner_org": owner})
    for resource in package["resources"]:
        for path in opened.under(f"files/{package['name']}/{resource['id']}"):
            file = FileStorage(io.BytesIO(opened.files[path]), filename=path.rpartition("/")[2])
            act("resource_patch", id=resource["id"], upload=file)


def test_the_portal_and_its_organisations_are_the_same(moved):
    portal, brand, members = moved["before"]
    found, found_brand, found_members = _shown()
    assert found == portal
    assert found_brand == brand
    # The department stayed behind, and with it the place of the metropolis under it.
    assert [each.pop("parent") for each in members] == ["loire-atlantique", "nantes-metropole"]
    assert [each.pop("parent") for each in found_members] == [None, "nantes-metropole"]
    assert found_members == members


def test_applied_again_it_changes_nothing(moved):
    again = moved["runner"].invoke(ckan, ["mutualisation", "apply", str(moved["folder"] / "portal.yaml"), "--dry-run"])
    assert "Nothing to change." in again.output


def test_private_data_are_still_private(moved, visitor):
    assert act("package_show", id="nantes-prive")["private"]
    assert visitor("/dataset/nantes-prive", "nantes.localhost").status_code == 404


def test_every_address_leads_where_it_led(moved, visitor):
    rows = moved["opened"].rows("addresses.csv")
    assert {row["kind"] for row in rows} == {"home", "page", "notice", "organization", "dataset", "resource", "file"}
    for row in rows:
        assert visitor(row["target"], "nantes.localhost").status_code == 200, row
    (file,) = [row["target"] for row in rows if row["kind"] == "file"]
    assert visitor(file, "nantes.localhost").data == moved["content"]


def test_the_redirections_from_the_former_site_work_there_too(moved, visitor):
    listed = act("mutualisation_redirect_list", id="nantes")
    assert [(each["source"], each["target"]) for each in listed] == REDIRECTS
    answer = visitor("/explore/dataset/ecoles", "nantes.localhost")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{site_url('nantes.localhost')}/dataset/nantes-1"
