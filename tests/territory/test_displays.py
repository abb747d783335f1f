from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from ckanext.mutualisation.territory import displays, store

CSV = "Commune;Arbres;Planté le\nRezé;12;2024-01-02\nIndre;3;2023-05-06\n".encode()
GEOJSON = json.dumps({"type": "Point", "coordinates": [-1.55, 47.21]}).encode()


def run(*dataset_names, again=False):
    return [outcome.state for outcome in displays.prepare(displays.displayable(dataset_names), again=again)]


def view_types(resource_id):
    return [view["view_type"] for view in helpers.call_action("resource_view_list", id=resource_id)]


class TestTables:
    def test_a_csv_file_is_searched_in_the_datastore_with_its_types(self, publish):
        resource_id = publish(CSV, "CSV")
        assert run() == ["ready"]
        found = helpers.call_action("datastore_search", resource_id=resource_id, sort="Arbres desc")
        assert [field["type"] for field in found["fields"][1:]] == ["text", "numeric", "date"]
        assert [row["Commune"] for row in found["records"]] == ["Rezé", "Indre"]

    def test_the_page_of_the_resource_shows_a_table_view(self, publish, territory):
        resource_id = publish(CSV, "CSV")
        run()
        assert view_types(resource_id) == ["datatables_view"]
        assert 'data-module="data-viewer"' in territory.get(f"/dataset/balades/resource/{resource_id}").body

    def test_a_column_named_with_a_percent_sign_is_loaded(self, publish):
        resource_id = publish(b"Taux (%);:n\n12.5;1\n", "CSV")
        run()
        assert helpers.call_action("datastore_search", resource_id=resource_id)["records"][0]["Taux (%)"] == 12.5

    def test_the_date_of_the_dataset_does_not_change(self, publish):
        publish(CSV, "CSV")
        before = helpers.call_action("package_show", id="balades")["metadata_modified"]
        run()
        after = helpers.call_action("package_show", id="balades")
        assert after["metadata_modified"] == before
        assert after["resources"][0]["datastore_active"] is True

    def test_a_table_of_more_rows_than_one_request_takes_is_whole(self, publish, monkeypatch):
        monkeypatch.setattr(store, "ROWS_AT_ONCE", 2)
        resource_id = publish(b"n\n" + b"".join(b"%d\n" % n for n in range(5)), "CSV")
        run()
        assert helpers.call_action("datastore_search", resource_id=resource_id)["total"] == 5


class TestMaps:
    def test_a_map_is_served_from_this_site(self, publish, territory):
        resource_id = publish(GEOJSON, "GeoJSON")
        assert run() == ["ready"]
        answer = territory.get(f"/dataset/balades/resource/{resource_id}/map.geojson")
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        assert answer.json == json.loads(GEOJSON)

    def test_the_page_of_the_resource_shows_a_map_and_asks_nobody_else(self, publish, territory):
        resource_id = publish(GEOJSON, "GeoJSON")
        run()
        page = territory.get(f"/dataset/balades/resource/{resource_id}").body
        assert 'data-module="mutualisation-map"' in page
        assert f"/resource/{resource_id}/map.geojson" in page

    def test_the_map_of_a_private_dataset_is_not_shown_to_a_visitor(self, publish, territory):
        resource_id = publish(GEOJSON, "GeoJSON", private=True)
        run()
        territory.get(f"/dataset/balades/resource/{resource_id}/map.geojson", status=404)

    def test_a_map_is_not_served_under_another_dataset(self, publish, territory):
        resource_id = publish(GEOJSON, "GeoJSON")
        publish(CSV, "CSV", name="autre")
        run()
        territory.get(f"/dataset/autre/resource/{resource_id}/map.geojson", status=404)


class TestSecondRun:
    def test_a_second_run_asks_for_no_file_and_changes_nothing(self, publish, file_server):
        resource_id = publish(CSV, "CSV")
        run()
        file_server.asked.clear()
        assert run() == ["same"]
        assert file_server.asked == []
        assert view_types(resource_id) == ["datatables_view"]

    def test_a_resource_that_says_it_changed_is_read_again(self, publish, file_server):
        resource_id = publish(CSV, "CSV")
        run()
        file_server.files["/balades.csv"] = b"Quartier\nErdre\n"
        context = {"user": factories.Sysadmin()["name"], "ignore_auth": True}
        helpers.call_action("resource_patch", context, id=resource_id, last_modified="2025-01-01T00:00:00")
        assert run() == ["ready"]
        found = helpers.call_action("datastore_search", resource_id=resource_id)
        assert found["records"] == [{"_id": 1, "Quartier": "Erdre"}]

    def test_again_reads_files_but_loads_only_those_that_differ(self, publish, file_server):
        publish(CSV, "CSV")
        publish(GEOJSON, "GeoJSON", name="carte")
        run()
        file_server.files["/balades.csv"] = CSV + b"Brains;1;2024-01-01\n"
        assert run(again=True) == ["ready", "same"]

    def test_a_flag_lost_to_an_update_of_the_dataset_is_set_again(self, publish):
        resource_id = publish(CSV, "CSV")
        run()
        model.Session.execute(sa.update(model.Resource).where(model.Resource.id == resource_id).values(extras={}))
        model.Session.commit()
        assert run() == ["same"]
        assert helpers.call_action("resource_show", id=resource_id)["datastore_active"] is True


