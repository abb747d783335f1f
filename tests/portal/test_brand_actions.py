"""A brand is edited as a draft, published as a version by somebody, and any version can be restored."""
from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.cli.db import _run_migrations
from ckan.tests import factories as ckan_factories
from ckan.tests import helpers
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.live import live
from tests.portal import factories
from tests.portal.factories import LOGO, make_portal


@pytest.fixture(autouse=True)
def nantes(platform):
    """One portal of two organisations."""
    helpers.reset_db()
    factories.remove_portals()
    for name in ("nantes", "metropole"):
        ckan_factories.Organization(name=name)
    return make_portal(slug="nantes", title={"fr": "Nantes"}, organizations=["nantes", "metropole"])


def administrator(organization: str) -> str:
    user = ckan_factories.User()
    call_action("member_create", id=organization, object=user["id"], object_type="user", capacity="admin")
    return user["name"]


def name_of(user: str) -> str:
    found = model.User.get(user)
    assert found
    return found.display_name


def act(action: str, user: str, **data) -> Any:
    context: Any = {"user": user, "ignore_auth": False}
    return tk.get_action(f"mutualisation_brand_{action}")(context, {"id": "nantes", **data})


def seen_by_visitors():
    return live.current().by_slug["nantes"].brand


DOCUMENT = {"title": {"fr": "Nantes ouvre ses données"}, "home": [{"block": "latest", "count": 3}]}


def test_a_draft_shows_only_once_it_is_published():
    user = administrator("nantes")
    draft = act("update", user, brand=DOCUMENT)
    assert draft["draft"] is True
    assert draft["number"] == 1
    assert seen_by_visitors().title == {"fr": "Nantes"}
    published = act("publish", user, note="Accueil plus court")
    assert (published["number"], published["draft"], published["note"]) == (2, False, "Accueil plus court")
    assert published["brand"] == DOCUMENT
    assert seen_by_visitors().title == DOCUMENT["title"]
    assert [block.kind for block in seen_by_visitors().home] == ["latest"]
    assert act("show", user, draft=True)["draft"] is False


def test_each_publication_names_its_author_whichever_organisation_he_acts_for():
    first, second = administrator("nantes"), administrator("metropole")
    for user in (first, second):
        act("update", user, brand={"title": {"fr": f"Par {user}"}})
        act("publish", user)
    names = {user: name_of(user) for user in (first, second)}
    shown = [(each["number"], each["author_name"], each["live"]) for each in act("version_list", first)]
    assert shown[:2] == [(3, names[second], True), (2, names[first], False)]


def test_a_former_version_comes_back_as_a_new_one_and_the_draft_stays():
    user = administrator("nantes")
    act("update", user, brand=DOCUMENT)
    act("publish", user)
    act("update", user, brand={"title": {"fr": "Brouillon"}})
    restored = act("restore", user, number=1)
    assert restored["number"] == 3
    assert seen_by_visitors().title == {"fr": "Nantes"}
    assert act("show", user, number=2)["brand"] == DOCUMENT
    assert act("show", user, draft=True)["brand"] == {"title": {"fr": "Brouillon"}}
    with pytest.raises(tk.ObjectNotFound):
        act("restore", user, number=9)


def test_a_draft_can_be_thrown_away():
    user = administrator("nantes")
    act("update", user, brand=DOCUMENT)
    act("discard", user)
    with pytest.raises(tk.ValidationError):
        act("publish", user)
    assert seen_by_visitors().title == {"fr": "Nantes"}


def test_a_wrong_document_is_refused_whole_with_each_field_named():
    user = administrator("nantes")
    wrong = {"title": "", "colours": {"primary": "#ff9900"}, "header_links": [{"label": "A", "url": "javascript:x"}]}
    with pytest.raises(tk.ValidationError) as refusal:
        act("update", user, brand=wrong)
    assert set(refusal.value.error_dict) == {"title", "colours.primary", "header_links.0.url"}
    assert "#a46200" in refusal.value.error_dict["colours.primary"][0]
    assert act("show", user, draft=True)["draft"] is False


