"""What a portal's pages may lead to, show, wear and let caches keep; each rule is also broken."""
from __future__ import annotations

import pytest

from ckanext.mutualisation.core.audit.document import Document, Marks, Named, Reference, Role
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.headers import Promise
from ckanext.mutualisation.core.audit.leading import Goes, Visited
from ckanext.mutualisation.core.audit.look import Look
from ckanext.mutualisation.core.audit.scope import Scope
from tests.core.audit_world import HOLDINGS, HOST, LEADING, NANTES, OTHER, PATH, SITE, WAYS, sites, uuid, visit


def judge(role: Role, address: str, page: Visited | None = None):
    return LEADING.judge(Reference(address, role, "here"), page or visit())


class TestLeading:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CANONICAL])
    @pytest.mark.parametrize("way", range(4))
    def test_what_stays_on_the_way_is_visited(self, role, way):
        page = visit(way, "/about")
        goes, address, _ = judge(role, f"{WAYS[way].base}/dataset/", page)
        assert (goes, address) == (Goes.HERE, f"{WAYS[way].base}/dataset/")

    @pytest.mark.parametrize(
        "address", [f"{OTHER}/", f"{OTHER}/dataset/routes", f"{SITE}/dataset/", f"{SITE}/dataset/eau",
                    f"{SITE}/p/loire/", f"{HOST.replace('http', 'https')}/", "http://nantes.localhost/",
                    "//loire.localhost:5000/x"]
    )  # fmt: skip
    @pytest.mark.parametrize("role", [Role.LINK, Role.FORM, Role.FRAME, Role.FILE, Role.ALTERNATE])
    def test_what_leaves_for_another_site_of_the_platform_is_a_fault(self, role, address):
        found = judge(role, address)
        assert isinstance(found, Finding)
        assert found.kind == "foreign host"

    def test_by_path_the_host_is_elsewhere_and_by_host_the_path_is(self):
        assert isinstance(judge(Role.LINK, f"{HOST}/dataset/", visit(2)), Finding)
        assert isinstance(judge(Role.LINK, f"{PATH}/dataset/", visit(0)), Finding)
        assert isinstance(judge(Role.LINK, "/dataset/", visit(2)), Finding)

    @pytest.mark.parametrize(
        ("role", "address"),
        [
            (Role.LINK, f"{SITE}/"),
            (Role.LINK, f"{SITE}/fr/"),
            (Role.LINK, f"{SITE}/fr/user/login"),
            (Role.IDENTIFIER, f"{SITE}/dataset/{uuid(1)}"),
            (Role.IDENTIFIER, f"{SITE}/organization/o-n"),
            (Role.IDENTIFIER, f"{SITE}/"),
            (Role.IDENTIFIER, f"{PATH}/feeds/dataset.atom"),
            (Role.DOWNLOAD, f"{SITE}/dataset/eau/resource/1/download/a.csv"),
            (Role.DESCRIBED, f"{SITE}/"),
            (Role.DESCRIBED, f"{SITE}/embed/territory/ville"),
        ],
    )
    def test_what_may_be_on_the_common_site(self, role, address):
        assert judge(role, address)[0] in (Goes.AWAY, Goes.HERE)

    @pytest.mark.parametrize(
        ("role", "address"),
        [
            (Role.LINK, f"{SITE}/user/register"),
            (Role.FORM, f"{SITE}/"),
            (Role.FILE, f"{SITE}/user/login"),
            (Role.IDENTIFIER, f"{SITE}/about"),
            (Role.IDENTIFIER, f"{SITE}/p/loire/dataset/routes"),
            (Role.DOWNLOAD, f"{OTHER}/dataset/eau/resource/1/download/a.csv"),
            (Role.DESCRIBED, f"{OTHER}/"),
            (Role.DESCRIBED, f"{SITE}/embed/dataset/eau"),
            (Role.MENTION, f"{OTHER}/about"),
            (Role.CANONICAL, f"{SITE}/"),
            (Role.CANONICAL, f"{PATH}/"),
            (Role.CANONICAL, f"{OTHER}/dataset/"),
        ],
    )
    def test_what_may_not(self, role, address):
        assert isinstance(judge(role, address), Finding)

    def test_the_canonical_address_is_at_the_owners(self):
        included = visit(0, "/dataset/ponts")
        assert judge(Role.CANONICAL, f"{SITE}/p/sevre/dataset/ponts", included)[0] is Goes.AWAY
        assert isinstance(judge(Role.CANONICAL, f"{HOST}/dataset/ponts", included), Finding)
        assert isinstance(judge(Role.CANONICAL, f"{HOST}/dataset/eau", included), Finding)
        assert judge(Role.DESCRIBED, f"{SITE}/p/sevre/", included)[0] is Goes.AWAY
        assert isinstance(judge(Role.DESCRIBED, f"{SITE}/p/sevre/", visit(0, "/dataset/eau")), Finding)

    def test_by_path_the_canonical_address_is_the_hosts(self):
        assert judge(Role.CANONICAL, f"{HOST}/fr/about", visit(2, "/about"))[0] is Goes.HERE
        assert isinstance(judge(Role.CANONICAL, f"{PATH}/about", visit(2, "/about")), Finding)
        assert judge(Role.LINK, f"{HOST}/fr/", visit(2, "/accessibility"))[0] is Goes.HERE

    def test_a_refusal_gives_the_owners_address_and_no_other(self):
        refused = visit(0, "/dataset/routes", 404)
        assert judge(Role.LINK, f"{OTHER}/dataset/routes", refused)[0] is Goes.AWAY
        assert isinstance(judge(Role.LINK, f"{OTHER}/dataset/routes", visit(0, "/dataset/routes")), Finding)
        assert isinstance(judge(Role.LINK, f"{SITE}/dataset/routes", refused), Finding)
        assert isinstance(judge(Role.FILE, f"{OTHER}/dataset/routes", refused), Finding)

    def test_links_outside_are_counted_and_files_from_there_must_be_trusted(self):
        assert judge(Role.LINK, "https://example.org/")[0] is Goes.OUTSIDE
        for address in ("https://tiles.example/1.png", "https://a.trusted.example/1.png"):
            assert judge(Role.FILE, address)[0] is Goes.OUTSIDE
        for role in (Role.FILE, Role.FRAME, Role.FORM):
            found = judge(role, "https://cdn.example/1.js")
            assert isinstance(found, Finding)
            assert bool(found.excuse) is (role is not Role.FORM)

    def test_a_style_sheet_may_name_a_file_at_the_root_of_its_host(self):
        sheet = visit(2, "/webassets/a.css")
        assert judge(Role.FILE, "/dotted.png", sheet)[0] is Goes.AWAY
        assert judge(Role.FILE, "images/a.png", sheet)[0] is Goes.HERE
        assert isinstance(judge(Role.FILE, f"{OTHER}/dotted.png", sheet), Finding)
        assert isinstance(judge(Role.FILE, "/dotted.png", visit(2, "/about")), Finding)

    @pytest.mark.parametrize("address", ["", "#content", "mailto:a@b.example", "javascript:x()", "data:image/png,x"])
    def test_what_is_no_address_of_the_web_goes_nowhere(self, address):
        assert judge(Role.LINK, address)[0] is Goes.NOWHERE

    def test_an_address_that_cannot_be_read_is_a_fault(self):
        assert isinstance(judge(Role.LINK, "http://[nantes/"), Finding)


