from __future__ import annotations

import pytest
import sqlalchemy as sa
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.tests import factories, helpers

from ckanext.dcat.processors import RDFSerializer

from ckanext.mutualisation.members.cli import member
from tests.members.factories import person

pytestmark = pytest.mark.usefixtures("members", "clean_index")

TRANSPORT = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
ENVIRONMENT = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
INSPIRE = "http://inspire.ec.europa.eu/theme/tn"
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"

RICH = {
    "name": "pistes-cyclables",
    "title": "Pistes cyclables",
    "notes": "Les aménagements cyclables de la métropole",
    "theme": [TRANSPORT, ENVIRONMENT],
    "frequency": ANNUAL,
    "issued": "2011-11-21",
    "modified": "2013",
    "temporal_coverage": [{"start": "2012-01-01", "end": "2012-12-31"}],
    "spatial_coverage": [{"uri": "http://id.insee.fr/geo/commune/44109", "text": "Nantes"}],
    "publisher": [{"name": "Direction des mobilités", "email": "velo@example.org"}],
    "contact": [{"name": "Service vélo", "email": "velo@example.org"}, {"name": "Standard"}],
    "language": ["http://publications.europa.eu/resource/authority/language/FRA"],
    "conforms_to": ["https://schema.data.gouv.fr/etalab/schema-amenagements-cyclables"],
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "identifier": "24440040400129-velo",
    "provenance": "Relevé de terrain",
    "resources": [
        {
            "url": "https://example.org/velo.csv",
            "name": "Pistes",
            "format": "CSV",
            "size": 1200,
            "availability": "http://publications.europa.eu/resource/authority/planned-availability/STABLE",
            "issued": "2012-01-01",
            "conforms_to": ["https://example.org/schema"],
        }
    ],
}


def call_action(action, **data_dict):
    """Run an action as a sysadmin."""
    sysadmin = model.User.by_name("sysadmin") or person("sysadmin", sysadmin=True)
    return helpers.call_action(action, {"user": sysadmin.name}, **data_dict)


def new_dataset(**fields):
    return factories.Dataset(owner_org=factories.Organization()["id"], **fields)


def write_extras(dataset, **extras):
    """Write extras as a CKAN without the schema did, and forget what the index knows."""
    model.Session.execute(sa.update(model.Package).where(model.Package.id == dataset["id"]).values(extras=extras))
    model.Session.commit()
    search.clear_all()


class TestFields:
    def test_what_goes_in_comes_out(self):
        new_dataset(**RICH)
        shown = call_action("package_show", id="pistes-cyclables")
        for name in RICH.keys() - {"resources"}:
            assert shown[name] == RICH[name], name
        for name, value in RICH["resources"][0].items():
            assert shown["resources"][0][name] == value, name

    def test_what_was_indexed_is_what_is_shown(self):
        new_dataset(**RICH)
        (found,) = call_action("package_search", q="cyclables")["results"]
        assert found["theme"] == RICH["theme"]
        assert found["contact"] == RICH["contact"]

    def test_a_dataset_needs_a_name_only_and_shows_no_empty_field(self):
        call_action("package_create", name="minimal", owner_org=factories.Organization()["id"])
        shown = call_action("package_show", id="minimal")
        assert shown["title"] == "minimal"
        own = {"theme", "frequency", "issued", "contact", "publisher", "spatial_coverage", "language", "provenance"}
        assert not own & shown.keys()

    def test_stock_rules_still_hold(self):
        organization = factories.Organization()["id"]
        with pytest.raises(tk.ValidationError) as refusal:
            call_action("package_create", name="Not A Name", owner_org=organization, author_email="nobody")
        assert set(refusal.value.error_dict) == {"name", "author_email"}

    def test_an_update_without_name_keeps_it_as_in_a_stock_ckan(self):
        dataset = new_dataset(name="kept", title="Before")
        assert call_action("package_update", id=dataset["id"], owner_org=dataset["owner_org"])["name"] == "kept"

    def test_themes_of_another_vocabulary_are_kept(self):
        dataset = new_dataset(theme=[INSPIRE, TRANSPORT])
        call_action("package_patch", id=dataset["id"], title="Other")
        assert call_action("package_show", id=dataset["id"])["theme"] == [INSPIRE, TRANSPORT]

    def test_a_date_that_is_none_is_refused_at_its_field(self):
        with pytest.raises(tk.ValidationError) as refusal:
            new_dataset(issued="soon")
        assert set(refusal.value.error_dict) == {"issued"}