def test_pictures_are_kept_by_their_content_and_must_have_been_sent():
    user = administrator("nantes")
    drafted = act("update", user, brand=DOCUMENT, logo_upload=BytesIO(LOGO), favicon_upload=BytesIO(LOGO))
    stored = {"sha256": sha256(LOGO).hexdigest(), "media_type": "image/svg+xml"}
    assert drafted["brand"]["logo"] == drafted["brand"]["favicon"] == stored
    assert act("update", user, brand={**DOCUMENT, "logo": stored})["brand"]["logo"] == stored
    for wrong in ({"sha256": "0" * 64, "media_type": "image/png"}, {**stored, "media_type": "image/png"}):
        with pytest.raises(tk.ValidationError) as refusal:
            act("update", user, brand={**DOCUMENT, "logo": wrong})
        assert list(refusal.value.error_dict) == ["logo"]


def test_who_saves_over_somebody_elses_draft_is_told():
    first, second = administrator("nantes"), administrator("metropole")
    kept = act("update", first, brand=DOCUMENT, modified="")
    with pytest.raises(tk.ValidationError) as refusal:
        act("update", second, brand=DOCUMENT, modified="")
    assert name_of(first) in refusal.value.error_dict["modified"][0]
    again = act("update", second, brand=DOCUMENT, modified=kept["modified"])
    act("publish", first)
    with pytest.raises(tk.ValidationError) as refusal:
        act("update", second, brand=DOCUMENT, modified=again["modified"])
    assert "published" in refusal.value.error_dict["modified"][0]


def test_changing_a_field_of_the_portal_publishes_at_once_and_keeps_the_rest():
    user = administrator("nantes")
    act("update", user, brand={**DOCUMENT, "contact": {"email": "a@nantes.example"}})
    act("publish", user)
    call_action("mutualisation_portal_update", {"user": user}, id="nantes", secondary_colour="#123456")
    assert seen_by_visitors().contact.email == "a@nantes.example"
    assert str(seen_by_visitors().colours.secondary) == "#123456"
    assert len(act("version_list", user)) == 3
    call_action("mutualisation_portal_update", {"user": user}, id="nantes", secondary_colour="#123456")
    assert len(act("version_list", user)) == 3


def test_everybody_sees_what_visitors_see_and_nothing_before_it_is_published():
    user = administrator("nantes")
    act("update", user, brand=DOCUMENT)
    anonymous: Any = {"user": "", "auth_user_obj": model.AnonymousUser(), "ignore_auth": False}
    show = tk.get_action("mutualisation_brand_show")
    assert show(dict(anonymous), {"id": "nantes"})["brand"] == {"title": {"fr": "Nantes"}}
    for more in ({"draft": True}, {"number": 2}):
        with pytest.raises(tk.NotAuthorized):
            show(dict(anonymous), {"id": "nantes", **more})


@pytest.mark.parametrize("action", ["update", "publish", "discard", "restore", "version_list"])
def test_nobody_touches_the_brand_of_another_member(action):
    ckan_factories.Organization(name="angers")
    stranger = administrator("angers")
    with pytest.raises(tk.NotAuthorized):
        act(action, stranger, brand=DOCUMENT, number=1)


def test_the_texts_of_free_pages_are_not_held_in_memory():
    user = administrator("nantes")
    page = {"slug": "demarche", "title": {"fr": "La démarche"}, "text": {"fr": "Long"}, "menu": "header"}
    act("update", user, brand={**DOCUMENT, "pages": [page]})
    act("publish", user)
    (light,) = seen_by_visitors().pages
    assert (light.slug, light.menu, light.text) == ("demarche", "header", {})


def test_brands_of_before_versions_are_moved_and_moved_back():
    make_portal(
        slug="angers", title={"fr": "Angers"}, organizations=["nantes"], primary_colour="#00695c", logo_upload=LOGO
    )
    model.Session.remove()
    before = sa.text("SELECT title, primary_colour, logo_sha256 FROM mutualisation_portal WHERE slug = 'angers'")
    try:
        _run_migrations("mutualisation_portal", "4f1c9a02b7de", forward=False)
        row = model.Session.execute(before).one()
        assert tuple(row) == ({"fr": "Angers"}, "#00695c", sha256(LOGO).hexdigest())
    finally:
        model.Session.remove()
        _run_migrations("mutualisation_portal")
    shown = call_action("mutualisation_portal_show", id="angers")
    assert (shown["title"], shown["primary_colour"]) == ({"fr": "Angers"}, "#00695c")
    assert shown["logo"]["sha256"] == sha256(LOGO).hexdigest()
