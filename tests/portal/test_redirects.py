"""The addresses of a member's former site lead to its portal's pages, and nowhere else."""
from __future__ import annotations

import json
from io import BytesIO

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.cli import portal
from ckanext.mutualisation.portal.model import redirect
from ckanext.mutualisation.portal.redirects.hits import Hits, hits
from tests.portal.factories import site_url
from tests.statements import statements_run

NANTES = "nantes.localhost"


@pytest.fixture(autouse=True)
def no_redirect(territory):
    model.Session.rollback()
    model.Session.execute(redirect.delete())
    model.repo.commit()
    hits.forget()
    yield
    model.Session.rollback()


def import_csv(text: str, slug: str = "nantes", **more):
    return call_action("mutualisation_redirect_import", id=slug, csv=f"source,target\n{text}", **more)


def refusals(text: str, **more) -> list[str]:
    with pytest.raises(tk.ValidationError) as refused:
        import_csv(text, **more)
    assert call_action("mutualisation_redirect_list", id="nantes") == []
    return refused.value.error_dict["csv"]


@pytest.mark.parametrize(
    ("host", "prefix"), [(NANTES, ""), (NANTES, "/fr"), (None, "/p/nantes"), (None, "/p/nantes/fr")]
)
def test_a_former_address_leads_to_its_page_on_each_face_and_in_each_language(visitor, host, prefix):
    import_csv(
        "/explore/dataset/arbres/,nantes-1\n/explore/dataset/:name/*,/dataset/:name\n/explore?q=:text,/dataset/?q=:text\n"
        "/page?id=3,/about\n/pages/*,/organization?*\n"
    )
    base = f"{site_url(host)}{prefix}"
    for asked, expected in (
        ("/explore/dataset/arbres/", "/dataset/nantes-1"),
        ("/explore/dataset/arbres", "/dataset/nantes-1"),
        ("/explore/dataset/nantes-2/table/?disjunctive=1", "/dataset/nantes-2"),
        ("/explore?q=%C3%A9cole&page=2", "/dataset?q=%C3%A9cole"),
        ("/page?id=3&utm_source=x", "/about"),
        ("/pages/x/y?page=2", "/organization?page=2"),
    ):
        answer = visitor(f"{prefix}{asked}", host)
        assert (answer.status_code, answer.headers.get("Location")) == (301, f"{base}{expected}")
        assert "Set-Cookie" not in answer.headers
    assert visitor(f"{prefix}/page?id=4", host).status_code == 404
    assert visitor(f"{prefix}/page", host).status_code == 404


def test_a_page_that_is_there_is_never_redirected_and_the_common_site_has_no_table(visitor):
    import_csv("/dataset/:name/,/about\n/about/x,/organization\n/page,/about\n")
    assert visitor("/dataset/nantes-1", NANTES).status_code == 200
    assert visitor("/dataset/absent", NANTES).headers["Location"] == f"{site_url(NANTES)}/about"
    assert visitor("/page", "loire-atlantique.localhost").status_code == 404
    assert visitor("/page").status_code == 404
    absent = visitor("/api/3/action/package_show?id=absent", NANTES)
    assert (absent.status_code, absent.json["success"]) == (404, False)
    assert visitor("/page", NANTES, "POST").status_code == 405


def test_a_file_is_checked_as_a_whole_and_errors_name_line_and_field(territory):
    said = refusals(
        "/ok,nantes-1\nexplore,/x\n/a,https://evil.example/x\n/b,nowhere-known\n/c,/d\n/d,/e\n/f,/:name\n/ok,/about\n"
    )
    assert said == [
        "Line 3, source: “explore” must be a path, from its first slash: /explore/dataset/name",
        "Line 4, target: “evil.example” is not a site of the platform: a redirection stays on it",
        "Line 8, target: uses “name”, which its source does not give",
    ]
    said = refusals("/ok,nantes-1\n/b,nowhere-known\n/c,/d\n/d,/e\n/ok,/about\n")
    assert said == [
        "Line 3, target: this portal shows no dataset named “nowhere-known”",
        "Line 6, source: “/ok” stands twice (line 2)",
        "Line 4, target: leads to an address that is itself redirected, by “/d” (line 5)",
    ]
    assert refusals("/a,/a/\n") == ["Line 2, target: leads back to itself, by “/a”"]
    assert len(refusals("".join(f"bad{number},/x\n" for number in range(80)))) == 51


