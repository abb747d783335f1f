"""The settings of a source of kind ckan, as its form and ckanext-harvest see them, and the licence list option."""
from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.mutualisation.harvesters import base, config, source
from tests.harvesters import factories


@pytest.fixture
def kind(platform):
    return base.harvesters()[factories.TYPE]


def test_a_kind_is_named_as_its_plugin(kind):
    assert kind.info()["name"] == kind.name == "mutualisation_ckan_harvester"


@pytest.mark.parametrize("text", ['{"organization": " nantes "}', '{"settings": {"organization": "nantes"}}'])
def test_settings_have_one_form_however_they_are_written(kind, text: str):
    assert kind.validate_config(text) == '{"settings": {"organization": "nantes"}}'
    assert kind.validate_config(kind.validate_config(text)) == kind.validate_config(text)


@pytest.mark.parametrize("text", [None, ""])
def test_no_settings_are_good_settings(kind, text):
    assert kind.validate_config(text) == text


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"organization": 3}', "organization"),
        ('{"organization": ""}', "organization"),
        ('{"organisation": "x"}', "organisation"),
        ('{"rows": 0}', "rows"),
        ('{"rows": true}', "rows"),
        ('{"filters": "x"}', "filters"),
        ('{"filters": {"a b": "x"}}', "filters.a b"),
        ('{"filters": {"groups": []}}', "filters.groups"),
        ("nantes", ""),
        ("[1]", ""),
    ],
)
def test_a_wrong_setting_is_named(kind, text: str, field: str):
    with pytest.raises(source.InvalidSettings) as refused:
        kind.validate_config(text)
    assert refused.value.field == field


def test_a_wrong_setting_is_told_by_the_form(org):
    with pytest.raises(tk.ValidationError) as refused:
        factories.source("http://x.example", org["id"], settings={"organisation": "nantes"})
    assert "organisation: unknown setting" in str(refused.value.error_dict["config"])


def test_the_licence_list_is_used_when_asked_for_and_only_then():
    option = "ckanext.mutualisation.harvest.licence_list"
    for asked, expected in (
        ({}, None),
        ({option: "fr"}, f"file://{config.LICENCES / 'fr.json'}"),
        ({option: "fr", "licenses_group_url": "file:///mine"}, "file:///mine"),
    ):
        settings = dict(asked)
        config.use_licence_list(settings)  # type: ignore[arg-type]
        assert settings.get("licenses_group_url") == expected
    with pytest.raises(CkanConfigurationException, match="licence_list"):
        config.use_licence_list({option: "de"})  # type: ignore[arg-type]
