"""Who wrote is named to those who edit: people by their name, CKAN's own account by what it is."""
from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.portal.editor import Reader

SLUG = "loire-atlantique"
OPERATOR = "The platform’s operator"
LISTS = [f"/portal/history/{SLUG}", "/ckan-admin/portals", f"/organization/portal/{SLUG}"]


@pytest.fixture(scope="module")
def reader(territory):
    """Camille, who administers the platform, at the editor."""
    ckan_factories.Sysadmin(name="camille", fullname="Camille Martin")
    return Reader(territory.test_client(user=model.User.get("camille")), SLUG)


@pytest.fixture
def site_user():
    """The account in whose name commands and the declarative file write."""
    return tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def write(user: str, *, publish: bool) -> int:
    """Save a draft as this user, or publish it; return the number of the live publication."""
    call_action("mutualisation_brand_discard", id=SLUG)
    brand = call_action("mutualisation_brand_show", id=SLUG)["brand"]
    call_action("mutualisation_brand_update", {"user": user}, id=SLUG, brand={**brand, "tagline": {"fr": user}})
    if publish:
        call_action("mutualisation_brand_publish", {"user": user}, id=SLUG)
    return call_action("mutualisation_brand_show", id=SLUG)["number"]


def text_of(reader: Reader, address: str) -> str:
    (main,) = BeautifulSoup(reader.client.get(address).body, "html.parser").select(".main")
    return " ".join(main.get_text(" ").split())


@pytest.mark.parametrize("address", LISTS)
def test_what_a_command_published_is_the_operators(reader, site_user, address):
    write(site_user, publish=True)
    text = text_of(reader, address)
    assert OPERATOR in text
    assert site_user not in text


@pytest.mark.parametrize("address", LISTS)
def test_what_a_person_published_bears_the_person_s_name(reader, address):
    write("camille", publish=True)
    assert "Camille Martin" in text_of(reader, address)


def test_a_publication_is_told_in_a_sentence(reader, site_user):
    number = write(site_user, publish=True)
    assert "Published by the platform’s operator, " in text_of(reader, f"/portal/version/{SLUG}/{number}")
    number = write("camille", publish=True)
    assert "Published by Camille Martin, " in text_of(reader, f"/portal/version/{SLUG}/{number}")


@pytest.mark.parametrize("page", ["edit", "publish", "history"])
def test_a_draft_is_told_in_a_sentence(reader, site_user, page):
    write(site_user, publish=False)
    assert "Draft of the platform’s operator, " in text_of(reader, f"/portal/{page}/{SLUG}")
    write("camille", publish=False)
    assert "Draft of Camille Martin, " in text_of(reader, f"/portal/{page}/{SLUG}")


def test_who_is_overtaken_is_told_by_whom(reader, site_user):
    write("camille", publish=True)
    form = reader.open()
    write(site_user, publish=True)
    answer = reader.press("save", form)
    assert f"{OPERATOR} has published another version since you opened this one" in answer.body
    form = reader.open()
    write(site_user, publish=False)
    answer = reader.press("save", form)
    assert f"{OPERATOR} has saved a draft since you opened this one" in answer.body