def shown(page: Visited | None = None, text: str = "", named: tuple[Named, ...] = (), *addresses: str) -> list[Finding]:
    page = page or visit()
    placed = [(Reference(each, Role.LINK, "here"), sites().place(each)) for each in addresses]
    document = Document(tuple(reference for reference, _ in placed), named, text=text)
    rule = Scope(HOLDINGS, frozenset(NANTES.visible_ids))
    return list(rule.judge(document, [(reference, place) for reference, place in placed if place], page))


class TestScope:
    def test_its_own_data_and_those_it_includes_are_no_fault(self):
        text = f"{uuid(1)} {uuid(4)}"
        assert shown(None, text, (Named("dataset", "eau", "x"),), f"{HOST}/dataset/eau", f"{HOST}/dataset/ponts") == []

    @pytest.mark.parametrize(
        "address", [f"{HOST}/dataset/routes", f"{OTHER}/dataset/{uuid(2)}", f"{HOST}/organization/departement",
                    f"{HOST}/datastore/dump/{uuid(12)}", f"{HOST}/dataset/?organization=departement"]
    )  # fmt: skip
    def test_an_address_of_anothers_data_is_a_fault(self, address):
        (found,) = shown(None, "", (), address)
        assert "Loire-Atlantique" in found.what

    def test_a_name_or_an_identifier_is_a_fault(self):
        (named,) = shown(None, "", (Named("dataset", "routes", "result[]"),))
        (identified,) = shown(None, f"x {uuid(2)}")
        assert (named.where, named.excuse) == ("result[]", "")
        assert identified.excuse == uuid(2)

    def test_what_is_not_public_is_a_fault_though_its_own(self):
        (found,) = shown(None, uuid(3))
        assert "not public" in found.what

    def test_the_same_thing_is_told_once(self):
        assert len(shown(None, uuid(2), (Named("dataset", "routes", "x"),), f"{HOST}/dataset/routes")) == 1

    def test_a_refusal_may_repeat_what_it_refuses_and_nothing_else(self):
        assert shown(visit(0, "/dataset/routes", 404), uuid(2), (), f"{OTHER}/dataset/routes") == []
        assert len(shown(visit(0, "/dataset/routes"), uuid(2))) == 1
        assert len(shown(visit(0, "/dataset/eau", 404), uuid(2))) == 1


