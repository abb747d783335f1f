"""Pitfalls 3, 4, 5 and 16 of ``test_pitfalls.py``: hosts forged, come back to, mailed, or written otherwise."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.model import host as host_table
from tests.portal.factories import make_portal, site_url
from tests.portal.mailbox import Mailbox

NANTES = "nantes.localhost"
FACES = [(NANTES, ""), (None, "/p/nantes")]


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def origins() -> set[str]:
    """Return the platform's own: the common site's, and the portal's of Nantes."""
    return {site_url(), site_url(NANTES)}


@pytest.fixture
def mailbox(monkeypatch) -> Iterator[Mailbox]:
    with Mailbox() as box:
        monkeypatch.setitem(tk.config, "smtp.server", box.address)
        yield box


FORGED = {
    "another": {"HTTP_HOST": "evil.example"},
    "doubled": {"HTTP_HOST": "nantes.localhost, evil.example"},
    "doubled, the common site's first": {"HTTP_HOST": "localhost,evil.example"},
    "with a user name": {"HTTP_HOST": "nantes.localhost@evil.example"},
    "with a path": {"HTTP_HOST": "localhost/evil.example"},
    "with a line break": {"HTTP_HOST": "localhost\r\nX-Evil: evil.example"},
    "empty": {"HTTP_HOST": "", "HTTP_X_FORWARDED_HOST": "evil.example"},
    "absent": {"HTTP_HOST": None, "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"},
    "a true one, and another beside it": {
        "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_SERVER": "evil.example",
        "HTTP_X_ORIGINAL_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example", "SERVER_NAME": "evil.example",
    },
}  # fmt: skip


def ask(territory: Any, path: str, forged: dict[str, str | None], **request: Any) -> Response:
    """Ask as a server would hand it over, with these headers and no Host at all where it is None."""
    environ = {**EnvironBuilder(path, base_url=site_url(), **request).get_environ(), **forged}
    given = {name: value for name, value in environ.items() if value is not None}
    return Response.from_app(territory.app, given, buffered=True)


def said(answer: Response) -> str:
    return f"{answer.headers}\n{answer.get_data(as_text=True)}".lower()


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_03_a_forged_host_shows_in_no_page_and_no_redirection(territory, forged):
    answers = [
        ask(territory, path, forged)
        for path in ("/", "/no", "/dataset", "/dataset/nantes-1", "/p/nantes", "/p/nantes/dataset/nantes-1",
                     "/api/3/action/package_show?id=nantes-1", "/feeds/dataset.atom", "/sitemap.xml", "/user/login",
                     "/p/nantes/sitemap.xml", "/p/nantes/robots.txt", "/user/me", "/dataset/new", "/nowhere")
    ]  # fmt: skip
    for answer in answers:
        assert "evil" not in said(answer)
        location = answer.headers.get("Location")
        assert location is None or origin_of(urljoin(f"{site_url()}/", location)) == site_url()
    if forged["HTTP_HOST"] in ("localhost", None):
        assert any(answer.status_code == 200 for answer in answers)
    else:
        assert {answer.status_code for answer in answers} <= {400, 404}


def reset_form(territory: Any, user: str) -> dict[str, Any]:
    """Return the request that asks for a new password, as somebody sends it who opened the common site's page."""
    client = territory.test_client()
    page = client.get("/user/reset", base_url=site_url()).text
    token = re.search(r'name="_csrf_token" content="([^"]+)"', page)
    assert token
    cookies = "; ".join(f"{each.key}={each.value}" for each in client._cookies.values())
    return {"method": "POST", "data": {"user": user, "_csrf_token": token[1]}, "headers": {"Cookie": cookies}}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_03_a_forged_host_is_in_no_mail(territory, mailbox, forged):
    user = ckan_factories.User()
    answer = ask(territory, "/user/reset", forged, **reset_form(territory, user["name"]))
    assert "evil" not in said(answer)
    if forged["HTTP_HOST"] not in ("localhost", None):
        assert (answer.status_code, mailbox.mails) in ((400, []), (404, []))
        return
    (mail,) = mailbox.mails
    assert f"{site_url()}/user/reset/{user['id']}?key=" in mail
    assert "evil" not in mail


ELSEWHERE = [
    "/\\evil.example", "//evil.example", "///evil.example", "https://evil.example/", "https:evil.example",
    "http:/\\evil.example", "https:///evil.example", "/%5cevil.example", "/%2fevil.example", "/\t/evil.example",
    "javascript:alert(1)", "https://localhost@evil.example/", f"//{NANTES}/", "https://nantes.localhost/",
    "https://loire-atlantique.localhost/",
]  # fmt: skip


