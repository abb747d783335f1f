"""A source writes only what it made, archives before it deletes, and leaves local work alone."""
from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories

from ckanext.mutualisation.core.records import identity
from ckanext.mutualisation.harvesters import index, records
from ckanext.mutualisation.harvesters.model import record
from tests.harvesters import factories
from tests.harvesters.peer import Peer, dataset


def test_a_remote_id_never_takes_over_a_local_dataset(org, peer):
    mine = ckan_factories.Dataset(id=dataset(1)["id"], name="jeu-0001", title="Mine", owner_org=org["id"])
    peer.datasets = [dataset(1)]
    factories.source(peer.url, org["id"])
    run = factories.run_by_command("source")
    assert run["added"] == 1
    found = factories.datasets()
    assert found["jeu-0001"]["title"] == mine["title"] == "Mine"
    other = next(one for name, one in found.items() if name != "jeu-0001")
    assert other["name"].startswith("jeu-0001-")
    assert other["id"] != mine["id"]


def test_two_sources_that_announce_the_same_id_do_not_meet(org, peer):
    other_org = ckan_factories.Organization(name="loire-atlantique")
    other_peer = Peer()
    try:
        peer.datasets, other_peer.datasets = [dataset(1)], [dataset(1, title="Autre")]
        factories.source(peer.url, org["id"], "one")
        factories.source(other_peer.url, other_org["id"], "two")
        factories.run_by_command("one")
        factories.run_by_command("two")
        other_peer.datasets = [dataset(2)]
        factories.run_by_command("two")
    finally:
        other_peer.close()
    kept = factories.datasets()["jeu-0001"]
    assert (kept["title"], kept["owner_org"]) == ("Jeu de données 1", org["id"])


def test_a_dataset_that_the_source_did_not_make_is_left_alone_whatever_its_id(org, peer):
    one = factories.source(peer.url, org["id"])
    local_id = identity.dataset_id(one["id"], dataset(1)["id"])
    ckan_factories.Dataset(id=local_id, name="hand-made", title="Mine", owner_org=org["id"])
    peer.datasets = [dataset(1), dataset(2)]
    run = factories.run_by_command("source")
    assert (run["added"], run["failed"]) == (1, 1)
    assert "not made by this source" in run["problems"][0]["reason"]
    assert factories.datasets()["hand-made"]["title"] == "Mine"


def test_archived_datasets_are_out_of_public_sight_then_deleted_after_the_delay(org, peer, app):
    peer.datasets = [dataset(1), dataset(2)]
    one = factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    peer.datasets = [dataset(2)]
    assert factories.run_by_command("source")["removed"] == 1
    assert app.get("/dataset/jeu-0001").status_code in (302, 403, 404)
    assert factories.run_by_command("source")["deleted"] == 0
    with_time_passed = sa.update(record).where(record.c.state == "archived")
    model.Session.execute(with_time_passed.values(archived_at=record.c.archived_at - timedelta(days=8)))
    model.Session.commit()
    assert factories.run_by_command("source")["deleted"] == 1
    assert model.Package.get("jeu-0001").state == "deleted"
    peer.datasets = [dataset(1), dataset(2)]
    assert factories.run_by_command("source")["restored"] == 1
    assert set(factories.datasets()) == {"jeu-0001", "jeu-0002"}
    assert model.Package.get("jeu-0001").private is False
    assert records.find(one["id"], dataset(1)["id"]).state == "current"


def test_a_dataset_purged_here_comes_back_and_one_deleted_here_does_not(org, peer):
    peer.datasets = [dataset(1), dataset(2)]
    factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    # As harvest_source_clear does, in SQL, behind everybody's back.
    tk.get_action("harvest_source_clear")(
        factories.context(), {"id": tk.get_action("harvest_source_show")(factories.context(), {"id": "source"})["id"]}
    )
    model.Session.remove()
    assert factories.run_by_command("source")["added"] == 2
    tk.get_action("package_delete")(factories.context(), {"id": "jeu-0001"})
    peer.datasets[0]["title"] = "Changé"
    factories.run_by_command("source")
    assert set(factories.datasets()) == {"jeu-0002"}


def test_views_and_what_was_added_here_survive_a_change(org, peer):
    peer.datasets = [dataset(1)]
    factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    before = factories.datasets()["jeu-0001"]
    csv = before["resources"][0]["id"]
    view = ckan_factories.ResourceView(resource_id=csv, view_type="image_view")
    tk.get_action("package_patch")(factories.context(), {"id": before["id"], "provenance": "Écrit ici"})
    peer.datasets[0]["notes"] = "Changé"
    peer.datasets[0]["resources"].append({"id": "33", "url": "https://peer.example/new.png", "format": "PNG"})
    factories.run_by_command("source")
    after = factories.datasets()["jeu-0001"]
    assert (after["notes"], after["provenance"]) == ("Changé", "Écrit ici")
    views = tk.get_action("resource_view_list")(factories.context(), {"id": csv})
    assert view["id"] in [one["id"] for one in views]
    new = tk.get_action("resource_view_list")(factories.context(), {"id": after["resources"][2]["id"]})
    assert [one["view_type"] for one in new] == ["image_view"]


def test_an_update_leaves_a_trace_in_the_activity(org, peer):
    peer.datasets = [dataset(1)]
    factories.source(peer.url, org["id"])
    factories.run_by_command("source")
    peer.datasets[0]["title"] = "Changé"
    factories.run_by_command("source")
    # CKAN hides what the site's own user does unless asked.
    asked = {"id": "jeu-0001", "include_hidden_activity": True}
    found = tk.get_action("package_activity_list")(factories.context(), asked)
    assert [one["activity_type"] for one in found] == ["changed package", "new package"]


def test_what_a_killed_run_left_out_of_the_index_is_put_there_by_the_next(org, peer, monkeypatch):
    peer.datasets = [dataset(1)]
    factories.source(peer.url, org["id"])
    monkeypatch.setattr(index, "add", lambda ids: None)
    monkeypatch.setattr(index, "commit", lambda ids: None)
    factories.run_by_command("source")
    assert factories.datasets() == {}
    monkeypatch.undo()
    factories.run_by_command("source")
    assert set(factories.datasets()) == {"jeu-0001"}