LOOK = Look(
    NANTES.title, {"fr": "Les données de la ville"}, "#00695c", frozenset({"/mutualisation/logo/1.svg"}), "fr",
    frozenset({"Les données du département", "Bref"}),
)  # fmt: skip
WORN = {"portal": "nantes", "title": "Eau - Nantes", "names": (("the header", "Nantes"),), "colours": ("#00695C",),
        "header": True, "text": "Bref"}  # fmt: skip


def worn(page: Visited | None = None, *addresses: tuple[str, str], role: Role = Role.FILE, **marks) -> list[str]:
    placed = [(Reference(each, role, where), sites().place(each)) for where, each in addresses]
    document = Document(marks=Marks(**{**WORN, **marks}))
    found = LOOK.judge(document, [(reference, place) for reference, place in placed if place], page or visit())
    return [finding.what for finding in found]


class TestLook:
    def test_the_portals_own_look_is_no_fault(self):
        assert worn(None, ("<img src>", f"{HOST}/mutualisation/logo/1.svg")) == []
        english = Visited(WAYS[0], f"{HOST}/en/", sites().place(f"{HOST}/en/"))  # type: ignore[arg-type]
        assert worn(english, title="Water - Nantes, in English", names=()) == []

    @pytest.mark.parametrize(
        "marks",
        [
            {"portal": "loire"},
            {"portal": ""},
            {"header": False},
            {"title": "Eau - Loire"},
            {"title": "Nantes - Plateforme"},
            {"names": (("<meta og:site_name>", "Plateforme"),)},
            {"colours": ("#112233",)},
            {"descriptions": (("<meta description>", "Bref"),)},
            {"text": "Ici, Les données du département et d'autres"},
            {"kind": "other", "title": "Eau - Nantes"},
        ],
    )
    def test_each_mark_of_another_is_a_fault(self, marks):
        assert len(worn(**marks)) == 1

    @pytest.mark.parametrize(
        ("where", "path"),
        [
            ("<img src>", "/mutualisation/logo/2.svg"),
            ("<link rel=stylesheet>", "/mutualisation/colours-1.css"),
            ("<meta content>", "/mutualisation/card/loire-fr-1.png"),
            ("<link rel=shortcut icon>", "/base/images/ckan.ico"),
            ("<link rel=apple-touch-icon>", "/mutualisation/icon/loire-1-180.png"),
            ("<link rel=icon>", f"{SITE}/base/images/ckan.ico"),
            ("<img src> in <header class=portal-header>", "/uploads/logo.png"),
        ],
    )
    def test_a_file_of_another_is_a_fault(self, where, path):
        assert len(worn(None, (where, path if "://" in path else f"{HOST}{path}"))) == 1

    def test_a_block_for_a_frame_has_no_header(self):
        assert worn(kind="frame", header=False, portal="") == []


class TestPromise:
    @pytest.mark.parametrize(
        ("status", "control", "path"),
        [
            (200, "public, max-age=60, stale-while-revalidate=60", "/"),
            (200, "public, no-cache", "/"),
            (200, "public, max-age=31536000, immutable", "/mutualisation/colours-1-2-3-4-5.css"),
            (200, "public, max-age=31536000, immutable", "/webassets/base/f1c08bee_main.css"),
            (200, "public, max-age=3600", "/base/images/x.png"),
            (301, "public, max-age=3600", "/x"),
            (404, "public, max-age=10", "/x"),
            (403, "no-store", "/x"),
        ],
    )
    def test_what_is_promised_is_no_fault(self, status, control, path):
        assert list(Promise(60).faults(status, {"cache-control": control, "vary": "Accept"}, path)) == []

    @pytest.mark.parametrize(
        ("status", "control", "path"),
        [
            (200, "", "/"),
            (200, "private", "/"),
            (200, "no-store", "/"),
            (200, "max-age=60", "/"),
            (200, "public", "/"),
            (200, "public, max-age=61", "/dataset/eau"),
            (200, "public, max-age=31536000, immutable", "/webassets/main.css"),
            (301, "public, max-age=86400", "/x"),
            (404, "public, max-age=60", "/x"),
            (403, "public, max-age=60", "/x"),
            (500, "", "/x"),
        ],
    )
    def test_anything_else_is(self, status, control, path):
        ((header, _),) = Promise(60).faults(status, {"cache-control": control} if control else {}, path)
        assert header == "Cache-Control"

    @pytest.mark.parametrize("vary", ["Cookie", "Accept, cookie", "*", "Authorization"])
    def test_copies_of_each_visitors_own_are(self, vary):
        ((header, _),) = Promise(60).faults(200, {"cache-control": "public, no-cache", "vary": vary}, "/")
        assert header == "Vary"

    def test_an_answer_by_origin_must_say_so(self):
        kept = {"cache-control": "public, no-cache"}
        assert [header for header, _ in Promise(60, by_origin=True).faults(200, kept, "/")] == ["Vary"]
        assert list(Promise(60, by_origin=True).faults(200, {**kept, "vary": "origin"}, "/")) == []
