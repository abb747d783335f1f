"""The editor on the real stack: drafts, faults, publications, conflicts, and who may do what."""
from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import flask
import pytest

import ckan.model as model
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.portal import factories
from tests.portal.editor import Reader, form_of

SLUG = "loire-atlantique"
REFUSED, NEAREST = "#ff9900", "#a46200"


@pytest.fixture(scope="module")
def people(territory):
    """An officer with the duty for Loire-Atlantique, an editor and administrators there and of Nantes, a sysadmin."""
    for name in ("officer", "editor-la", "admin-la", "admin-nantes", "admin-metropole"):
        ckan_factories.User(name=name, fullname=name.capitalize())
    ckan_factories.Sysadmin(name="operator")
    roles = (("editor-la", SLUG, "editor"), ("admin-la", SLUG, "admin"), ("admin-nantes", "nantes", "admin"),
             ("admin-metropole", "nantes-metropole", "admin"))
    for name, organization, role in roles:
        call_action("organization_member_create", {"user": "operator"}, id=organization, username=name, role=role)
    duty = {"user": "officer", "organization_id": SLUG, "room": "portal"}
    call_action("mutualisation_duty_create", {"user": "operator", "ignore_auth": True}, **duty)
    return territory


@pytest.fixture
def signed_in(people):
    """Return a client that is logged in by its session's cookie, as a browser is; without a name, a visitor's."""

    def client(name: str | None):
        return people.test_client(user=model.User.get(name)) if name else people.test_client()

    return client


@pytest.fixture
def officer(signed_in):
    """The officer at the editor, with no draft to begin with."""
    call_action("mutualisation_brand_discard", {"user": "operator"}, id=SLUG)
    return Reader(signed_in("officer"), SLUG)


def live(slug: str = SLUG) -> dict:
    return call_action("mutualisation_brand_show", id=slug)


def draft(slug: str = SLUG) -> dict:
    return call_action("mutualisation_brand_show", id=slug, draft=True)


