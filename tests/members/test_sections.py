from __future__ import annotations

import copy

import pytest
import yaml

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.core.declaration import Problem
from ckanext.mutualisation.members.sections import SECTIONS
from tests.members.factories import person

MEMBERS, DUTIES = SECTIONS
FILE = """
version: 1
members:
  - name: nantes
    title: Ville de Nantes
    body_kind: commune
    siren: "214 401 093"
    siret: "21440109300015"
    insee_code: "44109"
    parent: nantes-metropole
    website: https://www.nantes.fr
    contact_email: opendata@example.org
    description: La ville
  - name: nantes-metropole
    title: Nantes Métropole
    body_kind: epci
    siren: "244400404"
    insee_code: null
    parent: pays-de-la-loire
  - name: pays-de-la-loire
    title: Région Pays de la Loire
    body_kind: region
    siren: "234400034"
    insee_code: "52"
duties:
  - member: nantes-metropole
    user: treasurer
    room: ledger
"""


@pytest.fixture
def document(members):
    person("treasurer")
    return yaml.safe_load(FILE)


def problems(section, document):
    return {problem.path: problem.message for problem in section.check(document)}


def apply_all(document):
    return [change for section in SECTIONS for change in section.apply(document)]


class TestApply:
    def test_members_are_made_parents_first_and_duties_given(self, document):
        changes = apply_all(document)
        assert [(change.section, change.name, change.verb) for change in changes] == [
            ("members", "pays-de-la-loire", "create"),
            ("members", "nantes-metropole", "create"),
            ("members", "nantes", "create"),
            ("duties", "nantes-metropole/treasurer/ledger", "create"),
        ]
        nantes = call_action("mutualisation_member_show", id="nantes")
        assert (nantes["siren"], nantes["parent"]) == ("214401093", "nantes-metropole")
        assert nantes["contact_email"] == "opendata@example.org"
        assert call_action(
            "mutualisation_duty_check", user="treasurer", organization_id="nantes-metropole", room="ledger"
        )

    def test_a_second_run_plans_nothing_and_a_dry_run_writes_nothing(self, document):
        assert len([change for section in SECTIONS for change in section.plan(document)]) == 4
        assert call_action("organization_list") == []
        apply_all(document)
        assert [change for section in SECTIONS for change in section.plan(document)] == []
        assert apply_all(document) == []
        assert [problem for section in SECTIONS for problem in section.check(document)] == []

    def test_only_the_fields_that_the_file_names_are_changed(self, document):
        apply_all(document)
        call_action("organization_patch", {"user": site_user()}, id="pays-de-la-loire", website="https://example.org")
        document["members"][1]["title"] = "Nantes Métropole (Loire-Atlantique)"
        (change,) = MEMBERS.apply(document)
        assert (change.name, change.verb) == ("nantes-metropole", "update")
        assert change.fields == {"title": ("Nantes Métropole", "Nantes Métropole (Loire-Atlantique)")}
        assert call_action("mutualisation_member_show", id="pays-de-la-loire")["website"] == "https://example.org"

    def test_a_field_can_be_emptied(self, document):
        apply_all(document)
        document["members"][0]["siret"] = None
        (change,) = MEMBERS.apply(document)
        assert change.fields == {"siret": ("21440109300015", None)}
        assert call_action("mutualisation_member_show", id="nantes")["siret"] is None
        assert MEMBERS.plan(document) == []

    def test_members_and_duties_that_the_file_omits_stay(self, document):
        apply_all(document)
        assert apply_all({"members": document["members"][2:], "duties": []}) == []
        assert len(call_action("mutualisation_member_list")) == 3
        assert len(call_action("mutualisation_duty_list")) == 1

    def test_the_datasets_and_people_of_a_member_survive_an_update(self, document):
        apply_all(document)
        factories.Dataset(owner_org=model.Group.get("nantes").id)
        call_action(
            "organization_member_create", {"user": site_user()}, id="nantes", username="treasurer", role="editor"
        )
        document["members"][0]["title"] = "Nantes"
        MEMBERS.apply(document)
        shown = call_action("organization_show", id="nantes")
        assert shown["package_count"] == 1
        assert "treasurer" in [user["name"] for user in shown["users"]]

    def test_what_is_exported_plans_nothing_and_makes_the_same_again(self, document):
        apply_all(document)
        exported = {section.key: section.export() for section in SECTIONS}
        assert exported["members"][0] == {
            "name": "pays-de-la-loire",
            "title": "Région Pays de la Loire",
            "body_kind": "region",
            "siren": "234400034",
            "insee_code": "52",
        }
        assert exported["duties"] == [{"member": "nantes-metropole", "user": "treasurer", "room": "ledger"}]
        again = yaml.safe_load(yaml.safe_dump(exported, allow_unicode=True))
        assert [change for section in SECTIONS for change in section.plan(again)] == []

    def test_an_empty_instance_exports_nothing(self, members):
        assert [section.export() for section in SECTIONS] == [None, None]


