from __future__ import annotations

import json

from ckanext.mutualisation.core.records import ckan
from ckanext.mutualisation.core.records.package import Form, merge, to_package

RECORD = {
    "id": "g1",
    "name": "ecoles",
    "title": "Écoles",
    "groups": [{"title": "Environnement"}, {"title": "Bazar"}],
    "license_title": "Maison",
    "metadata_created": "2012-12-21T09:00:00",
    "organization": {"title": "Nantes"},
    "frequency": "annuelle",
    "extras": [{"key": "zone", "value": "Nord"}],
    "resources": [{"id": "r1", "url": "https://x.example/a.csv", "format": "CSV"}],
}
SCHEMA = Form(
    fields=frozenset({"title", "notes", "theme", "frequency", "issued", "publisher", "zone"}),
    lists=frozenset({"theme"}),
    groups=frozenset({"publisher"}),
    required=frozenset({"notes"}),
)


def extras(package) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in package["extras"]}


def test_on_ckans_own_form_dcat_fields_are_extras_that_ckanext_dcat_reads():
    package = to_package(ckan.read(RECORD), "s", "https://x.example/dataset/ecoles", Form())
    assert json.loads(extras(package)["theme"]) == ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]
    assert extras(package)["publisher_name"] == "Nantes"
    assert extras(package)["identifier"] == "g1"
    assert extras(package)["zone"] == "Nord"
    assert extras(package)["license_as_published"] == "Maison"
    assert extras(package)["theme_as_published"] == "Bazar"
    assert package["url"] == extras(package)["harvest_remote_url"] == "https://x.example/dataset/ecoles"
    assert "theme" not in package


def test_a_form_with_dcat_fields_gets_them_as_fields():
    package = to_package(ckan.read(RECORD), "s", "", SCHEMA)
    assert package["theme"] == ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]
    assert package["publisher"] == [{"name": "Nantes"}]
    assert package["zone"] == "Nord"
    assert package["notes"] == "Écoles"
    assert not set(extras(package)) & SCHEMA.fields


def test_a_text_where_the_form_wants_parts_is_kept_beside_it():
    record = {**RECORD, "extras": [{"key": "publisher", "value": "la Ville"}]}
    package = to_package(ckan.read(record), "s", "", SCHEMA)
    assert extras(package)["publisher_as_published"] == "la Ville"


def test_a_value_that_the_form_does_not_offer_is_kept_beside_it():
    form = Form(fields=frozenset({"frequency"}), choices={"frequency": frozenset({"DAILY"})})
    package = to_package(ckan.read({**RECORD, "frequency": "quand il pleut"}), "s", "", form)
    assert extras(package)["frequency_as_published"] == "quand il pleut"
    assert "frequency" not in package


def test_over_an_existing_dataset_what_only_this_instance_knows_stays():
    package = to_package(ckan.read(RECORD), "s", "", SCHEMA)
    existing = {
        "id": package["id"],
        "name": "mine",
        "private": True,
        "title": "Before",
        "frequency": "gone at the source",
        "territory": "44109",
        "metadata_modified": "2013-01-01",
        "resources": [{"id": package["resources"][0]["id"], "datastore_active": True, "size": 3}, {"id": "vanished"}],
    }
    merged = merge(existing, {**package, "frequency": ""}, SCHEMA)
    kept = (merged["name"], merged["private"], merged["territory"])
    assert kept == ("mine", True, "44109")
    assert merged["title"] == "Écoles"
    assert [resource["id"] for resource in merged["resources"]] == [package["resources"][0]["id"]]
    assert merged["resources"][0]["datastore_active"] is True
    assert "size" not in merged["resources"][0]
    assert "metadata_modified" not in merged
    del package["frequency"]
    assert "frequency" not in merge(existing, package, SCHEMA)
