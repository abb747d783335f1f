from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from tests.members.factories import person

pytestmark = pytest.mark.usefixtures("members")

NANTES = {
    "name": "nantes",
    "title": "Ville de Nantes",
    "body_kind": "commune",
    "siren": "214 401 093",
    "siret": "214 401 093 00015",
    "insee_code": "44109",
    "website": "https://www.nantes.fr",
    "contact_email": "opendata@example.org",
}


def call_action(action, **data_dict):
    """Run an action as a sysadmin: recorded activities need a real user."""
    sysadmin = model.User.by_name("sysadmin") or person("sysadmin", sysadmin=True)
    return helpers.call_action(action, {"user": sysadmin.name}, **data_dict)


def errors_of(action, **data_dict):
    with pytest.raises(tk.ValidationError) as refusal:
        call_action(action, **data_dict)
    return refusal.value.error_dict


class TestValidOrganizations:
    def test_the_fields_come_back_as_insee_writes_them(self):
        factories.Organization(**NANTES)
        shown = call_action("organization_show", id="nantes")
        expected = {**NANTES, "siren": "214401093", "siret": "21440109300015"}
        assert {name: shown[name] for name in NANTES} == expected
        assert "extras" not in shown

    def test_a_patch_changes_one_field_and_keeps_the_others(self):
        factories.Organization(**NANTES)
        call_action("organization_patch", id="nantes", website="https://metropole.nantes.fr")
        shown = call_action("organization_show", id="nantes")
        assert shown["website"] == "https://metropole.nantes.fr"
        assert shown["siren"] == "214401093"

    def test_an_emptied_field_is_gone(self):
        factories.Organization(**NANTES)
        call_action("organization_patch", id="nantes", siret="")
        assert "siret" not in call_action("organization_show", id="nantes")

    def test_the_list_gives_the_fields_too(self):
        factories.Organization(**NANTES)
        (listed,) = call_action("organization_list", all_fields=True, include_extras=True)
        assert (listed["name"], listed["siren"]) == ("nantes", "214401093")

    def test_la_postes_establishments_are_accepted(self):
        shown = factories.Organization(siren="356000000", siret="35600000049837", body_kind="other")
        assert shown["siret"] == "35600000049837"


class TestOrganizationsOfBefore:
    def make(self, **extras):
        """Write an organisation as a CKAN without the schema did."""
        organization = factories.Organization(name="before", title="Before")
        model.Session.execute(
            sa.update(model.Group).where(model.Group.id == organization["id"]).values(extras=extras)
        )
        model.Session.commit()
        return organization

    def test_an_organisation_without_the_fields_shows_none_of_them(self):
        self.make()
        shown = call_action("organization_show", id="before")
        assert not {"siren", "siret", "insee_code", "body_kind", "parent", "website"} & shown.keys()

    def test_it_can_be_edited_as_before(self):
        self.make()
        call_action("organization_patch", id="before", description="Still here")
        shown = call_action("organization_show", id="before")
        call_action("organization_update", **{**shown, "title": "After"})
        shown = call_action("organization_show", id="before")
        assert (shown["title"], shown["description"]) == ("After", "Still here")

    def test_its_free_extras_stay(self):
        self.make(phone="02 40 00 00 00")
        call_action("organization_patch", id="before", body_kind="commune")
        shown = call_action("organization_show", id="before")
        assert [(extra["key"], extra["value"]) for extra in shown["extras"]] == [("phone", "02 40 00 00 00")]
        assert shown["body_kind"] == "commune"

    def test_an_extra_that_bears_a_fields_name_is_taken_as_the_field(self):
        call_action(
            "organization_create",
            name="nantes",
            extras=[{"key": "siren", "value": "214401093"}, {"key": "phone", "value": "1"}],
        )
        shown = call_action("organization_show", id="nantes")
        assert shown["siren"] == "214401093"
        assert [extra["key"] for extra in shown["extras"]] == ["phone"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "value", "remedy"),
        [
            ("siren", "214401094", "Check each digit"),
            ("siren", "2144", "9 digits"),
            ("siret", "21440109300016", "Check each digit"),
            ("insee_code", "44000", "44109"),
            ("body_kind", "ville", "region, departement, epci"),
            ("website", "nantes.fr", "https://"),
            ("website", "javascript:alert(1)", "https://"),
            ("contact_email", "nantes", "valid format"),
            ("parent", "nowhere", "There is no organisation"),
        ],
    )
    def test_a_wrong_value_is_refused_at_its_field_with_the_remedy(self, field, value, remedy):
        errors = errors_of("organization_create", **{**NANTES, field: value})
        assert set(errors) == {field}
        assert value in errors[field][0]
        assert remedy in errors[field][0]

    def test_a_siret_must_start_with_the_siren(self):
        errors = errors_of("organization_create", **{**NANTES, "siret": "24440040400129"})
        assert "does not start with the SIREN 214401093" in errors["siret"][0]

    def test_a_commune_does_not_take_a_departments_code(self):
        assert "commune" in errors_of("organization_create", **{**NANTES, "insee_code": "44"})["insee_code"][0]

    def test_an_epci_takes_no_insee_code(self):
        errors = errors_of("organization_create", name="nm", body_kind="epci", insee_code="44109")
        assert "Leave it empty" in errors["insee_code"][0]

    def test_a_code_without_a_kind_of_body_asks_for_the_kind(self):
        assert "kind of body first" in errors_of("organization_create", name="n", insee_code="44109")["insee_code"][0]


