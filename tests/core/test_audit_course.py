"""Which pages are visited, what is asked, what the faces must agree on, and how findings are gathered."""
from __future__ import annotations

from collections import Counter

import pytest

from ckanext.mutualisation.core.audit.document import Document, Identity, Role
from ckanext.mutualisation.core.audit.faces import identifier_faults, sitemap_faults
from ckanext.mutualisation.core.audit.finding import Finding, repeated
from ckanext.mutualisation.core.audit.frontier import Entry, Frontier, kind_of
from ckanext.mutualisation.core.audit.leading import Visited
from ckanext.mutualisation.core.audit.questions import (
    Answered,
    Question,
    judge_answer,
    questions_about_all,
    questions_for,
    strangers,
)
from ckanext.mutualisation.core.audit.sites import COMMON
from tests.core.audit_world import HOLDINGS, HOST, OTHER, ROUTES, SITE, THINGS, WAYS, sites, uuid, visit

DEPARTMENT = THINGS[1]
OWNERS = f"{OTHER}/dataset/routes"


def entry(address: str) -> Entry:
    place = sites().place(address)
    assert place
    way = next(way for way in WAYS if way.base == place.base)
    return Entry(address, place, way, Role.LINK, "", "")


def visited(addresses: list[str], count: int, endless: int = 5) -> list[str]:
    frontier = Frontier({"eau", "routes"})
    for address in addresses:
        frontier.add(entry(address))
    found = (frontier.next(endless) for _ in range(count))
    return [each.address for each in found if each]


def kinds(addresses: list[str]) -> Counter[str]:
    return Counter(kind_of(entry(address).place, {"eau", "routes"}) for address in addresses)


class TestFrontier:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/", "/"),
            ("/dataset/", "/dataset"),
            ("/dataset/eau", "/dataset/*"),
            ("/dataset/new-one.ttl", "/dataset/*.ttl"),
            (f"/dataset/eau/resource/{uuid(1)}/view/{uuid(2)}", "/dataset/*/resource/*/view/*"),
            ("/dataset/groups/eau", "/dataset/groups/*"),
            ("/organization/about/ville", "/organization/about/*"),
            ("/dataset/?page=2", "/dataset?page"),
            ("/dataset/?tags=a&sort=b", "/dataset?several"),
            ("/dataset/?tags=a&tags=b", "/dataset?tags"),
            ("/api/3/action/package_show?id=eau", "/api/3/action/package_show?id"),
            ("/mutualisation/card/nantes-fr-0123456789abcdef.png", "/mutualisation/card/*.png"),
            ("/sitemap-3.xml", "/*.xml"),
            ("/pages/demarche", "/pages/*"),
            (f"/oembed?url={HOST}/dataset/eau&format=xml", "/oembed?url=dataset"),
            ("/legal", "/legal"),
        ],
    )
    def test_the_kind_of_a_page_is_its_path_without_names(self, path, kind):
        assert kind_of(entry(f"{HOST}{path}").place, {"eau", "routes"}) == kind

    def test_every_kind_comes_before_many_of_one(self):
        many = [f"{HOST}/dataset/jeu-{number}" for number in range(500)]
        others = [f"{HOST}{path}" for path in ("/", "/about", "/legal", "/feeds/new.rss", "/organization/ville")]
        found = visited([*many, *others], 12)
        assert set(others) <= set(found)
        assert kinds(found)["/dataset/*"] > 3

    def test_the_ways_take_turns_and_show_different_data(self):
        addresses = [way.address(f"/dataset/jeu-{number}") for way in WAYS for number in range(9)]
        found = visited(addresses, 4)
        assert {entry(each).way.home for each in found} <= {way.home for way in WAYS}
        assert len({each.rpartition("/")[2] for each in found}) == 4
        assert len({f"{entry(each).place.base}{entry(each).place.locale}" for each in found}) == 4

    def test_combinations_without_end_are_few(self):
        endless = [f"{HOST}/dataset/?tags={a}&groups={b}" for a in range(20) for b in range(20)]
        assert len(visited(endless, 500, endless=5)) == 5
        assert len(visited([*endless, f"{HOST}/about"], 500, endless=50)) == 51

    def test_a_kind_that_was_never_visited_comes_first_and_those_left_are_counted(self):
        frontier = Frontier(set())
        for number in range(50):
            frontier.add(entry(f"{HOST}/dataset/jeu-{number}"))
        assert frontier.next(5)
        frontier.add(entry(f"{HOST}/legal"))
        assert frontier.kinds_left == 1
        found = frontier.next(5)
        assert found
        assert found.address == f"{HOST}/legal"
        assert (frontier.kinds, frontier.kinds_left, len(frontier)) == (2, 0, 49)

    def test_an_address_is_visited_once(self):
        assert len(visited([f"{HOST}/about"] * 3, 3)) == 1