def test_a_dataset_that_the_portal_does_not_show_is_no_target(territory):
    for name in ("loire-atlantique-1", "nantes-prive"):
        assert "shows no dataset" in refusals(f"/a,{name}\n")[0]


def test_what_one_row_adds_is_checked_against_the_others(territory):
    import_csv("/a,/b\n")
    for source, target, field in (("/b", "/a", "target"), ("/b", "/c", "source"), ("/a", "/c", "source")):
        with pytest.raises(tk.ValidationError) as refused:
            call_action("mutualisation_redirect_create", id="nantes", source=source, target=target)
        assert field in refused.value.error_dict
    call_action("mutualisation_redirect_create", id="nantes", source="/x/", target="/fr/about")
    assert [row["source"] for row in call_action("mutualisation_redirect_list", id="nantes")] == ["/a", "/x"]
    with pytest.raises(tk.ValidationError) as refused:
        import_csv("/b,/c\n", mode="add")
    assert "a redirection of the table" in refused.value.error_dict["csv"][0]


def test_loops_through_another_portal_and_by_its_path_are_refused(territory):
    other = "https://loire-atlantique.localhost"
    import_csv(f"/a,{other}/b\n")
    for target in (f"https://{NANTES}/a", "https://data.nantes.example/a", "https://localhost/p/nantes/a"):
        with pytest.raises(tk.ValidationError) as refused:
            import_csv(f"/b,{target}\n", slug="loire-atlantique")
        assert "itself redirected" in refused.value.error_dict["csv"][0]
    import_csv(f"/e,https://{NANTES}/about\n/c,{other}/d\n", slug="loire-atlantique", dry_run=True)


def test_a_target_elsewhere_has_its_origin_from_the_registry_or_leads_nowhere(visitor):
    import_csv("/loire,https://loire-atlantique.localhost:1234/dataset\n/chantier,https://chantier.localhost/\n"
               "/commun,https://localhost/organization\n")
    assert visitor("/fr/loire", NANTES).headers["Location"] == f"{site_url('loire-atlantique.localhost')}/fr/dataset"
    assert visitor("/commun", NANTES).headers["Location"] == f"{site_url()}/organization"
    assert visitor("/chantier", NANTES).status_code == 404
    model.Session.execute(redirect.update().values(target="https://evil.example/x"))
    model.repo.commit()
    assert visitor("/loire", NANTES).status_code == 404


def test_replacing_and_adding_count_what_they_do_and_a_dry_run_does_nothing(territory):
    assert import_csv("/a,/x\n/b,/y\n") == {"added": 2, "changed": 0, "kept": 0, "removed": 0, "dry_run": False}
    planned = import_csv("/b,/z\n/c,/x\n", dry_run=True)
    assert planned == {"added": 1, "changed": 1, "kept": 0, "removed": 1, "dry_run": True}
    assert [row["source"] for row in call_action("mutualisation_redirect_list", id="nantes")] == ["/a", "/b"]
    assert import_csv("/b,/z\n/c,/x\n", mode="add")["kept"] == 1
    assert import_csv("/c,/x\n")["removed"] == 2
    same = "/fr/c,/x\n/en/c,/x\n"
    assert import_csv(same) == {"added": 0, "changed": 0, "kept": 1, "removed": 0, "dry_run": False}


def test_hits_are_counted_without_a_write_in_the_request(visitor):
    import_csv("/a,/about\n/b/*,/about\n")
    with statements_run() as statements:
        for path in ("/a", "/a/", "/b/x", "/b/y", "/absent"):
            visitor(path, NANTES)
    assert all(statement.lstrip().upper().startswith("SELECT") for statement in statements)
    hits.flush(model.meta.engine)
    rows = call_action("mutualisation_redirect_list", id="nantes")
    assert [(row["source"], row["hits"]) for row in rows] == [("/a", 2), ("/b/*", 2)]
    assert all(row["last_hit"] for row in rows)
    import_csv("/a,/organization\n/b/*,/about\n")
    assert [row["hits"] for row in call_action("mutualisation_redirect_list", id="nantes")] == [2, 2]