class TestParents:
    def test_a_parent_is_given_and_shown_by_its_name(self):
        factories.Organization(name="nantes-metropole")
        shown = factories.Organization(**NANTES, parent="nantes-metropole")
        assert shown["parent"] == "nantes-metropole"

    def test_a_renamed_parent_is_still_the_parent(self):
        factories.Organization(name="nantes-metropole")
        factories.Organization(**NANTES, parent="nantes-metropole")
        call_action("organization_patch", id="nantes-metropole", name="metropole")
        assert call_action("organization_show", id="nantes")["parent"] == "metropole"
        call_action("organization_patch", id="nantes", title="Nantes")
        assert call_action("organization_show", id="nantes")["parent"] == "metropole"

    def test_a_deleted_parent_is_no_parent_and_does_not_stop_an_edit(self):
        factories.Organization(name="nantes-metropole")
        factories.Organization(**NANTES, parent="nantes-metropole")
        call_action("organization_delete", id="nantes-metropole")
        assert "parent" not in call_action("organization_show", id="nantes")
        call_action("organization_patch", id="nantes", title="Nantes")

    def test_an_organisation_is_not_its_own_parent(self):
        factories.Organization(**NANTES)
        assert "the same one" in errors_of("organization_patch", id="nantes", parent="nantes")["parent"][0]

    def test_parents_do_not_make_a_circle(self):
        factories.Organization(name="region")
        factories.Organization(name="departement", parent="region")
        factories.Organization(name="commune", parent="departement")
        assert "lies below it" in errors_of("organization_patch", id="region", parent="commune")["parent"][0]

    def test_a_group_is_no_parent(self):
        factories.Group(name="a-group")
        assert "no organisation" in errors_of("organization_create", name="nantes", parent="a-group")["parent"][0]


class TestPages:
    def test_the_form_bears_french_labels_for_a_french_reader(self, signed_in):
        page = signed_in(person("sysadmin", sysadmin=True).name).get("/fr/organization/new")
        for label in ("Type d’organisme", "Code INSEE", "Rattaché à", "Les 9 chiffres qui identifient l’organisme"):
            assert label in page.body
        assert "Kind of body" not in page.body

    def test_the_form_saves_and_says_what_is_wrong_at_the_field(self, members):
        sysadmin = factories.SysadminWithToken()
        headers = {"Authorization": sysadmin["token"]}
        page = members.post("/organization/new", data={**NANTES, "siren": "1", "save": ""}, headers=headers)
        assert "“1” is not a SIREN" in page.body
        members.post("/organization/new", data={**NANTES, "parent": "", "save": ""}, headers=headers)
        assert call_action("organization_show", id="nantes")["siren"] == "214401093"

    def test_the_about_page_shows_what_is_known_and_nothing_else(self, members):
        factories.Organization(name="nantes-metropole", title="Nantes Métropole")
        factories.Organization(**NANTES, parent="nantes-metropole")
        page = members.get("/fr/organization/about/nantes")
        for text in ("Commune", "214401093", "44109", "Nantes Métropole", "mailto:", "https://www.nantes.fr"):
            assert text in page.body
        assert "SIREN" not in members.get("/fr/organization/about/nantes-metropole").body