class TestExtras:
    def test_free_extras_are_accepted_and_kept(self):
        dataset = new_dataset(extras=[{"key": "territoire", "value": "44"}], theme=[TRANSPORT])
        call_action("package_patch", id=dataset["id"], title="Other")
        shown = call_action("package_show", id=dataset["id"])
        assert shown["extras"] == [{"key": "territoire", "value": "44"}]
        assert shown["theme"] == [TRANSPORT]

    def test_extras_that_bear_a_fields_name_are_taken_as_the_field(self):
        dataset = new_dataset(
            extras=[
                {"key": "theme", "value": f'["{TRANSPORT}"]'},
                {"key": "a", "value": "1"},
                {"key": "frequency", "value": "annuelle"},
                {"key": "publisher", "value": "Ville de Nantes"},
                {"key": "contact", "value": '[{"name": "Service", "email": "a@example.org"}]'},
                {"key": "b", "value": "2"},
                {"key": "language", "value": "fr"},
            ]
        )
        shown = call_action("package_show", id=dataset["id"])
        assert shown["theme"] == [TRANSPORT]
        assert shown["frequency"] == "annuelle"
        assert shown["publisher"] == [{"name": "Ville de Nantes"}]
        assert shown["contact"] == [{"name": "Service", "email": "a@example.org"}]
        assert shown["language"] == ["fr"]
        assert shown["extras"] == [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]

    def test_an_extra_wins_over_the_field_that_an_old_script_sends_back(self):
        dataset = new_dataset(contact=[{"name": "A"}, {"name": "B"}], frequency="old")
        extras = [{"key": "contact", "value": '[{"name": "C"}]'}, {"key": "frequency", "value": "new"}]
        call_action("package_update", **{**dataset, "extras": extras})
        shown = call_action("package_show", id=dataset["id"])
        assert (shown["contact"], shown["frequency"]) == ([{"name": "C"}], "new")

    def test_ckans_own_fields_are_still_refused_as_extras(self):
        with pytest.raises(tk.ValidationError) as refusal:
            new_dataset(extras=[{"key": "title", "value": "x"}])
        assert "extras" in refusal.value.error_dict

    def test_the_same_extra_twice_is_still_refused(self):
        with pytest.raises(tk.ValidationError) as refusal:
            new_dataset(extras=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])
        assert "extras_validation" in refusal.value.error_dict

    def test_datasets_of_before_the_schema_keep_their_extras(self):
        dataset = new_dataset(name="before")
        write_extras(dataset, territoire="44", frequency="annuelle", theme="transports")
        shown = call_action("package_show", id="before")
        assert shown["extras"] == [{"key": "territoire", "value": "44"}]
        assert shown["frequency"] == "annuelle"
        call_action("package_patch", id="before", title="After")
        shown = call_action("package_show", id="before")
        assert (shown["title"], shown["frequency"], shown["theme"]) == ("After", "annuelle", ["transports"])
        assert shown["extras"] == [{"key": "territoire", "value": "44"}]


class TestUnreadableExtras:
    """Scheming fails on a text where the schema has several parts: a dataset of before could not be shown."""

    @pytest.fixture
    def before(self):
        dataset = new_dataset(name="before", notes="Kept")
        extras = {"publisher": "Ville de Nantes", "temporal_coverage": "avant 2013", "contact": "", "a": "1"}
        write_extras(dataset, **extras)
        return dataset

    def test_they_are_found_and_the_exit_code_says_so(self, before, cli):
        result = cli.invoke(member, ["extras"])
        assert result.exit_code == 1
        assert "Ville de Nantes" in result.output
        assert "--mend" in result.output + result.stderr
        with pytest.raises(ValueError, match="Expecting value"):
            call_action("package_show", id="before")

    def test_they_are_mended_and_nothing_else_changes(self, before, cli):
        assert cli.invoke(member, ["extras", "--mend"]).exit_code == 0
        shown = call_action("package_show", id="before")
        assert shown["publisher"] == [{"name": "Ville de Nantes"}]
        assert shown["extras"] == [{"key": "a", "value": "1"}, {"key": "temporal_coverage_text", "value": "avant 2013"}]
        assert "contact" not in shown
        for name in ("notes", "metadata_modified", "metadata_created", "owner_org"):
            assert shown[name] == before[name], name
        assert call_action("package_search", q="name:before")["count"] == 1
        assert cli.invoke(member, ["extras"]).exit_code == 0

    def test_sound_datasets_are_left_alone(self, cli):
        new_dataset(**RICH)
        assert cli.invoke(member, ["extras"]).exit_code == 0