class TestQuestions:
    def test_strangers_are_public_and_of_others(self):
        assert strangers(HOLDINGS, frozenset({"o-n", "o-v"})) == [ROUTES]
        assert strangers(HOLDINGS, frozenset({"o-n", "o-v", "o-l"})) == []

    def test_each_way_to_a_dataset_is_asked(self):
        asked = list(questions_for(ROUTES, DEPARTMENT, uuid(12), f"{OTHER}/dataset/routes"))
        paths = [question.path for question in asked]
        for part in (
            "fq=organization%3Adepartement", "fq_list=", f"package_show?id={uuid(2)}", "package_show?id=routes",
            "/dataset/routes", f"resource_show?id={uuid(12)}", "organization_show", "/feeds/", "/embed/",
        ):  # fmt: skip
            assert any(part in path for path in paths), part
        assert {question.owner for question in asked} == {
            "", f"{OTHER}/dataset/routes", f"{OTHER}/organization/departement"
        }  # fmt: skip

    def test_what_could_widen_a_search_is_asked(self):
        paths = " ".join(question.path for question in questions_about_all([DEPARTMENT], THINGS[5]))
        for part in ("include_private", "include_drafts", "mincount=0", "capacity", "organization%3A", "brouillon"):
            assert part in paths

    @pytest.mark.parametrize(
        ("expected", "owner", "status", "text", "count", "kind"),
        [
            ("nothing", "", 200, "", 0, None),
            ("nothing", "", 409, "", None, None),
            ("nothing", "", 200, "", 3, "foreign dataset"),
            ("own data", "", 200, "", 2, None),
            ("own data", "", 200, "", 3, "foreign dataset"),
            ("own data", "", 500, "", None, "dead link"),
            ("no page", "", 404, "", None, None),
            ("no page", "", 200, "", None, "foreign dataset"),
            ("no page", "", 302, "", None, "foreign dataset"),
            ("the owner's address", OWNERS, 404, f'"message": "it is {OWNERS}"', None, None),
            ("the owner's address", OWNERS, 404, f'<a href="{OWNERS}">', None, None),
            ("the owner's address", OWNERS, 404, f'"{OWNERS}-2"', None, "owner's address"),
            ("the owner's address", OWNERS, 404, "", None, "owner's address"),
            ("the owner's address", OWNERS, 403, "", None, "foreign dataset"),
        ],
    )
    def test_an_answer_is_judged(self, expected, owner, status, text, count, kind):
        question = Question("/api/3/action/package_search?q=a", expected, (ROUTES,), owner)
        page = visit(0, "/api/3/action/package_search", status)
        found = list(judge_answer(Answered(question, page, Document(text=text, count=count)), most=2))
        assert [each.kind for each in found] == ([kind] if kind else [])


ADDRESSES = {COMMON: f"{SITE}/sitemap.xml", "nantes": f"{HOST}/sitemap.xml", "loire": f"{OTHER}/sitemap.xml",
             "sevre": f"{SITE}/p/sevre/sitemap.xml"}  # fmt: skip
RIGHT = {COMMON: [f"{SITE}/"], "nantes": [f"{HOST}/", f"{HOST}/dataset/eau", f"{HOST}/fr/dataset/eau"],
         "loire": [f"{OTHER}/dataset/routes"], "sevre": [f"{SITE}/p/sevre/dataset/ponts"]}  # fmt: skip


class TestFaces:
    def test_each_dataset_in_one_sitemap_is_no_fault(self):
        assert list(sitemap_faults(RIGHT, ADDRESSES, sites(), HOLDINGS)) == []

    def test_a_dataset_in_none_is_told_on_its_owners_portal(self):
        (found,) = sitemap_faults({**RIGHT, "loire": []}, ADDRESSES, sites(), HOLDINGS)
        assert (found.portal, found.subject, "no sitemap" in found.what) == ("loire", "routes", True)

    def test_a_dataset_in_two_is_told(self):
        (found,) = sitemap_faults({**RIGHT, COMMON: [f"{SITE}/dataset/eau"]}, ADDRESSES, sites(), HOLDINGS)
        assert found.subject == "eau"
        assert "2 sitemaps: common site, nantes" in found.what

    def test_one_identifier_from_everywhere_is_no_fault(self):
        uri = f"{SITE}/dataset/{uuid(1)}"
        seen = [
            (face, "page", Identity("dataset URI", uri, f"{HOST}{language}/dataset/eau"))
            for face, language in ((COMMON, ""), ("nantes", "/fr"))
        ]
        feed = ("nantes", "page", Identity("feed identifier", "tag:other", f"{HOST}/dataset/eau"))
        unknown = ("nantes", "page", Identity("dataset URI", "x", "https://example.org/"))
        assert list(identifier_faults([*seen, feed, unknown], sites(), HOLDINGS)) == []

    def test_another_identifier_elsewhere_is_told(self):
        seen = [
            (face, f"{face} page", Identity("dataset URI", uri, f"{HOST}/dataset/eau"))
            for face, uri in ((COMMON, f"{SITE}/dataset/1"), ("nantes", f"{HOST}/dataset/1"))
        ]
        (found,) = identifier_faults(seen, sites(), HOLDINGS)
        assert (found.kind, found.portal, found.page) == ("dataset URI", "nantes", "nantes page")
        assert f"{SITE}/dataset/1" in found.subject


def test_the_same_fault_on_many_pages_is_told_once():
    page = Visited(WAYS[0], HOST, visit().place)
    one = Finding("foreign host", "nantes", page.address, "a link", "<a href>", f"{OTHER}/1")
    same = Finding("foreign host", "nantes", f"{HOST}/about", "a link", "<a href>", f"{OTHER}/2")
    other = Finding("cookie", "nantes", HOST, "sets", "header")
    first, second = repeated([other, one, same])
    assert (first.first, first.pages, first.subjects) == (one, (HOST, f"{HOST}/about"), 2)
    assert second.first == other
