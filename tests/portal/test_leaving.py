"""Moving out: one archive with all that a portal has, for its member to use elsewhere."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from ckan.lib import uploader

from ckanext.dcat.processors import HYDRA
from ckanext.dcat.profiles.base import DCAT

from ckanext.mutualisation.portal.leaving import catalogue as leaving_catalogue
from tests.portal import catalogue
from tests.portal.factories import LOGO, make_portal, site_url
from tests.portal.leaving import (
    CONTENT,
    FAVICON,
    PNG,
    PROSE,
    REDIRECTS,
    Opened,
    act,
    leave,
    prepare,
    run,
    tabulate,
    upload,
)

NANTES = site_url("nantes.localhost")


@pytest.fixture(scope="module")
def leaver(territory):
    return prepare()


@pytest.fixture
def opened(leaver, cli, tmp_path):
    leave(cli, tmp_path / "nantes.zip")
    return Opened(tmp_path / "nantes.zip")


class TestContents:
    def test_every_file_is_named_summed_and_explained_in_both_languages(self, opened):
        opened.check_sums()
        readme = opened.text("README.md")
        french, english = readme.split("## English")
        assert f"« Nantes et sa métropole » ({NANTES}/)" in french
        assert f"“Nantes and its metropolis” ({NANTES}/)" in english
        for name in {path.split("/")[0] for path in opened.files} - {"README.md"}:
            assert f"`{name}" in french, name
            assert f"`{name}" in english, name
        assert "$" not in readme
        assert "Rien." in french
        assert "Nothing." in english
        assert opened.json("manifest.json")["whole"] is True

    def test_the_brand_stands_with_every_publication_its_author_date_and_note(self, opened):
        publications = [opened.json(f"publications/{number:04}.json") for number in (1, 2, 3)]
        shown = {each["number"]: each for each in act("mutualisation_brand_version_list", id="nantes")}
        for each in publications:
            row = shown[each["number"]]
            assert each["published"].startswith(row["modified"][:19])
            assert (each["author"], each["note"], each["live"]) == (row["author_name"], row["note"], row["live"])
            brand = act("mutualisation_brand_show", id="nantes", number=each["number"])["brand"]
            assert each["brand"] == brand
        assert publications[1]["note"] == "Essai"
        assert publications[2]["live"]
        assert opened.json("publications/draft.json")["brand"]["title"] == {"fr": "Pas encore"}

    def test_pictures_are_files_and_each_publication_says_which_are_its_own(self, opened):
        assert opened.files["pictures/logo.svg"] == LOGO
        assert opened.files["pictures/favicon.svg"] == FAVICON
        assert len(opened.under("pictures")) == 3
        assert opened.files[opened.json("publications/0002.json")["pictures"]["logo"]] == PNG
        assert opened.json("publications/0003.json")["pictures"] == {
            "logo": "pictures/logo.svg", "favicon": "pictures/favicon.svg"
        }

    def test_pages_are_markdown_in_each_language_with_their_title(self, opened):
        assert opened.under("pages") == {"pages/a-propos.fr.md", "pages/a-propos.en.md", "pages/aide.fr.md"}
        _, head, text = opened.text("pages/a-propos.fr.md").split("---\n", 2)
        assert text.strip() == PROSE
        assert 'title: \'À propos : qui ?\'' in head or 'title: "À propos : qui ?"' in head
        assert f"address: {NANTES}/fr/pages/a-propos" in head
        assert "menu: header" in head

    def test_redirections_are_in_the_format_that_the_import_reads(self, opened, cli, tmp_path):
        assert [(row["source"], row["target"]) for row in opened.rows("redirects.csv")] == REDIRECTS
        file = tmp_path / "redirects.csv"
        file.write_bytes(opened.files["redirects.csv"])
        done = run(cli, "redirects", "nantes", "import", str(file))
        assert "added: 0, changed: 0, kept: 3, removed: 0" in done.output

    def test_addresses_tell_where_each_thing_is_and_answer(self, opened, visitor, leaver):
        rows = opened.rows("addresses.csv")
        by_target = {row["target"]: row for row in rows}
        assert len(by_target) == len(rows)
        path = f"/dataset/{leaver['file']['package_id']}/resource/{leaver['file']['id']}/download/ecoles-2013.csv"
        for target, kind, name in (
            ("/", "home", ""),
            ("/pages/a-propos", "page", "a-propos"),
            ("/legal", "notice", "legal"),
            ("/organization/nantes", "organization", "nantes"),
            ("/dataset/nantes-1", "dataset", "nantes-1"),
            (f"/dataset/nantes-1/resource/{leaver['file']['id']}", "resource", "nantes-1"),
            (path, "file", "nantes-1"),
        ):
            assert by_target[target]["kind"] == kind
            assert by_target[target]["name"] == name
        for row in rows:
            assert row["address"] == f"{NANTES}{row['target']}"
            assert visitor(row["target"], "nantes.localhost").status_code == 200, row
        assert not any("prive" in row["address"] or "loire" in row["address"] for row in rows)

    def test_datasets_are_those_of_its_own_organisations_and_the_private_ones_are_marked(self, opened):
        datasets = opened.datasets()
        owners = ("nantes", "nantes-metropole")
        assert set(datasets) == {f"{owner}-{which}" for owner in owners for which in ("1", "2", "3", "prive")}
        assert {name for name, package in datasets.items() if package["private"]} == {
            "nantes-prive", "nantes-metropole-prive"
        }
        shown = act("package_show", id="nantes-1", use_cache=False)
        assert datasets["nantes-1"]["resources"] == shown["resources"]
        assert datasets["nantes-1"]["tags"] == shown["tags"]
        organizations = opened.json("organizations.json")
        assert [each["name"] for each in organizations] == ["nantes-metropole", "nantes"]
        assert "users" not in organizations[0]
        contents = opened.json("manifest.json")["contents"]
        assert contents == {
            "publications": 3, "pages": 3, "redirections": 3, "organizations": 2, "datasets": 8,
            "private_datasets": 2, "files": 2, "tables": 1,
        }

    def test_files_are_as_they_were_uploaded_and_tables_are_csv(self, opened, leaver):
        file, table, private = leaver["file"], leaver["table"], leaver["private"]
        assert opened.under("files") == {
            f"files/nantes-1/{file['id']}/ecoles-2013.csv",
            f"files/nantes-2/{table['id']}/Comptages _ vélos.csv",
            f"files/nantes-prive/{private['id']}/secret.csv",
        }
        assert opened.files[f"files/nantes-1/{file['id']}/ecoles-2013.csv"] == CONTENT
        lines = opened.text(f"files/nantes-2/{table['id']}/Comptages _ vélos.csv").splitlines()
        assert lines == ["_id,rue,passages", "1,Crébillon,12", "2,=1+1,"]

    def test_the_catalogue_is_the_portals_feed_without_what_it_shows_around(self, opened, visitor, leaver):
        found = Graph().parse(data=opened.text("catalogue.ttl"), format="turtle")
        assert catalogue.violations(found) == ""
        feed = catalogue.graph_of(visitor("/catalog.ttl", "nantes.localhost"))
        assert len(catalogue.datasets_of(feed)) == 9
        act("mutualisation_portal_update", id="nantes", include=[])
        try:
            feed = catalogue.graph_of(visitor("/catalog.ttl?page=1", "nantes.localhost"))
        finally:
            act("mutualisation_portal_update", id="nantes", include=["above"])
        assert len(catalogue.datasets_of(feed)) == 6
        assert isomorphic(_unpaged(found), _unpaged(feed))

    def test_a_catalogue_in_several_parts_says_what_it_says_in_one(self, opened, leaver, cli, tmp_path, monkeypatch):
        monkeypatch.setattr(leaving_catalogue, "AT_ONCE", 2)
        leave(cli, tmp_path / "again.zip")
        parts = Opened(tmp_path / "again.zip").text("catalogue.ttl")
        assert parts.count("@prefix dcat:") == 3
        one = Graph().parse(data=opened.text("catalogue.ttl"), format="turtle")
        assert isomorphic(one, Graph().parse(data=parts, format="turtle"))

    def test_without_files_it_says_that_they_were_left_out_and_is_whole(self, leaver, cli, tmp_path):
        result = leave(cli, tmp_path / "n.zip", "--without-files")
        opened = Opened(tmp_path / "n.zip")
        assert not opened.under("files")
        assert opened.json("manifest.json")["left_out"] == ["files"]
        assert "left out: files" in result.output
        assert "laissés de côté" in opened.text("README.md")
        assert "left out" in opened.text("README.md")

    def test_a_draft_or_closed_portal_can_leave_and_so_can_one_without_data(self, leaver, cli, tmp_path):
        act("organization_create", name="vide", title="Vide")
        make_portal(slug="vide", organizations=["vide"], state="closed")
        try:
            leave(cli, tmp_path / "vide.zip", slug="vide")
            opened = Opened(tmp_path / "vide.zip")
            assert opened.files["datasets.jsonl"] == b""
            assert opened.rows("redirects.csv") == []
            assert opened.yaml("portal.yaml")["portals"][0]["state"] == "closed"
            assert len(catalogue.datasets_of(Graph().parse(data=opened.text("catalogue.ttl"), format="turtle"))) == 0
            leave(cli, tmp_path / "chantier.zip", slug="chantier")
        finally:
            act("mutualisation_portal_delete", id="vide")
            act("organization_purge", id="vide")

    def test_an_organisation_takes_its_image_along(self, leaver, cli, tmp_path):
        folder = Path(uploader.get_uploader("group").storage_path)
        (folder / "blason.png").write_bytes(PNG)
        act("organization_patch", id="nantes", image_url="blason.png")
        try:
            leave(cli, tmp_path / "n.zip")
            assert Opened(tmp_path / "n.zip").files["organizations/nantes.png"] == PNG
            (folder / "blason.png").unlink()
            leave(cli, tmp_path / "n.zip", "--force", code=1)
        finally:
            act("organization_patch", id="nantes", image_url="")


def _unpaged(graph: Graph) -> Graph:
    """Take out what is the feed's alone: its pages."""
    for node in [*graph.subjects(RDF.type, HYDRA.PagedCollection), *graph.subjects(RDF.type, DCAT.Catalog)]:
        for predicate in [*graph.predicates(node)]:
            if str(predicate).startswith(str(HYDRA)):
                graph.remove((node, predicate, None))
    for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView, HYDRA.Collection):
        graph.remove((None, RDF.type, URIRef(kind)))
    return graph


