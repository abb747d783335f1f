"""Who may do what with portals: the two tables below say it, and each of their cells is tried.

==============  ===============================================================================================
anonymous       nobody is logged in
user            has an account, and no role
editor          edits the data of the portal's first organisation (so does nobody edit a portal)
admin           administers the portal's first organisation
duty            holds the duty `portal` for it, without a role in it
treasurer       holds another duty for it: `ledger`
second          administers the portal's second organisation
other           administers another member, and holds its duty `portal`
sysadmin        administers the platform
==============  ===============================================================================================

An action is tried through the HTTP API, with an API token, and `tk.check_access` must agree; a page is tried with a
logged-in browser and a valid CSRF token. Who may not changes nothing in the whole database; who may does it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action, reset_db

from tests.portal import factories
from tests.portal.rights import OPEN, PEOPLE, People, gather, read_table
from tests.portal.rights_tried import CASES, SENT, WROTE

ACTIONS = read_table("""
                                              anonymous  user  editor  admin  duty  treasurer  second  other  sysadmin
mutualisation_portal_list                        yes     yes    yes     yes    yes     yes      yes     yes     yes
mutualisation_portal_list, drafts too            no      no     no      yes    yes     no       yes     no      yes
mutualisation_portal_show, published             yes     yes    yes     yes    yes     yes      yes     yes     yes
mutualisation_portal_show, a draft               no      no     no      yes    yes     no       yes     no      yes
mutualisation_portal_create                      no      no     no      no     no      no       no      no      yes
mutualisation_portal_update, its brand           no      no     no      yes    yes     no       yes     no      yes
mutualisation_portal_update, its hosts           no      no     no      no     no      no       no      no      yes
mutualisation_portal_update, its organisations   no      no     no      no     no      no       no      no      yes
mutualisation_portal_update, its state           no      no     no      no     no      no       no      no      yes
mutualisation_portal_update, what it includes    no      no     no      no     no      no       no      no      yes
mutualisation_portal_update, brand and hosts     no      no     no      no     no      no       no      no      yes
mutualisation_portal_delete                      no      no     no      no     no      no       no      no      yes
mutualisation_brand_show, what visitors see      yes     yes    yes     yes    yes     yes      yes     yes     yes
mutualisation_brand_show, a draft portal's       no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_show, the draft              no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_show, a former version       no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_version_list                 no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_update                       no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_publish                      no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_discard                      no      no     no      yes    yes     no       yes     no      yes
mutualisation_brand_restore                      no      no     no      yes    yes     no       yes     no      yes
mutualisation_redirect_list                      no      no     no      yes    yes     no       yes     no      yes
mutualisation_redirect_create                    no      no     no      yes    yes     no       yes     no      yes
mutualisation_redirect_import                    no      no     no      yes    yes     no       yes     no      yes
mutualisation_redirect_delete                    no      no     no      yes    yes     no       yes     no      yes
""")

PAGES = read_table("""
                                              anonymous  user  editor  admin  duty  treasurer  second  other  sysadmin