class TestWriting:
    def test_a_draft_is_saved_published_and_the_portal_shows_it(self, officer, visitor):
        answer = officer.press("save", title__fr="Le département", title__en="The department")
        assert answer.status_code == 303
        assert draft()["brand"]["title"] == {"fr": "Le département", "en": "The department"}
        assert "The department" not in visitor("/", host="loire-atlantique.localhost").body
        number = live()["number"]
        assert "The department" in officer.client.get(f"/portal/publish/{SLUG}").body
        assert officer.confirm("New name").status_code == 302
        published = live()
        assert (published["number"], published["author_name"], published["note"]) == (number + 1, "Officer", "New name")
        assert "The department" in visitor("/", host="loire-atlantique.localhost").body

    def test_opening_and_saving_changes_nothing(self, officer):
        before = live()["brand"]
        officer.press("save")
        assert draft()["brand"] == before
        assert "says what visitors see already" in officer.client.get(f"/portal/publish/{SLUG}").body

    def test_a_refused_colour_is_told_beside_its_field_and_the_nearest_one_is_one_button_away(self, officer):
        page = officer.press("save", colours__primary=REFUSED, tagline__fr="Ce que j’écrivais").body
        assert not draft()["draft"]
        assert '<a href="#field-colours-primary">' in page
        form = form_of(page, officer.address)
        assert form.fields["tagline.fr"] == "Ce que j’écrivais"
        assert form.fields["colours.primary"] == REFUSED
        assert f"take:colours.primary:{NEAREST}" in form.buttons
        taken = form_of(officer.press(f"take:colours.primary:{NEAREST}", form).body, officer.address)
        assert taken.fields["colours.primary"] == NEAREST
        assert officer.press("save", taken).status_code == 303
        assert draft()["brand"]["colours"]["primary"] == NEAREST

    def test_each_fault_has_a_link_to_an_element_that_is_there(self, officer):
        form = form_of(officer.press("add:pages").body, officer.address)
        form = form_of(officer.press("add:header_links", form).body, officer.address)
        page = officer.press("save", form, title__fr="", title__en="", pages__0__slug="Été !", contact__email="non",
                             header_links__0__url="javascript:alert(1)", legal__publisher="Ville",
                             accessibility__level="full", analytics__url="http://stats.example").body
        anchors = re.findall(r'<li><a href="#([^"]+)">', page.split('id="troubles"')[1].split("</div>")[0])
        assert len(anchors) >= 9
        for anchor in anchors:
            assert f'id="{anchor}"' in page, anchor

    def test_lists_change_without_anything_being_saved_or_lost(self, officer):
        page = officer.press("add:header_links", title__fr="Tapé").body
        form = form_of(page, officer.address)
        assert "header_links.0.url" in form.fields
        assert form.fields["title.fr"] == "Tapé"
        assert re.search(r'id="field-header_links-0-label-en"[^>]* autofocus', page)
        form.fields |= {"header_links.0.label.fr": "Un", "header_links.0.url": "/pages/un"}
        form = form_of(officer.press("add:header_links", form).body, officer.address)
        form.fields |= {"header_links.1.label.fr": "Deux", "header_links.1.url": "/pages/deux"}
        page = officer.press("up:header_links.1", form).body
        form = form_of(page, officer.address)
        assert [form.fields[f"header_links.{n}.label.fr"] for n in (0, 1)] == ["Deux", "Un"]
        assert re.search(r'value="down:header_links.0" autofocus', page)
        form = form_of(officer.press("remove:header_links.0", form).body, officer.address)
        assert form.fields["header_links.0.label.fr"] == "Un"
        assert not draft()["draft"]

    def test_every_kind_of_block_is_added_and_kept(self, officer):
        form = officer.open()
        for kind in ("text", "featured", "map", "reuses", "themes"):
            form.fields["block"] = kind
            form = form_of(officer.press("add:home", form).body, officer.address)
        numbers = [name for name in form.fields if re.fullmatch(r"home\.\d+\.block", name)]
        place = {form.fields[name]: name.removesuffix(".block") for name in numbers}
        form.fields[f"{place['text']}.text.fr"] = "# Un titre\n\n- point"
        form.fields[f"{place['featured']}.datasets"] = f"{SLUG}-1, {SLUG}-2"
        assert officer.press("save", form).status_code == 303
        home = draft()["brand"]["home"]
        assert [block["block"] for block in home][-5:] == ["text", "featured", "map", "reuses", "themes"]
        assert home[-4]["datasets"] == [f"{SLUG}-1", f"{SLUG}-2"]
        assert home[-5]["text"] == {"fr": "# Un titre\n\n- point"}

    def test_a_language_without_a_field_is_kept(self, officer):
        brand = {**live()["brand"], "title": {"fr": "Loire", "br": "Liger"}}
        call_action("mutualisation_brand_update", {"user": "operator"}, id=SLUG, brand=brand)
        officer.press("save", title__fr="La Loire")
        assert draft()["brand"]["title"] == {"fr": "La Loire", "br": "Liger"}

    def test_a_form_that_was_cut_short_saves_nothing(self, officer):
        form = officer.open()
        del form.fields["whole"]
        assert officer.press("save", form).status_code == 400
        assert not draft()["draft"]

    def test_a_whole_brand_fits_in_a_form(self, officer):
        form = officer.open()
        for number in range(50):
            form.fields |= {f"pages.{number}.slug": f"page-{number}", f"pages.{number}.title.fr": "Titre"}
            form.fields |= {f"pages.{number}.text.{code}": "é" * 15_000 for code in ("fr", "en")}
        for number in range(100):
            form.fields |= {f"reuses.{number}.url": f"https://a.example/{number}"}
            names = [f"{name}.{code}" for name in ("title", "text") for code in ("fr", "en")]
            form.fields |= {f"reuses.{number}.{name}": "Mot" for name in names}
        form.fields["do"] = "save"
        fields = {**form.fields, "logo_upload": (BytesIO(b""), "")}
        answer = officer.client.post(officer.address, data=fields, content_type="multipart/form-data",
                                     follow_redirects=False)
        assert answer.status_code == 303
        assert len(draft()["brand"]["pages"]) == 50

    def test_what_is_typed_cannot_run_in_the_editor(self, officer):
        evil = '"><script>alert(1)</script>'
        page = officer.press("add:pages", title__fr=evil, tagline__fr=evil, contact__phone=evil).body
        assert "<script>alert(1)" not in page
        assert evil in unescape(page)

    def test_the_draft_is_thrown_away(self, officer):
        officer.press("save", title__fr="À jeter")
        form = form_of(officer.client.get(officer.address).body, f"/portal/discard/{SLUG}")
        officer.client.post(f"/portal/discard/{SLUG}", data=form.fields)
        assert not draft()["draft"]


