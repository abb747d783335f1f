from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from ckanext.mutualisation.territory.search import widen


def titles(q):
    return {dataset["title"] for dataset in helpers.call_action("package_search", q=q)["results"]}


@pytest.fixture
def in_french(monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.search_fields", ["title_fr^4", "text_fr"])


def test_plurals_elisions_and_accents_do_not_hide_a_dataset(territory, in_french):
    factories.Dataset(title="Chevaux de l'école communale", owner_org=factories.Organization()["id"])
    factories.Dataset(title="Horaires des trains", owner_org=factories.Organization()["id"])
    assert titles("cheval") == {"Chevaux de l'école communale"}
    assert titles("ecoles") == {"Chevaux de l'école communale"}


def test_without_the_setting_the_search_is_ckan_s_own(territory):
    factories.Dataset(title="Chevaux de l'école communale", owner_org=factories.Organization()["id"])
    assert titles("cheval") == set()


@pytest.mark.parametrize("search", [{"q": "x", "qf": "title"}, {"q": "title:x"}, {"q": "x", "defType": "edismax"}])
def test_a_search_that_chose_its_fields_is_left_alone(search):
    assert widen(search, ["title_fr"]) == search


def test_a_search_without_fields_to_add_is_the_same_object():
    search = {"q": "x"}
    assert widen(search, []) is search