class TestCheck:
    def test_a_good_file_has_no_problem(self, document):
        assert [problem for section in SECTIONS for problem in section.check(document)] == []
        assert [problem for section in SECTIONS for problem in section.check({})] == []

    @pytest.mark.parametrize(
        ("index", "field", "value", "words"),
        [
            (1, "siren", "244400405", "Check each digit"),
            (1, "siren", 244400404, "quotes"),
            (0, "siret", "24440040400129", "does not start with the SIREN 214401093"),
            (0, "insee_code", "44", "commune"),
            (1, "insee_code", "44109", "Leave it empty"),
            (2, "insee_code", 52, "quotes"),
            (0, "body_kind", "ville", "region, departement"),
            (0, "parent", "nowhere", "There is no member “nowhere”"),
            (2, "parent", "nantes", "lies below"),
            (2, "parent", "pays-de-la-loire", "the same one"),
            (0, "name", "Nantes!", "lower-case"),
            (0, "website", "www.nantes.fr", "https://"),
            (0, "contact_email", "nantes", "e-mail"),
            (0, "colour", "blue", "Unknown field “colour”"),
        ],
    )
    def test_a_wrong_value_is_found_at_its_exact_place(self, document, index, field, value, words):
        document["members"][index][field] = value
        found = problems(MEMBERS, document)
        assert words in found["members", index, field]
        if (field, value) not in {("name", "Nantes!"), ("parent", "nantes")}:  # these touch other entries too
            assert set(found) == {("members", index, field)}

    def test_a_name_given_twice_is_found(self, document):
        document["members"].append(copy.deepcopy(document["members"][0]))
        assert "already the name of entry 1" in problems(MEMBERS, document)["members", 3, "name"]

    def test_a_missing_name_is_found(self, document):
        del document["members"][0]["name"]
        assert problems(MEMBERS, document) == {("members", 0): "The field “name” is missing."}

    @pytest.mark.parametrize("value", ["nantes", {"name": "nantes"}, 3])
    def test_a_section_that_is_no_list_is_found(self, members, value):
        assert "must be a list" in problems(MEMBERS, {"members": value})["members",]
        assert "must be a list" in problems(DUTIES, {"duties": value})["duties",]

    def test_an_entry_that_is_no_set_of_fields_is_found(self, document):
        document["members"].append("nantes")
        assert "set of fields" in problems(MEMBERS, document)["members", 3]

    def test_a_parent_that_the_site_has_is_known(self, document):
        factories.Organization(name="france")
        document["members"][2]["parent"] = "france"
        assert problems(MEMBERS, document) == {}

    def test_a_loop_through_the_site_is_found(self, document):
        factories.Organization(name="france")
        factories.Organization(name="bretagne", parent="france")
        entry = {"name": "france", "parent": "bretagne"}
        assert "lies below" in problems(MEMBERS, {"members": [entry]})["members", 0, "parent"]

    def test_a_code_is_judged_by_the_kind_that_the_site_knows(self, document):
        apply_all(document)
        assert problems(MEMBERS, {"members": [{"name": "nantes", "insee_code": "44109"}]}) == {}
        wrong = {"members": [{"name": "nantes", "insee_code": "44"}]}
        assert "commune" in problems(MEMBERS, wrong)["members", 0, "insee_code"]

    def test_the_name_of_a_deleted_organisation_is_found(self, document):
        factories.Organization(name="nantes", state="deleted")
        assert "deleted organisation" in problems(MEMBERS, document)["members", 0, "name"]

    def test_duties_name_users_members_and_rooms_that_exist(self, document):
        wrong = {"member": "nowhere", "user": "nobody", "room": "kitchen", "why": "x"}
        document["duties"] = [wrong, {"member": "nantes"}]
        assert set(problems(DUTIES, document)) == {
            ("duties", 0, "member"),
            ("duties", 0, "user"),
            ("duties", 0, "room"),
            ("duties", 0, "why"),
            ("duties", 1),
        }
        assert all(isinstance(problem, Problem) for problem in DUTIES.check(document))


def site_user():
    return call_action("get_site_user")["name"]