class TestPictures:
    def send(self, reader, content, do="save", name="logo"):
        fields = {**reader.open().fields, "tagline.fr": "Tapé", "do": do, f"{name}_upload": (BytesIO(content), "x.svg")}
        return reader.client.post(reader.address, data=fields, content_type="multipart/form-data",
                                  follow_redirects=False)

    @pytest.mark.parametrize("name", ["logo", "favicon", "image"])
    def test_a_picture_is_kept_and_shown(self, officer, name):
        assert self.send(officer, factories.LOGO, name=name).status_code == 303
        form = officer.open()
        assert len(form.fields[f"{name}.sha256"]) == 64
        assert f"clear:{name}" in form.buttons
        cleared = form_of(officer.press(f"clear:{name}", form).body, officer.address)
        assert f"{name}.sha256" not in cleared.fields

    def test_a_picture_that_could_run_is_refused_and_the_rest_stays_typed(self, officer):
        svg = factories.LOGO.replace(b"<circle", b"<script>alert(1)</script><circle")
        page = self.send(officer, svg).body
        assert 'href="#field-logo_upload"' in page
        assert "does not need" in page
        assert form_of(page, officer.address).fields["tagline.fr"] == "Tapé"
        assert not draft()["draft"]

    def test_a_picture_waits_in_the_form_while_lists_change(self, officer):
        form = form_of(self.send(officer, factories.LOGO, "add:social").body, officer.address)
        assert len(form.fields["logo.sha256"]) == 64
        assert officer.press("save", form).status_code == 303
        assert draft()["brand"]["logo"]["media_type"] == "image/svg+xml"

    def test_a_picture_that_nobody_sent_is_not_taken_on_trust(self, officer):
        form = officer.open()
        form.fields |= {"logo.sha256": "0" * 64, "logo.media_type": "text/html"}
        assert officer.press("save", form).status_code == 303
        assert "logo" not in draft()["brand"]


class TestPreview:
    def look(self, reader, page="home", language="en", script=False, **changed):
        fields = {**reader.open().fields, "page": page, "language": language}
        fields |= {name.replace("__", "."): value for name, value in changed.items()}
        headers = {"Accept": "application/json"} if script else {}
        return reader.client.post(f"/portal/preview/{SLUG}", data=fields, headers=headers)

    def test_it_shows_what_is_typed_as_the_public_will_see_it_and_saves_nothing(self, officer, visitor):
        public = visitor("/", host="loire-atlantique.localhost").body
        page = self.look(officer, title__en="Only typed", colours__primary="#123456").body
        assert "<h1" in page
        assert "Only typed" in page
        assert "123456" in page
        assert "Officer" not in page, "the preview knows who looks"
        assert not draft()["draft"]
        assert visitor("/", host="loire-atlantique.localhost").body == public

    def test_it_is_made_for_nobody_though_somebody_asks_for_it(self, officer):
        readers = {}

        def note(_application, template, context, **_):
            readers[template.name] = context["current_user"].is_anonymous

        with flask.template_rendered.connected_to(note):
            assert self.look(officer).status_code == 200
        assert readers["mutualisation/portal/home.html"] is True

    def test_every_page_it_offers_can_be_seen_in_both_languages(self, officer):
        typed = {"pages__0__slug": "a-propos", "pages__0__title__fr": "À propos", "pages__0__text__fr": "Du **gras**"}
        said = json.loads(self.look(officer, script=True, **typed).body)
        names = [page["value"] for page in said["pages"]]
        assert {"home", "search", "dataset", "page:a-propos", "legal", "privacy", "accessibility"} <= set(names)
        for name in names:
            for language in ("en", "fr"):
                page = self.look(officer, name, language, **typed).body
                assert f'<html lang="{language}"' in page, name
                assert "data-portal=" in page, name
        assert "<strong>gras</strong>" in self.look(officer, "page:a-propos", **typed).body

    def test_it_can_neither_run_nor_lead_away_nor_be_kept(self, officer):
        answer = self.look(officer)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-same-origin" in policy
        assert "allow-scripts" not in policy
        assert "no-store" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "<script" not in answer.body
        assert '<base target="_blank">' in answer.body

    def test_a_script_learns_what_is_wrong_while_the_page_is_drawn(self, officer):
        answer = self.look(officer, script=True, colours__primary=REFUSED)
        said = json.loads(answer.body)
        trouble = next(each for each in said["troubles"] if each["field"] == "colours.primary")
        assert trouble["nearest"] == NEAREST
        assert "colours.primary" not in said["verdicts"]
        assert "<h1" in said["page"]

    def test_the_scope_is_the_portal_s(self, officer):
        assert "Jeu 1 de Ville de Nantes" not in self.look(officer, "search").body
        assert "Jeu 1 de Loire-Atlantique" in self.look(officer, "search").body


