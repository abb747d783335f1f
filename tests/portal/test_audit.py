"""`ckan mutualisation portal audit`, on the real application served on this machine: whole, and with faults planted."""
from __future__ import annotations

import json
import re
import socket
from collections import defaultdict
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests.helpers import CKANCliRunner, call_action

from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.sites import Sites
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.audit.portals import subject_of
from ckanext.mutualisation.portal.audit.truth import read_holdings, without_typed
from ckanext.mutualisation.portal.cli import portal
from ckanext.mutualisation.portal.live import live
from tests.portal.factories import make_dataset, make_portal, site_url
from tests.portal.planted import Planted, served
from tests.portal.plantings import HELPERS, plantings

COMMON = site_url()
LOIRE = site_url("loire-atlantique.localhost")
BRAND = {
    "home": [
        {"block": "search"}, {"block": "figures"}, {"block": "featured", "datasets": ["nantes-1"]}, {"block": "themes"},
        {"block": "latest", "count": 3}, {"block": "map"}, {"block": "organizations"}, {"block": "reuses"},
        {"block": "text", "title": "Ensemble", "text": "Voir la [démarche](/pages/demarche)."},
    ],
    "pages": [{"slug": "demarche", "title": "La démarche", "text": "Les données s'ouvrent.", "menu": "header"}],
    "contact": {"email": "donnees@nantes.example"},
    "social": [{"network": "mastodon", "url": "https://mastodon.example/@nantes"}],
    "reuses": [{"title": "Carte", "url": "https://carte.example/", "text": "Une carte."}],
}  # fmt: skip
MAP = '{"type": "Point", "coordinates": [-1.55, 47.21]}'


@pytest.fixture(scope="module")
def rich(territory):
    """The small territory, with all that a portal may show: blocks, pages, an uploaded file, data of those below.

    Its lists have few entries on a page, and yet several pages.
    """
    chain = ("nantes", "nantes-metropole", "loire-atlantique", "pays-de-la-loire")
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    for child, parent in zip(chain, chain[1:], strict=False):
        call_action("organization_patch", context=dict(user), id=child, parent=parent)
    call_action("mutualisation_portal_update", context=dict(user), id="nantes", brand=BRAND)
    call_action("mutualisation_portal_update", context=dict(user), id="region", include=["below"])
    make_portal(slug="ferme", title="Fermé", organizations=["pays-de-la-loire"], state="closed")
    dataset = make_dataset(
        "nantes-carte", "nantes", title="Carte des parcs", spatial=MAP,
        notes=f"À lire avec [celui du Département]({LOIRE}/dataset/loire-atlantique-1), sur {COMMON}/dataset/ aussi. "
        "![Plan](https://images.example/plan.png)",
    )  # fmt: skip
    upload = FileStorage(BytesIO(b"nom,lieu\nA,B\n"), "parcs.csv", content_type="text/csv")
    call_action(
        "resource_create", context=dict(user), package_id=dataset["id"], name="Parcs", format="CSV", upload=upload
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tk.config, "ckan.datasets_per_page", 2)
        patch.setitem(tk.config, "ckan.feeds.limit", 2)
        yield territory


@pytest.fixture(scope="module")
def server(rich):
    with served(rich.app) as address:
        yield address


def test_a_healthy_platform_passes_by_every_way(server, cli):
    result = cli.invoke(portal, ["audit", "--connect", server])
    assert result.exit_code == 0, result.output
    assert "Nothing was found." in result.output
    assert "3 published portals of 5" in result.output
    for closed in ("chantier", "ferme"):
        assert f"✓ {closed}: answers 404, as it must" in result.output
    assert re.search(r"✓ nantes: 100 pages of [5-9]\d kinds by 4 ways, \d{2,3} files, \d{3} questions", result.output)
    assert re.search(r"✓ region: 100 pages of [4-9]\d kinds by 2 ways", result.output)


@pytest.fixture(scope="module")
def planted(rich):
    """The findings of one audit with every fault planted, and the faults."""
    every = plantings({package.name: package.id for package in model.Session.query(model.Package)})
    faulty = Planted(rich.app, [*HELPERS, *(planting.fault for planting in every.values())])
    with served(faulty) as address:
        result = CKANCliRunner().invoke(portal, ["audit", "nantes", "chantier", "--connect", address, "--json"])
    assert result.exit_code == 1
    return json.loads(result.stdout)["findings"], every


@pytest.mark.parametrize("name", sorted(plantings(defaultdict(str))))
def test_each_planted_fault_is_found_where_it_is(planted, name):
    found, every = planted
    planting = every[name]
    assert planting.fault.planted, "the page was not visited"
    assert [
        finding for finding in found
        if finding["kind"] == planting.kind
        and planting.what in finding["what"]
        and any(re.search(planting.page or planting.fault.path, page) for page in finding["pages"])
    ]  # fmt: skip


