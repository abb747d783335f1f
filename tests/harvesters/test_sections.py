"""The section ``sources`` of a declarative file."""
from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories

from ckanext.mutualisation.harvesters.sections import SECTIONS
from tests.harvesters import factories

SECTION = SECTIONS[0]


def entry(**more: Any) -> dict[str, Any]:
    return {
        "name": "nantes-catalogue", "member": "nantes", "kind": "ckan", "url": "http://127.0.0.1:5001",
        "settings": {"organization": "nantes"}, "frequency": "MANUAL", **more,
    }  # fmt: skip


def problems(*entries: Any, **document: Any) -> list[tuple[tuple[Any, ...], str]]:
    return [(one.path, one.message) for one in SECTION.check({"sources": list(entries), **document})]


def paths(*entries: Any, **document: Any) -> list[tuple[Any, ...]]:
    return [path for path, _ in problems(*entries, **document)]


def test_a_good_source_has_no_problem(org):
    assert problems(entry()) == []


def test_the_member_may_be_one_that_the_same_file_creates(platform):
    assert paths(entry()) == [("sources", 0, "member")]
    assert problems(entry(), members=[{"name": "nantes"}]) == []


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (entry(kind="geonetwork"), ("kind",)),
        (entry(url="ftp://x.example"), ("url",)),
        (entry(url="http://"), ("url",)),
        (entry(url=3), ("url",)),
        (entry(name="Nantes !"), ("name",)),
        (entry(member="rennes"), ("member",)),
        (entry(frequency="HOURLY"), ("frequency",)),
        (entry(settings={"organisation": "nantes"}), ("settings", "organisation")),
        (entry(settings={"rows": 5000}), ("settings", "rows")),
        (entry(settings={"filters": {"groups": 3}}), ("settings", "filters", "groups")),
        (entry(settings=["nantes"]), ("settings",)),
        (entry(colour="red"), ("colour",)),
        ({"name": "x", "member": "nantes", "kind": "ckan"}, ()),
        ("nantes", ()),
    ],
)
def test_a_wrong_value_is_named_by_its_path(org, wrong: Any, path: tuple[str, ...]):
    assert paths(entry(name="good"), wrong) == [("sources", 1, *path)]


def test_a_remedy_is_given(org):
    (_, message), = problems(entry(settings={"rows": 0}))
    assert "1 to 1000" in message


def test_two_sources_may_share_an_address_but_not_all(org):
    one, other = entry(), entry(name="other", settings={"organization": "nantes-metropole"})
    assert problems(one, other) == []
    assert paths(one, entry(name="other")) == [("sources", 1, "url")]
    assert paths(one, {**other, "name": one["name"]}) == [("sources", 1, "name")]


def test_a_name_that_a_dataset_has_is_refused(org):
    ckan_factories.Dataset(name="nantes-catalogue", owner_org=org["id"])
    assert paths(entry()) == [("sources", 0, "name")]


def test_applying_twice_changes_nothing_the_second_time(org):
    document = {"sources": [entry(), entry(name="other", settings={})]}
    planned = list(SECTION.plan(document))
    assert [(one.verb, one.name) for one in planned] == [("create", "nantes-catalogue"), ("create", "other")]
    assert tk.get_action("harvest_source_list")(factories.context(), {}) == []
    assert list(SECTION.apply(document)) == planned
    assert list(SECTION.plan(document)) == []
    assert list(SECTION.apply(document)) == []
    shown = tk.get_action("harvest_source_show")(factories.context(), {"id": "nantes-catalogue"})
    assert (shown["source_type"], shown["url"]) == ("mutualisation_ckan_harvester", "http://127.0.0.1:5001")
    assert shown["organization"]["name"] == "nantes"


def test_a_change_is_planned_with_its_values_then_made(org):
    list(SECTION.apply({"sources": [entry()]}))
    document = {"sources": [entry(frequency="daily", settings={"organization": "nm"}, title="Catalogue")]}
    (change,) = SECTION.plan(document)
    assert change.verb == "update"
    assert dict(change.fields) == {
        "frequency": ("MANUAL", "DAILY"),
        "settings": ({"organization": "nantes"}, {"organization": "nm"}),
        "title": ("nantes-catalogue", "Catalogue"),
    }
    list(SECTION.apply(document))
    assert list(SECTION.plan(document)) == []


def test_the_export_makes_the_same_sources(org, peer):
    document = {"sources": [entry(url=peer.url), entry(name="other", url=peer.url, settings={}, frequency="WEEKLY")]}
    list(SECTION.apply(document))
    factories.run_by_command("other")
    exported = SECTION.export()
    assert list(SECTION.plan({"sources": exported})) == []
    assert [one["name"] for one in exported] == ["nantes-catalogue", "other"]
    assert exported[1]["frequency"] == "WEEKLY"


def test_nothing_to_export_is_none(platform):
    assert SECTION.export() is None