class TestHistory:
    def test_a_former_version_is_seen_compared_and_restored(self, officer):
        former = live()
        officer.press("save", title__fr="Une erreur", title__en="A mistake")
        officer.confirm()
        mistake = live()["number"]
        address = f"/portal/version/{SLUG}/{former['number']}"
        page = officer.client.get(address).body
        assert "A mistake" in page
        seen = officer.client.get(f"/portal/preview/{SLUG}?number={former['number']}").body
        assert "A mistake" not in seen
        officer.client.post(address, data=form_of(page, address).fields)
        assert live()["brand"] == former["brand"]
        assert live()["number"] == mistake + 1
        listed = officer.client.get(f"/portal/history/{SLUG}").body
        assert f"Version {former['number']} restored" in listed

    def test_a_version_that_does_not_exist_is_not_found(self, officer):
        assert officer.client.get(f"/portal/version/{SLUG}/999").status_code == 404
        assert officer.client.get(f"/portal/preview/{SLUG}?number=999").status_code == 404
        assert officer.client.get(f"/portal/preview/{SLUG}?number=abc").status_code == 404


class TestTwoAuthors:
    def test_the_second_to_save_is_told_and_chooses(self, officer, signed_in):
        other = Reader(signed_in("admin-la"), SLUG)
        mine, theirs = officer.open(), other.open()
        assert officer.press("save", mine, title__fr="Le mien").status_code == 303
        answer = other.press("save", theirs, title__fr="Le leur")
        assert answer.status_code == 200
        assert "Officer has saved a draft since you opened this one" in answer.body
        form = form_of(answer.body, other.address)
        assert form.fields["title.fr"] == "Le leur"
        assert "overwrite" in form.buttons
        assert draft()["brand"]["title"]["fr"] == "Le mien"
        assert other.press("save", form).status_code == 200, "saving again must not pass in silence"
        assert other.press("overwrite", form).status_code == 303
        assert draft()["brand"]["title"]["fr"] == "Le leur"

    def test_who_writes_over_a_publication_is_told(self, officer, signed_in):
        other = Reader(signed_in("admin-la"), SLUG)
        theirs = other.open()
        officer.press("save", title__fr="Publié entre-temps")
        officer.confirm()
        answer = other.press("save", theirs, title__fr="Vieux")
        assert "Officer has published another version since you opened this one" in answer.body
        assert not draft()["draft"]

    def test_what_is_published_is_what_was_shown(self, officer, signed_in):
        officer.press("save", title__fr="Vu")
        address = f"/portal/publish/{SLUG}"
        form = form_of(officer.client.get(address).body, address)
        Reader(signed_in("admin-la"), SLUG).press("save", title__fr="Pas vu")
        number = live()["number"]
        answer = officer.client.post(address, data=form.fields, follow_redirects=False)
        assert answer.status_code == 200
        assert "Pas vu" in answer.body
        assert live()["number"] == number


PAGES = ["edit/{}", "preview/{}", "publish/{}", "history/{}", "version/{}/1"]
WRITES = ["edit/{}", "preview/{}", "publish/{}", "discard/{}", "version/{}/1"]