def hops(client: Any, address: str, **request: Any) -> list[str]:
    """Follow redirections as a browser does, which reads a backslash as a slash; return every address met."""
    met = [address]
    for _ in range(6):
        parts = urlsplit(met[-1])
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = client.open(path, base_url=origin_of(met[-1]), follow_redirects=False, **request)
        location = answer.headers.get("Location")
        if location is None:
            assert answer.status_code in (200, 400, 403, 404), met
            return met
        met.append(urljoin(met[-1], re.sub(r"[\t\r\n]", "", location).replace("\\", "/")))
        if origin_of(met[-1]) not in origins():
            return met
        request = {}
    raise AssertionError(f"redirected for ever: {met}")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_04_an_address_to_come_back_to_leads_nowhere_else(territory, visitor, target):
    user = ckan_factories.User(password="correct123")
    for name in ("next", "came_from"):
        query = urlencode({name: target, "url": target})
        for host, prefix in [*FACES, (None, "")]:
            for path in ("/user/login", "/user/_logout", "/util/redirect", "/dataset/new", "/", "/no"):
                met = hops(territory.test_client(), f"{site_url(host)}{prefix}{path}?{query}")
                assert {origin_of(address) for address in met} <= {site_url(), site_url(host)}
        client = territory.test_client()
        form = {"login": user["name"], "password": "correct123", "_csrf_token": _token(client)}
        met = hops(client, f"{site_url()}/user/login?{query}", method="POST", data=form)
        assert len(met) > 1, "nobody was logged in"
        assert {origin_of(address) for address in met} == {site_url()}
        assert user["name"] in client.get("/user/me", base_url=site_url()).text
        met = hops(client, f"{site_url()}/user/_logout?{query}")
        assert {origin_of(address) for address in met} == {site_url()}


def _token(client: Any) -> str:
    found = re.search(r'name="_csrf_token" content="([^"]+)"', client.get("/user/login", base_url=site_url()).text)
    assert found
    return found[1]


def test_04_a_page_of_the_common_site_is_come_back_to(territory):
    user = ckan_factories.User(password="correct123")
    client = territory.test_client()
    form = {"login": user["name"], "password": "correct123", "_csrf_token": _token(client)}
    met = hops(client, f"{site_url()}/user/login?next=/organization/nantes", method="POST", data=form)
    assert met[-1] == f"{site_url()}/organization/nantes"


def test_05_a_password_is_not_reset_on_a_portal_and_mails_lead_to_the_common_site(territory, visitor, mailbox):
    user = ckan_factories.User()
    form = reset_form(territory, user["name"])
    for host, prefix in FACES:
        answer = visitor(f"{prefix}/user/reset", host, **form)
        assert answer.status_code == 405
        assert f'{site_url()}/user/reset"' in answer.text
        page = visitor(f"{prefix}/user/reset", host)
        assert page.headers["Location"] == f"{site_url()}/user/reset"
    assert mailbox.mails == []
    assert visitor("/user/reset", **form).status_code == 302
    invited = {"email": "nouvelle@nantes.example", "group_id": "nantes", "role": "editor"}
    headers = {"Authorization": ckan_factories.SysadminWithToken()["token"]}
    assert visitor("/api/3/action/user_invite", None, "POST", json=invited, headers=headers).status_code == 200
    reset, invitation = mailbox.mails
    assert f"{site_url()}/user/reset/{user['id']}?key=" in reset
    assert f"{site_url()}/user/reset/" in invitation
    for mail in mailbox.mails:
        assert {origin_of(link) for link in re.findall(r"https?://[^\s<>()\"]+", mail)} == {site_url()}


class TestOneHostWrittenOtherwise:
    SAME = [
        "données-été.example", "Données-Été.EXAMPLE", "données-été.example.", "données-été.example:8443",
        "https://données-été.example", "HTTPS://DONNÉES-ÉTÉ.example:443/", "xn--donnes-t-e1adb.example",
        "XN--Donnes-T-E1adb.Example.:80", "donne\u0301es-e\u0301te\u0301.example", "données-été。example",
    ]  # fmt: skip

    @pytest.fixture
    def first(self, territory) -> Iterator[str]:
        """A portal has this host already."""
        make_portal(slug="premier", hosts=[self.SAME[0]], organizations=["nantes"])
        yield self.SAME[0].encode("idna").decode()
        call_action("mutualisation_portal_delete", id="premier")

    def refusal(self, **fields: Any) -> str:
        with pytest.raises(tk.ValidationError) as refused:
            make_portal(organizations=["nantes"], **fields)
        assert list(refused.value.error_dict) == ["hosts"]
        return str(dict(refused.value.error_dict)["hosts"])

    @pytest.mark.parametrize("written", SAME[1:])
    def test_it_stands_once_in_a_list(self, territory, written):
        assert "stands twice in the list" in self.refusal(slug="x", hosts=[self.SAME[0], written])

    @pytest.mark.parametrize("written", SAME)
    def test_it_is_given_to_one_portal(self, first, written):
        assert f"{first} is the portal premier's" in self.refusal(slug="second", hosts=["second.localhost", written])
        with pytest.raises(tk.ValidationError, match="is the portal premier's"):
            call_action("mutualisation_portal_update", id="loire-atlantique", hosts=[written])

    @pytest.mark.parametrize("written", SAME)
    def test_it_is_not_the_common_sites(self, territory, monkeypatch, written):
        monkeypatch.setitem(tk.config, "ckanext.mutualisation.portal.common_hosts", ["localhost", self.SAME[0]])
        assert "is the common site's" in self.refusal(slug="x", hosts=[written])

    def test_the_database_itself_refuses_it(self, first):
        other = call_action("mutualisation_portal_show", id="nantes")["id"]
        with pytest.raises(IntegrityError):
            model.Session.execute(host_table.insert().values(host=first, portal_id=other, position=9))
        model.Session.rollback()

    def test_however_a_visitor_writes_it_the_portal_answers(self, first, territory):
        for written in (first, first.upper(), f"{first}.", f"{first}:80", f"{first.title()}.:8443"):
            assert "portal-header" in ask(territory, "/dataset/", {"HTTP_HOST": written}).get_data(as_text=True)
            moved = ask(territory, "/no", {"HTTP_HOST": written})
            assert moved.headers["Location"] == f"{site_url(first)}/no/"