GET /portal/edit/<slug>                          no      no     no      yes    yes     no       yes     no      yes
POST /portal/edit/<slug>                         no      no     no      yes    yes     no       yes     no      yes
GET /portal/preview/<slug>                       no      no     no      yes    yes     no       yes     no      yes
POST /portal/preview/<slug>                      no      no     no      yes    yes     no       yes     no      yes
GET /portal/publish/<slug>                       no      no     no      yes    yes     no       yes     no      yes
POST /portal/publish/<slug>                      no      no     no      yes    yes     no       yes     no      yes
POST /portal/discard/<slug>                      no      no     no      yes    yes     no       yes     no      yes
GET /portal/history/<slug>                       no      no     no      yes    yes     no       yes     no      yes
GET /portal/version/<slug>/<int:number>          no      no     no      yes    yes     no       yes     no      yes
POST /portal/version/<slug>/<int:number>         no      no     no      yes    yes     no       yes     no      yes
GET /portal/settings/<slug>                      no      no     no      no     no      no       no      no      yes
POST /portal/settings/<slug>                     no      no     no      no     no      no       no      no      yes
GET /organization/portal/<id>                    no      no     no      yes    yes     no       no      no      yes
GET /ckan-admin/portals                          no      no     no      no     no      no       no      no      yes
""")


def address(rule: str) -> str:
    """Return the address of a page about the open portal, or its first organisation."""
    values = {"<slug>": OPEN, "<int:number>": "1", "<id>": "nantes-metropole"}
    return re.sub(r"<[^>]+>", lambda found: values[found[0]], rule)


def token(browser: Any) -> str:
    """Return the CSRF token of this browser's session."""
    found = re.search(r'name="_csrf_token" content="([^"]+)"', browser.get("/about").text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def everybody(platform) -> Iterator[People]:
    yield gather(platform)
    factories.remove_portals()
    reset_db()


@pytest.fixture
def people(everybody) -> People:
    """Everybody, and the portals as at the beginning, whatever was tried before."""
    if everybody.changed():
        everybody.restore()
    return everybody


def cells(table: Mapping[str, Mapping[str, bool]]) -> list[Any]:
    return [
        pytest.param(what, who, may, id=f"{what} - {who} {'may' if may else 'may not'}")
        for what, row in table.items()
        for who, may in row.items()
    ]


class TestTheTablesAreWhole:
    @pytest.fixture
    def plugin(self, platform) -> Any:
        return p.get_plugin("mutualisation_portal")

    def test_every_action_of_the_portals_has_a_row_and_an_auth_function(self, plugin):
        actions = {name for name, each in plugin.get_actions().items() if not getattr(each, "chained_action", False)}
        assert actions == {what.split(",")[0] for what in ACTIONS}
        assert set(plugin.get_auth_functions()) == actions, "no right of CKAN's or of another room's is touched"
        assert set(CASES) == set(ACTIONS)
        reading = {name for name in actions if getattr(tk.get_action(name), "side_effect_free", False)}
        assert {what.split(",")[0] for what in WRITING} == actions - reading

    def test_what_is_chained_before_others_actions_only_reads(self, plugin):
        chained = {name for name, each in plugin.get_actions().items() if getattr(each, "chained_action", False)}
        assert "package_show" in chained
        assert [name for name in chained if not getattr(tk.get_action(name), "side_effect_free", False)] == []

    def test_every_page_of_the_editor_has_a_row_and_no_other_page_of_the_portals_writes(self, platform):
        editor, elsewhere = set(), set()
        for rule in platform.flask_app.url_map.iter_rules():
            module = platform.flask_app.view_functions[rule.endpoint].__module__
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                if module.startswith("ckanext.mutualisation.portal.editor"):
                    editor.add(f"{method} {rule.rule}")
                elif module.startswith("ckanext.mutualisation.portal"):
                    elsewhere.add(method)
        assert editor == set(PAGES)
        assert elsewhere == {"GET"}
        assert {f"POST {rule}" for rule in SENT} == {what for what in PAGES if what.startswith("POST ")}

    def test_nobody_who_is_refused_a_page_may_do_by_action_what_it_does_and_the_other_way_round(self):
        same = {
            "POST /portal/edit/<slug>": "mutualisation_brand_update",
            "POST /portal/publish/<slug>": "mutualisation_brand_publish",
            "POST /portal/discard/<slug>": "mutualisation_brand_discard",
            "POST /portal/version/<slug>/<int:number>": "mutualisation_brand_restore",
            "POST /portal/settings/<slug>": "mutualisation_portal_update, its hosts",
            "GET /portal/history/<slug>": "mutualisation_brand_version_list",
        }
        for page, action in same.items():
            assert PAGES[page] == ACTIONS[action], page


@pytest.mark.parametrize(("what", "who", "may"), cells(ACTIONS))
def test_action(people, what, who, may):
    action, case = what.split(",")[0], CASES[what]
    assert people.may(who, action, case.data) is (may or case.for_some)
    answer = people.call(who, action, case.data)
    if may:
        assert answer.status_code == 200, answer.text
        assert case.done(answer.json["result"], who)
    elif case.for_some:
        assert answer.status_code == 200
        assert not case.done(answer.json["result"], who)
    else:
        assert answer.status_code == 403, answer.text
        assert answer.json["error"]["__type"] == "Authorization Error"
        assert "result" not in answer.json
    if not may or getattr(tk.get_action(action), "side_effect_free", False):
        assert people.changed() == set()


@pytest.mark.parametrize(("what", "who", "may"), cells(PAGES))
def test_page(people, what, who, may):
    method, rule = what.split()
    browser = people.browser(who)
    if method == "GET":
        answer = browser.get(address(rule), follow_redirects=False)
        assert answer.status_code == (200 if may else 403)
    else:
        form = {**SENT[rule](), "_csrf_token": token(browser)}
        answer = browser.post(address(rule), data=form, follow_redirects=False)
        assert answer.status_code in ((200, 302, 303) if may else (403,)), answer.text
        assert not may or WROTE[rule](answer, who)
    if not may or method == "GET":
        assert people.changed() == set()


@pytest.mark.parametrize("rule", SENT)
class TestForgery:
    """CKAN 2.12 ends a page's protection for everybody at its first anonymous GET: each page has its own."""

    @pytest.fixture
    def seen_by_anybody(self, people, rule):
        """The page has been asked for without an account, by GET and by POST, and with an API token."""
        anonymous = people.browser("anonymous")
        anonymous.get(address(rule))
        anonymous.post(address(rule))
        anonymous.get(address(rule), headers={"Authorization": people.tokens["sysadmin"]})
        return people

    @pytest.mark.parametrize("sent", ["no token", "an empty one", "another session's"])
    def test_what_is_sent_without_ones_own_token_is_refused_and_writes_nothing(self, seen_by_anybody, rule, sent):
        people = seen_by_anybody
        if sent == "another session's":
            given = {"_csrf_token": token(people.browser("admin"))}
        else:
            given = {"_csrf_token": ""} if sent == "an empty one" else {}
        browser = people.browser("sysadmin")
        token(browser)  # This session has a token of its own.
        answer = browser.post(address(rule), data={**SENT[rule](), **given}, follow_redirects=False)
        assert answer.status_code == 400
        assert people.changed() == set()

    def test_with_it_the_same_is_done(self, seen_by_anybody, rule):
        browser = seen_by_anybody.browser("sysadmin")
        form = {**SENT[rule](), "_csrf_token": token(browser)}
        answer = browser.post(address(rule), data=form, follow_redirects=False)
        assert WROTE[rule](answer, "sysadmin")


WRITING = [what for what in ACTIONS if not what.endswith(("_list", "_list, drafts too")) and "_show" not in what]


@pytest.mark.parametrize("what", WRITING)
class TestForgedCall:
    """All actions share one page of CKAN's, which everybody asks for: a browser's call brings its token too."""

    @pytest.fixture
    def seen_by_anybody(self, people, what):
        action = what.split(",")[0]
        people.browser("anonymous").get(f"/api/3/action/{action}")
        people.call("anonymous", action, CASES[what].data)
        people.call("user", action, CASES[what].data)
        return people

    @pytest.mark.parametrize("body", ["json", "data"])
    def test_without_the_token_it_is_refused_and_writes_nothing(self, seen_by_anybody, what, body):
        sent = {body: CASES[what].data}
        answer = seen_by_anybody.browser("sysadmin").post(f"/api/3/action/{what.split(',')[0]}", **sent)
        assert answer.status_code == 400
        assert seen_by_anybody.changed() == set()

    def test_with_it_the_same_is_done(self, seen_by_anybody, what):
        browser = seen_by_anybody.browser("sysadmin")
        headers = {"X-CSRFToken": token(browser)}
        answer = browser.post(f"/api/3/action/{what.split(',')[0]}", json=CASES[what].data, headers=headers)
        assert answer.status_code == 200, answer.text
        assert CASES[what].done(answer.json["result"], "sysadmin")


def test_everybody_of_the_tables_is_who_they_are_said_to_be(everybody):
    """A person without the rights of their column would make its cells say nothing."""
    for who, rights in PEOPLE.items():
        if who == "anonymous":
            continue
        roles = {each["name"]: each["capacity"] for each in call_action("organization_list_for_user", id=who)}
        duties = call_action("mutualisation_duty_list", user=who)
        held = set(roles.items()) | {(each["organization"], f"duty {each['room']}") for each in duties}
        assert who == "sysadmin" or held == set(rights)