class TestFailures:
    def test_a_missing_file_is_tried_again_at_the_next_run(self, publish, file_server):
        resource_id = publish(None, "CSV")
        assert run() == ["failed"]
        assert "404" in helpers.call_action("mutualisation_display_show", id=resource_id)["problem"]
        file_server.files["/balades.csv"] = CSV
        assert run() == ["ready"]
        assert helpers.call_action("mutualisation_display_show", id=resource_id)["problem"] is None

    def test_a_file_that_is_no_map_has_no_view_and_says_why(self, publish):
        resource_id = publish(b"<html>", "GeoJSON")
        assert run() == ["failed"]
        assert "not JSON" in helpers.call_action("mutualisation_display_show", id=resource_id)["problem"]

    def test_a_failure_does_not_stop_the_others(self, publish):
        publish(None, "CSV")
        publish(CSV, "CSV", name="suivant")
        assert run() == ["failed", "ready"]

    def test_a_private_address_is_refused_unless_the_operator_allows_it(self, publish, file_server, monkeypatch):
        resource_id = publish(CSV, "CSV")
        monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.allowed_hosts", [])
        assert run() == ["failed"]
        assert "not a public address" in helpers.call_action("mutualisation_display_show", id=resource_id)["problem"]
        assert file_server.asked == []

    def test_a_redirection_to_a_private_address_is_refused(self, publish, file_server, monkeypatch):
        monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.allowed_hosts", ["localhost"])
        file_server.address = f"http://localhost:{file_server.server_port}"
        resource_id = publish(f"http://127.0.0.1:{file_server.server_port}/secret.csv", "CSV")
        file_server.files["/secret.csv"] = CSV
        assert run() == ["failed"]
        problem = helpers.call_action("mutualisation_display_show", id=resource_id)["problem"]
        assert "127.0.0.1 leads to" in problem
        assert "/secret.csv" not in file_server.asked

    def test_a_file_over_the_limit_is_not_read_whole(self, publish, monkeypatch):
        monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.display_max_bytes", 10)
        resource_id = publish(CSV, "CSV")
        assert run() == ["failed"]
        assert "more than 10 bytes" in helpers.call_action("mutualisation_display_show", id=resource_id)["problem"]


def test_what_belongs_to_resources_that_are_gone_is_swept(publish):
    table, carte = publish(CSV, "CSV"), publish(GEOJSON, "GeoJSON", name="carte")
    run()
    assert displays.sweep() == 0
    for name in ("balades", "carte"):
        helpers.call_action("dataset_purge", id=name)
    assert displays.sweep() == 2
    assert not store.map_path(carte).exists()
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("datastore_search", resource_id=table)


class TestActions:
    def test_an_editor_makes_a_resource_ready_and_a_stranger_does_not(self, publish):
        resource_id = publish(CSV, "CSV")
        editor, stranger = factories.User(name="editrice"), factories.User(name="passant")
        helpers.call_action("organization_member_create", id="nantes", username=editor["name"], role="editor")
        with pytest.raises(tk.NotAuthorized):
            act("mutualisation_display_update", stranger, id=resource_id)
        assert act("mutualisation_display_update", editor, id=resource_id)["items"] == 2

    def test_a_resource_that_is_neither_table_nor_map_is_refused(self, publish):
        resource_id = publish(b"bonjour", "PDF")
        with pytest.raises(tk.ValidationError):
            helpers.call_action("mutualisation_display_update", id=resource_id)

    def test_a_visitor_sees_how_a_public_resource_is_looked_at(self, publish):
        resource_id = publish(GEOJSON, "GeoJSON")
        run()
        seen = act("mutualisation_display_show", None, id=resource_id)
        assert (seen["kind"], seen["ready"], seen["items"]) == ("map", True, 1)

    def test_a_visitor_does_not_see_that_of_a_private_one(self, publish):
        resource_id = publish(GEOJSON, "GeoJSON", private=True)
        with pytest.raises(tk.NotAuthorized):
            act("mutualisation_display_show", None, id=resource_id)


class TestCommand:
    def test_it_says_what_it_did_and_then_that_nothing_changed(self, publish, cli):
        publish(CSV, "CSV")
        first = call(cli, "mutualisation", "territory", "display")
        assert "tables: 1 made ready, 0 unchanged, 0 failed" in first.output
        second = call(cli, "mutualisation", "territory", "display")
        assert "tables: 0 made ready, 1 unchanged, 0 failed" in second.output

    def test_it_fails_when_a_file_could_not_be_displayed(self, publish, cli):
        publish(None, "CSV")
        assert call(cli, "mutualisation", "territory", "display").exit_code == 1

    def test_it_fails_on_a_dataset_that_does_not_exist(self, territory, cli):
        result = call(cli, "mutualisation", "territory", "display", "absent")
        assert result.exit_code == 1
        assert "No such dataset" in result.output


def act(action, user, **data_dict):
    person = model.User.by_name(user["name"]) if user else None
    context = {"user": user["name"] if user else "", "auth_user_obj": person, "ignore_auth": False}
    return tk.get_action(action)(context, data_dict)


def call(cli, *arguments):
    from ckan.cli.cli import ckan

    return cli.invoke(ckan, list(arguments))