class TestRights:
    @pytest.mark.parametrize("who", [None, "editor-la", "admin-nantes"])
    @pytest.mark.parametrize("page", [*PAGES, "settings/{}"])
    def test_nobody_else_sees_its_pages(self, signed_in, who, page):
        assert signed_in(who).get(f"/portal/{page.format(SLUG)}").status_code == 403

    @pytest.mark.parametrize("who", ["editor-la", "admin-nantes"])
    @pytest.mark.parametrize("address", [*WRITES, "settings/{}"])
    def test_nobody_else_writes(self, officer, signed_in, who, address):
        officer.press("save", title__fr="En cours")
        client = signed_in(who)
        token = re.search(r'name="_csrf_token" content="([^"]+)"', client.get("/dataset/").body).group(1)
        before = (live(), draft())
        answer = client.post(f"/portal/{address.format(SLUG)}", data={"_csrf_token": token, "whole": "yes"})
        assert answer.status_code == 403
        assert (live(), draft()) == before

    @pytest.mark.parametrize("who", ["admin-nantes", "admin-metropole", "operator"])
    def test_a_portal_of_several_organisations_is_edited_by_those_of_any_and_names_the_author(self, signed_in, who):
        reader = Reader(signed_in(who), "nantes")
        reader.press("save", tagline__fr=f"Par {who}")
        assert reader.confirm().status_code == 302
        assert live("nantes")["author_name"] == model.User.get(who).display_name
        assert live("nantes")["brand"]["tagline"]["fr"] == f"Par {who}"

    def test_the_platform_s_settings_are_sysadmins(self, signed_in):
        assert signed_in("admin-la").get(f"/portal/settings/{SLUG}").status_code == 403
        client, address = signed_in("operator"), f"/portal/settings/{SLUG}"
        form = form_of(client.get(address).body, address)
        page = client.post(address, data={**form.fields, "hosts": "nantes.localhost"}).body
        assert "nantes" in page
        assert "loire-atlantique.localhost" in str(call_action("mutualisation_portal_show", id=SLUG)["hosts"])
        hosts = "loire-atlantique.localhost\ndata.loire.example"
        client.post(address, data={**form.fields, "hosts": hosts, "include_below": "yes"})
        changed = call_action("mutualisation_portal_show", id=SLUG)
        assert changed["hosts"] == hosts.split()
        assert changed["include"] == ["below"]
        client.post(address, data=form.fields)

    def test_the_lists_are_for_those_who_may(self, signed_in):
        mine = f"/organization/portal/{SLUG}"
        assert signed_in("officer").get(mine).status_code == 200
        for who in (None, "editor-la", "admin-nantes"):
            assert signed_in(who).get(mine).status_code == 403
            assert signed_in(who).get("/ckan-admin/portals").status_code == 403
        listed = signed_in("operator").get("/ckan-admin/portals").body
        assert all(f"/portal/edit/{slug}" in listed for slug in ("nantes", SLUG, "region", "chantier"))

    def test_the_organisation_s_page_leads_there_those_who_may(self, signed_in):
        for who, shown in ((None, False), ("editor-la", False), ("officer", True), ("admin-la", True)):
            assert (f"/organization/portal/{SLUG}" in signed_in(who).get(f"/organization/{SLUG}").body) is shown

    def test_on_a_portal_it_is_left_to_the_common_site(self, visitor):
        answer = visitor(f"/portal/edit/{SLUG}", host="loire-atlantique.localhost")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{factories.site_url()}/portal/edit/{SLUG}"

    def test_a_portal_that_does_not_exist_is_not_found(self, officer):
        assert officer.client.get("/portal/edit/nowhere").status_code == 404


class TestForgery:
    @pytest.mark.parametrize("address", [*WRITES, "settings/{}"])
    def test_a_form_without_its_token_is_refused_even_after_anonymous_visits(self, officer, signed_in, address):
        officer.press("save", title__fr="En cours")
        before = (live(), draft())
        url = f"/portal/{address.format(SLUG)}"
        signed_in(None).get(url)
        signed_in(None).post(url)
        signed_in(None).get(url, headers={"Authorization": ckan_factories.SysadminWithToken()["token"]})
        answer = signed_in("operator").post(url, data={"whole": "yes", "do": "save", "title.fr": "Forgé"})
        assert answer.status_code == 400
        assert (live(), draft()) == before