def test_hits_that_cannot_be_written_are_kept(territory):
    import_csv("/a,/about\n")
    portal_id = call_action("mutualisation_portal_show", id="nantes")["id"]
    counted = Hits()
    counted.note(portal_id, "/a")
    broken = sa.create_engine("postgresql://nobody@127.0.0.1:1/nowhere")
    counted.flush(broken)
    counted.flush(model.meta.engine)
    assert call_action("mutualisation_redirect_list", id="nantes")[0]["hits"] == 1


ACTIONS = {
    "mutualisation_redirect_list": {},
    "mutualisation_redirect_create": {"source": "/m", "target": "/about"},
    "mutualisation_redirect_import": {"csv": "source,target\n/m,/about"},
    "mutualisation_redirect_delete": {"all": True},
}


@pytest.mark.parametrize("action", ACTIONS)
def test_those_who_may_change_the_portal_and_nobody_else(territory, action):
    who = {name: ckan_factories.User()["name"] for name in ("stranger", "editor", "administrator", "other")}
    for name, (organization, role) in {
        "editor": ("nantes", "editor"), "administrator": ("nantes", "admin"), "other": ("loire-atlantique", "admin"),
    }.items():
        call_action("organization_member_create", id=organization, username=who[name], role=role)
    who |= {"anonymous": "", "sysadmin": ckan_factories.Sysadmin()["name"]}
    for name, user in who.items():
        context = {"user": user, "ignore_auth": False}
        if name in ("administrator", "sysadmin"):
            call_action("mutualisation_redirect_delete", id="nantes", all=True)
            tk.get_action(action)(context, {"id": "nantes", **ACTIONS[action]})
        else:
            with pytest.raises(tk.NotAuthorized):
                tk.get_action(action)(context, {"id": "nantes", **ACTIONS[action]})
    with pytest.raises(tk.ObjectNotFound):
        call_action(action, id="nobody", **ACTIONS[action])


def test_a_file_that_is_no_text_or_too_large_is_refused(territory):
    large = {"csv": "x" * 4_000_001}
    for sent in ({"upload": BytesIO(b"\xff\xfe\x00")}, {"csv": ""}, {}, large, {"csv": "a,b\n/a,/b"}):
        with pytest.raises(tk.ValidationError) as refused:
            call_action("mutualisation_redirect_import", id="nantes", **sent)
        assert "csv" in refused.value.error_dict


def test_the_table_is_kept_from_the_command_line(territory, cli, tmp_path):
    file = tmp_path / "redirects.csv"
    file.write_text("Source;Target\n/explore/dataset/arbres/;nantes-1\n/x/*;/dataset/*\n", encoding="utf-8-sig")
    tried = cli.invoke(portal, ["redirects", "nantes", "import", str(file), "--dry-run"])
    assert (tried.exit_code, tried.output) == (0, "Would be added: 2, changed: 0, kept: 0, removed: 0\n")
    assert cli.invoke(portal, ["redirects", "nantes", "import", str(file)]).exit_code == 0
    assert cli.invoke(portal, ["redirects", "nantes", "add", "/y", "/about"]).output == "/y  ->  /about\n"
    listed = cli.invoke(portal, ["redirects", "nantes", "list"]).output
    assert "/explore/dataset/arbres  ->  nantes-1" in listed
    rows = json.loads(cli.invoke(portal, ["redirects", "nantes", "list", "--json"]).output)
    assert [row["source"] for row in rows] == ["/explore/dataset/arbres", "/x/*", "/y"]
    assert cli.invoke(portal, ["redirects", "nantes", "remove", "/y/"]).output == "removed: 1\n"
    assert cli.invoke(portal, ["redirects", "nantes", "remove", "/y/"]).exit_code == 1
    assert cli.invoke(portal, ["redirects", "nantes", "remove"]).exit_code == 2
    file.write_text("source,target\n/a,/b\n/b,//evil.example\n")
    refused = cli.invoke(portal, ["redirects", "nantes", "import", str(file)])
    assert refused.exit_code == 1
    assert "Line 3, target" in refused.output
    assert cli.invoke(portal, ["redirects", "nobody", "list"]).exit_code == 1
    assert cli.invoke(portal, ["redirects", "nantes", "remove", "--all"]).output == "removed: 2\n"