class TestWhatIsMissing:
    def test_a_file_that_is_gone_is_listed_and_all_else_is_there(self, leaver, cli, tmp_path):
        gone = upload("nantes-3", "perdu.csv", b"perdu")
        Path(uploader.get_resource_uploader(gone).get_path(gone["id"])).unlink()
        lost = tabulate("nantes-3", "vidée", [{"a": 1}])
        act("datastore_delete", resource_id=lost["id"])
        act("resource_patch", id=lost["id"], url_type="datastore")
        try:
            result = leave(cli, tmp_path / "n.zip", code=1)
            opened = Opened(tmp_path / "n.zip")
            opened.check_sums()
            missing = {each["name"]: each["reason"] for each in opened.json("manifest.json")["missing"]}
            assert set(missing) == {
                f"files/nantes-3/{gone['id']}/perdu.csv", f"files/nantes-3/{lost['id']}/vidée.csv"
            }
            assert "not in the storage" in missing[f"files/nantes-3/{gone['id']}/perdu.csv"]
            assert "not in the DataStore" in missing[f"files/nantes-3/{lost['id']}/vidée.csv"]
            for name in missing:
                assert name in result.output
                assert opened.text("README.md").count(name) == 2
                assert name not in opened.files
            assert not opened.json("manifest.json")["whole"]
            assert opened.json("manifest.json")["contents"]["files"] == 2
            assert "/" not in " ".join(missing.values())
            assert json.loads(leave(cli, tmp_path / "j.zip", "--json", code=1).stdout)["whole"] is False
        finally:
            for each in (gone, lost):
                act("resource_delete", id=each["id"])

    def test_a_portal_that_todays_rules_would_refuse_is_told(self, leaver, cli, tmp_path):
        act("organization_create", name="partie", title="Partie")
        make_portal(slug="partie", organizations=["nantes", "partie"])
        act("organization_delete", id="partie")
        try:
            result = leave(cli, tmp_path / "p.zip", slug="partie", code=1)
            assert "portal.yaml portals[0].members[1]: there is no member named “partie”" in result.output
        finally:
            act("mutualisation_portal_delete", id="partie")
            act("organization_purge", id="partie")