def test_nothing_is_found_where_nothing_was_planted(planted):
    found, every = planted
    paths = [fault.path for fault in HELPERS] + [planting.fault.path for planting in every.values()]
    pages = [(page, each["what"]) for each in found for page in each["pages"]]
    assert [page for page in pages if not any(re.search(rf"{path}(\?.*)?$", page[0]) for path in paths)] == []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestCommand:
    def test_a_server_that_does_not_answer_is_no_pass(self, rich, cli):
        result = cli.invoke(portal, ["audit", "--connect", f"127.0.0.1:{free_port()}"])
        assert result.exit_code == 1
        assert "Connection refused" in result.output
        assert re.search(r"\d+ unreachable: .*--connect HOST:PORT", result.output)
        assert "Nothing was found" not in result.output

    def test_a_server_that_stops_answering_is_no_pass(self, rich, cli):
        def stopping(environ: dict[str, Any], start_response: Any) -> Any:
            if environ["PATH_INFO"] not in ("/", "/fr/"):
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return rich.app(environ, start_response)

        with served(stopping) as address:
            result = cli.invoke(portal, ["audit", "nantes", "--connect", address, "--json"])
        assert result.exit_code == 1
        found = {(finding["kind"], finding["what"]) for finding in json.loads(result.stdout)["findings"]}
        assert ("unreachable", "stopped answering: the audit of this portal is not complete") in found

    def test_one_portal_alone_can_be_visited_and_the_limit_holds(self, server, cli):
        result = cli.invoke(portal, ["audit", "nantes", "--limit", "5", "--json", "--connect", server])
        assert result.exit_code == 0, result.output
        (visited,) = json.loads(result.stdout)["portals"]
        assert (visited["slug"], visited["state"], visited["pages"]) == ("nantes", "published", 5)
        assert visited["ways"] == [
            f"{site_url('nantes.localhost')}/", f"{site_url('nantes.localhost')}/fr/",
            f"{COMMON}/p/nantes/", f"{COMMON}/p/nantes/fr/",
        ]  # fmt: skip
        assert visited["not_visited"] > 50
        assert visited["kinds_not_visited"] > 10

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nowhere"], "There is no portal named nowhere"),
            (["--connect", "localhost"], "is not HOST:PORT"),
            (["--connect", "localhost:0"], "is not HOST:PORT"),
            (["--limit", "0"], "0 is not in the range"),
        ],
    )
    def test_a_wrong_order_is_refused_with_the_remedy(self, rich, cli, arguments, said):
        result = cli.invoke(portal, ["audit", *arguments])
        assert result.exit_code == 2
        assert said in result.output


def standing(*excuses: str, slug: str = "nantes") -> set[str]:
    found = [Finding("foreign host", slug, "page", "what", excuse=excuse) for excuse in excuses]
    return {finding.excuse for finding in without_typed(found)}


class TestTyped:
    """What a member typed is the member's affair."""

    def test_an_address_in_a_description_is_typed(self, rich):
        assert standing(f"{LOIRE}/dataset/loire-atlantique-1", "https://images.example/plan.png") == set()

    def test_the_address_of_a_file_is_typed(self, rich):
        assert standing("https://data.example/nantes-1.csv") == set()

    def test_the_beginning_of_a_typed_address_is_not(self, rich):
        assert standing(f"{LOIRE}/dataset/", f"{LOIRE}/dataset/loire-atlantique") == {
            f"{LOIRE}/dataset/", f"{LOIRE}/dataset/loire-atlantique"
        }  # fmt: skip

    def test_what_a_portal_says_of_itself_is_typed_on_that_portal(self, rich):
        assert standing("https://carte.example/") == set()
        assert standing("https://carte.example/", slug="region") == {"https://carte.example/"}

    def test_signs_that_mean_something_to_a_database_are_only_signs(self, rich):
        assert standing("https://%.example/", "https://images_example/plan.png", "\\", "'") == {
            "https://%.example/", "https://images_example/plan.png", "\\", "'"
        }  # fmt: skip


def test_the_operator_s_trusted_sources_and_the_portal_s_analytics_are_trusted(rich, monkeypatch):
    option = "ckanext.mutualisation.portal.trusted_sources"
    monkeypatch.setitem(tk.config, option, ["https://tiles.example", "*.example.org"])
    registry = live.current()
    subject = subject_of(registry.by_slug["nantes"], Sites(registry, config.common_address()), read_holdings())
    assert set(subject.leading.trusted) == {"tiles.example", "*.example.org"}
