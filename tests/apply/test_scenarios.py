"""The situations that the platform must serve, each from its file under demo/, as a visitor then finds them."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp, call_action

from ckanext.mutualisation.portal.live import live
from tests.apply.demo import FILE, absent_rooms, ckan_mutualisation, empty
from tests.portal.factories import site_url

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def settle(platform: CKANTestApp) -> Iterator[Callable[[str], None]]:
    """Return a function that makes an instance hold one scenario, with a dataset of each member, and nothing else."""
    if absent := absent_rooms():
        pytest.skip(f"this run loads no {', '.join(absent)}")
    settled: list[str] = []

    def apply(name: str) -> None:
        if settled == [name]:
            return
        empty()
        live.refresh()
        done = ckan_mutualisation("apply", FILE.with_name(f"{name}.yaml"))
        assert done.exit_code == 0, done.output
        user = factories.Sysadmin()["name"]
        for organization in model.Session.query(model.Group).filter_by(is_organization=True).all():
            call_action(
                "package_create", {"user": user}, name=f"donnees-{organization.name}", owner_org=organization.id,
                title=f"Données de {organization.title}", notes="Un jeu de données",
                resources=[{"url": "https://data.example/x.csv", "format": "CSV", "name": "x"}],
            )  # fmt: skip
        settled[:] = [name]

    yield apply
    empty()
    live.refresh()


@pytest.fixture
def visit(platform: CKANTestApp) -> Visit:
    """Return a function that asks for a page as the public does, without following a redirection."""

    def ask(path: str, host: str | None = None) -> Any:
        return platform.test_client().get(path, base_url=site_url(host), follow_redirects=False)

    return ask


def datasets(visit: Visit, host: str | None = None, prefix: str = "") -> set[str]:
    """Return the members whose dataset a face finds, by the API."""
    answer = visit(f"{prefix}/api/3/action/package_search?rows=100", host).json
    return {package["name"].removeprefix("donnees-") for package in answer["result"]["results"]}


SCENARIOS = ("provence-alpes-cote-azur", "bordeaux-montpellier", "rennes-toulouse", "saone-et-loire")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_applied_once_and_exported_as_it_is(settle, name: str, tmp_path) -> None:
    settle(name)
    assert ckan_mutualisation("apply", FILE.with_name(f"{name}.yaml")).stdout == "Nothing to change.\n"
    exported = tmp_path / "exported.yaml"
    assert ckan_mutualisation("export", "-o", exported).exit_code == 0
    assert ckan_mutualisation("apply", exported).stdout == "Nothing to change.\n"


class TestOneBodyProvidesAndOthersGraftOn:
    @pytest.fixture(autouse=True)
    def scenario(self, settle) -> None:
        settle("provence-alpes-cote-azur")

    def test_the_addresses_of_merged_communities_lead_to_their_successor(self, visit) -> None:
        for former in ("opendata.marseille-provence", "data.paysdaix", "data.paysdaubagne"):
            moved = visit("/dataset/donnees-aix-marseille-provence?x=1", f"{former}.localhost")
            wanted = f"{site_url('data.ampmetropole.localhost')}/dataset/donnees-aix-marseille-provence?x=1"
            assert (moved.status_code, moved.headers["Location"]) == (301, wanted)

    def test_the_region_shows_its_whole_territory_and_each_other_what_is_its_own(self, visit) -> None:
        everybody = datasets(visit)
        assert len(everybody) == 9
        assert datasets(visit, "donnees.region-sud.localhost") == everybody
        assert datasets(visit, "accm.localhost") == {"accm", "arles"}
        assert datasets(visit, "tourisme13.localhost") == {"bouches-du-rhone-tourisme"}
        assert datasets(visit, prefix="/p/arles") == {"arles"}

    def test_hosted_members_owe_nothing(self) -> None:
        assert tk.get_action("mutualisation_agreement_list")({"ignore_auth": True}, {}) == []
        assert "agreements" not in ckan_mutualisation("export").stdout


class TestTwoPortalsKeptByChoice:
    @pytest.fixture(autouse=True)
    def scenario(self, settle) -> None:
        settle("bordeaux-montpellier")

    def test_city_and_metropolis_have_two_addresses_and_two_looks(self, visit) -> None:
        city = visit("/fr/", "opendata.bordeaux.localhost").get_data(as_text=True)
        metropolis = visit("/fr/", "opendata.bordeaux-metropole.localhost").get_data(as_text=True)
        assert "Bordeaux ouvre ses données" in city
        assert "Bordeaux ouvre ses données" not in metropolis
        assert "7b1e3a" in city
        assert "7b1e3a" not in metropolis

    def test_the_citys_dataset_on_the_metropolis_portal_has_its_address_at_the_citys(self, visit) -> None:
        assert datasets(visit, "opendata.bordeaux-metropole.localhost") == {"bordeaux", "bordeaux-metropole"}
        page = visit("/dataset/donnees-bordeaux", "opendata.bordeaux-metropole.localhost").get_data(as_text=True)
        wanted = f"{site_url('opendata.bordeaux.localhost')}/dataset/donnees-bordeaux"
        assert f'<link rel="canonical" href="{wanted}"' in page
        assert "Ville de Bordeaux" in page

    def test_where_the_metropolis_did_not_choose_it_the_citys_dataset_is_not_shown(self, visit) -> None:
        assert datasets(visit, "data.montpellier3m.localhost") == {"montpellier-metropole"}
        foreign = visit("/dataset/donnees-montpellier", "data.montpellier3m.localhost")
        assert foreign.status_code == 404
        assert f"{site_url('data.montpellier.localhost')}/dataset/donnees-montpellier" in foreign.get_data(as_text=True)


class TestOnePortalForACityAndItsMetropolis:
    @pytest.fixture(autouse=True)
    def scenario(self, settle) -> None:
        settle("rennes-toulouse")

    def test_both_publish_under_one_address_and_each_is_named(self, visit) -> None:
        assert datasets(visit, "data.rennes.localhost") == {"rennes", "rennes-metropole"}
        for member, title in (("rennes", "Ville de Rennes"), ("rennes-metropole", "Rennes Métropole")):
            page = visit(f"/dataset/donnees-{member}", "data.rennes.localhost").get_data(as_text=True)
            assert title in page
            canonical = f"{site_url('data.rennes.localhost')}/dataset/donnees-{member}"
            assert f'<link rel="canonical" href="{canonical}"' in page

    def test_each_edits_its_own_datasets_and_not_the_others(self) -> None:
        editor = factories.User()["name"]
        call_action("organization_member_create", id="rennes", username=editor, role="editor")
        change = tk.get_action("package_patch")
        context: Any = {"user": editor, "ignore_auth": False}
        change(dict(context), {"id": "donnees-rennes", "notes": "Relu"})
        with pytest.raises(tk.NotAuthorized):
            change(dict(context), {"id": "donnees-rennes-metropole", "notes": "Relu"})


class TestADepartmentHostsItsCommunes:
    @pytest.fixture(autouse=True)
    def scenario(self, settle) -> None:
        settle("saone-et-loire")

    def test_the_departments_portal_shows_its_communes_and_a_commune_what_is_above(self, visit) -> None:
        whole = {"saone-et-loire", "macon", "chalon-sur-saone", "autun"}
        assert datasets(visit, "opendata71.localhost") == whole
        assert datasets(visit, "data.macon.localhost") == {"macon", "saone-et-loire"}
        assert datasets(visit, prefix="/p/chalon") == {"chalon-sur-saone"}

    def test_what_it_hosts_keeps_its_own_address_for_who_has_one(self, visit) -> None:
        for member, address in (
            ("macon", f"{site_url('data.macon.localhost')}/dataset/donnees-macon"),
            ("chalon-sur-saone", f"{site_url()}/p/chalon/dataset/donnees-chalon-sur-saone"),
            ("autun", f"{site_url()}/dataset/donnees-autun"),
        ):
            page = visit(f"/dataset/donnees-{member}", "opendata71.localhost").get_data(as_text=True)
            assert f'<link rel="canonical" href="{address}"' in page