class TestDcat:
    def test_the_dcat_ap_3_profile_writes_every_field(self):
        dataset = call_action("package_show", id=new_dataset(**RICH)["id"])
        graph = Graph().parse(data=RDFSerializer(profiles=["euro_dcat_ap_3"]).serialize_dataset(dataset, _format="ttl"))
        (subject,) = graph.subjects(predicate=DCTERMS.identifier, object=Literal(RICH["identifier"]))
        assert set(graph.objects(subject, DCAT.theme)) == {URIRef(TRANSPORT), URIRef(ENVIRONMENT)}
        assert set(graph.objects(subject, DCTERMS.accrualPeriodicity)) == {URIRef(ANNUAL)}
        assert set(graph.objects(subject, DCTERMS.spatial)) == {URIRef("http://id.insee.fr/geo/commune/44109")}
        (publisher,) = graph.objects(subject, DCTERMS.publisher)
        assert graph.value(publisher, FOAF.name) == Literal("Direction des mobilités")
        assert len(list(graph.objects(subject, DCAT.contactPoint))) == 2
        (period,) = graph.objects(subject, DCTERMS.temporal)
        assert str(graph.value(period, DCAT.startDate)).startswith("2012-01-01")
        for predicate in (DCTERMS.language, DCTERMS.conformsTo, DCTERMS.issued, DCTERMS.modified, DCTERMS.provenance):
            assert graph.value(subject, predicate) is not None, predicate
        (distribution,) = graph.objects(subject, DCAT.distribution)
        assert graph.value(distribution, DCTERMS.conformsTo) == URIRef("https://example.org/schema")


class TestPages:
    def test_the_page_shows_labels_in_the_readers_language_and_no_empty_row(self, members):
        new_dataset(**RICH, extras=[{"key": "territoire", "value": "quarante-quatre"}])
        french = members.get("/fr/dataset/pistes-cyclables").body
        for text in ("Transports", "Environnement", "Annuelle", "Service vélo", "quarante-quatre", "Nantes"):
            assert text in french, text
        assert "Responsable de la mise à jour" not in french
        english = members.get("/dataset/pistes-cyclables").body
        assert "Every year" in english
        assert "Transport" in english
        assert "Annuelle" not in english

    def test_the_resource_page_does_too(self, members):
        rich = {**RICH, "resources": [{**RICH["resources"][0], "rights": ["one", "two"]}]}
        resource = new_dataset(**rich)["resources"][0]
        page = members.get(f"/fr/dataset/pistes-cyclables/resource/{resource['id']}").body
        assert "Disponibilité" in page
        assert "Stable" in page
        assert "Empreinte" not in page
        assert page.count("https://example.org/schema") == 1
        assert resource["id"] in page

    def test_the_form_keeps_what_its_lists_do_not_know(self, members):
        new_dataset(**{**RICH, "theme": [INSPIRE], "frequency": "R/P1Y"})
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = members.get("/fr/dataset/edit/pistes-cyclables", headers=headers).body
        assert f'<option value="{INSPIRE}" selected>' in page
        assert '<option value="R/P1Y" selected' in page
        assert 'value="2013"' in page
        assert "Fréquence de mise à jour" in page

    def test_the_form_saves(self, members):
        organization = factories.Organization()
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        form = {
            "name": "by-form",
            "title": "By form",
            "owner_org": organization["id"],
            "theme": [TRANSPORT, ENVIRONMENT],
            "frequency": ANNUAL,
            "issued": "",
            "contact-0-name": "Service",
            "contact-0-email": "",
            "conforms_to": "",
            "_ckan_phase": "1",
            "save": "go-metadata",
        }
        members.post("/dataset/new", data=form, headers=headers, follow_redirects=False)
        shown = call_action("package_show", id="by-form")
        assert (shown["theme"], shown["frequency"]) == ([TRANSPORT, ENVIRONMENT], ANNUAL)
        assert shown["contact"][0]["name"] == "Service"
        assert "issued" not in shown
