"""The editor on the real stack: drafts, faults, publications, conflicts, and who may do what."""
from __future__ import annotations

import re
from io import BytesIO

import pytest

import ckan.model as model
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.portal import factories
from tests.portal.editor import Reader, form_of

SLUG = "loire-atlantique"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture(scope="module")
def people(territory):
    """An officer with the duty for Loire-Atlantique, an editor there, an administrator of Nantes, a sysadmin."""
    names = ("officer", "editor-la", "admin-la", "admin-nantes")
    for name in names:
        ckan_factories.User(name=name, fullname=name.capitalize())
    ckan_factories.Sysadmin(name="operator")
    for name, organization, role in (
        ("editor-la", SLUG, "editor"), ("admin-la", SLUG, "admin"), ("admin-nantes", "nantes", "admin"),
    ):
        call_action("organization_member_create", {"user": "operator"}, id=organization, username=name, role=role)
    call_action("mutualisation_duty_create", {"user": "operator", "ignore_auth": True},
                user="officer", organization_id=SLUG, room="portal")
    return territory


@pytest.fixture
def signed_in(people):
    def client(name: str | None):
        return people.test_client(user=model.User.get(name)) if name else people.test_client()

    return client


@pytest.fixture
def officer(signed_in):
    """The officer at the editor, with no draft to begin with."""
    call_action("mutualisation_brand_discard", {"user": "operator"}, id=SLUG)
    return Reader(signed_in("officer"), SLUG)


def live_title():
    return call_action("mutualisation_brand_show", id=SLUG)["brand"]["title"]


def test_page(officer):
    answer = officer.client.get(officer.address)
    open("/tmp/edit.html", "w").write(answer.body)
    assert answer.status_code == 200
    answer = officer.client.get("/portal/preview/loire-atlantique")
    open("/tmp/preview.html", "w").write(answer.body)
    print(answer.headers)
    assert answer.status_code == 200
