"""Who may do what: every action, by every kind of user."""

from __future__ import annotations

import pytest

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action, call_auth

from tests.ledger import factories

NOBODY: set[str] = set()
LEADS = {"lead"}
PARTIES = {"lead", "member"}

WHO_MAY = {
    "agreement_create": NOBODY,
    "agreement_update": NOBODY,
    "agreement_version_create": NOBODY,
    "expense_create": LEADS,
    "allocation_create": LEADS,
    "balance_list": LEADS,
    "agreement_show": PARTIES,
    "expense_list": PARTIES,
    "ledger_verify": PARTIES,
}


@pytest.fixture(scope="module")
def users(standing_books):
    """Return users by kind, once for all; what a test grants is granted on books of its own."""
    return users_of(standing_books)


@pytest.fixture
def books(standing_books):
    return standing_books


def users_of(books):
    """Make users of each kind; the lead is Nantes Métropole, the member the town."""

    def one(organization=None, capacity=None):
        user = ckan_factories.User()
        if organization:
            call_action("organization_member_create", context={"ignore_auth": True, "user": "default"},
                        id=organization["id"], username=user["name"], role=capacity)  # fmt: skip
        return user["name"]

    return {
        "lead": one(books.metropolis, "admin"),
        "member": one(books.town, "admin"),
        "editor of the lead": one(books.metropolis, "editor"),
        "editor of the member": one(books.town, "editor"),
        "admin of another organisation": one(ckan_factories.Organization(), "admin"),
        "user": one(),
        "sysadmin": ckan_factories.Sysadmin()["name"],
        "anonymous": "",
    }


def allowed(action, user, **values):
    context = {"user": user, "model": model, "auth_user_obj": model.User.get(user) if user else None}
    try:
        return call_auth(f"mutualisation_{action}", context, **values)
    except tk.NotAuthorized:
        return False


def kinds_allowed(action, users, **values):
    return {kind for kind, name in users.items() if allowed(action, name, **values)}


@pytest.mark.parametrize(("action", "kinds"), WHO_MAY.items())
def test_each_action_is_for_those_whom_it_concerns(books, users, action, kinds):
    assert kinds_allowed(action, users, agreement=books.slug) == kinds | {"sysadmin"}


@pytest.mark.parametrize("action", ["balance_show", "entry_list"])
def test_a_balance_is_for_its_member_and_the_lead(books, users, action):
    of_town = {"agreement": books.slug, "organization_id": books.town["id"]}
    of_region = {"agreement": books.slug, "organization_id": books.region["id"]}
    assert kinds_allowed(action, users, **of_town) == {"lead", "member", "sysadmin"}
    assert kinds_allowed(action, users, **of_region) == {"lead", "sysadmin"}


def test_all_entries_are_for_the_lead(books, users):
    assert kinds_allowed("entry_list", users, agreement=books.slug) == {"lead", "sysadmin"}


def test_the_lead_does_not_see_what_its_members_share_with_others():
    books = factories.pays_de_la_loire()
    users = users_of(books)
    elsewhere = factories.agreement(books.region, factories.equal_key(books.town["name"]))["slug"]
    of_town = {"organization_id": books.town["id"]}
    assert not allowed("balance_show", users["lead"], **of_town)
    assert not allowed("balance_show", users["lead"], agreement=elsewhere, **of_town)
    assert allowed("balance_show", users["member"], **of_town)


def agreements_seen_by(user, **values):
    context = {"user": user, "ignore_auth": False}
    return [each["slug"] for each in call_action("mutualisation_agreement_list", context=context, **values)]


def test_the_list_holds_only_the_agreements_of_the_user(books, users):
    of_town = {kind: agreements_seen_by(name, organization_id=books.town["id"]) for kind, name in users.items() if name}
    assert {kind for kind, slugs in of_town.items() if slugs == [books.slug]} == {"lead", "member", "sysadmin"}
    assert {kind for kind, slugs in of_town.items() if slugs == []} == of_town.keys() - {"lead", "member", "sysadmin"}
    factories.pays_de_la_loire(with_expense=False)
    assert agreements_seen_by(users["member"]) == [books.slug]


@pytest.mark.parametrize("action", [*WHO_MAY, "balance_show", "entry_list", "agreement_list"])
def test_an_anonymous_visitor_is_refused_everything_by_the_api(app, books, action):
    values = {"agreement": books.slug, "organization_id": books.town["id"]}
    answer = app.post(f"/api/3/action/mutualisation_{action}", json=values)
    assert answer.status_code == 403
    assert b"7000000" not in answer.data


def test_nobody_learns_whether_an_agreement_exists(books, users):
    assert kinds_allowed("agreement_show", users, agreement="no-such-agreement") == {"sysadmin"}


def test_a_ledger_duty_suffices_and_another_duty_does_not():
    books = factories.pays_de_la_loire()
    users = users_of(books)
    if not p.plugin_loaded("mutualisation_members"):
        pytest.skip("needs mutualisation_members")
    for name, room in (("user", "ledger"), ("editor of the member", "portal")):
        call_action("mutualisation_duty_create", context={"ignore_auth": True, "user": "default"},
                    user=users[name], organization_id=books.town["id"], room=room)  # fmt: skip
    of_town = {"agreement": books.slug, "organization_id": books.town["id"]}
    assert kinds_allowed("balance_show", users, **of_town) == {"lead", "member", "user", "sysadmin"}
    assert "user" not in kinds_allowed("expense_create", users, agreement=books.slug)
    call_action("mutualisation_duty_create", context={"ignore_auth": True, "user": "default"},
                user=users["user"], organization_id=books.metropolis["id"], room="ledger")  # fmt: skip
    assert "user" in kinds_allowed("expense_create", users, agreement=books.slug)


def test_the_lead_records_and_splits_through_the_api(app):
    books = factories.pays_de_la_loire()
    users = users_of(books)
    token = call_action(
        "api_token_create", context={"ignore_auth": True, "user": users["lead"]}, user=users["lead"], name="t"
    )
    headers = {"Authorization": token["token"]}
    values = {
        "agreement": books.slug,
        "reference": "API",
        "label": "Par l'API",
        "date": "2013-03-01",
        "amount_cents": 999,
    }
    made = app.post("/api/3/action/mutualisation_expense_create", json=values, headers=headers).json["result"]
    assert (made["amount_cents"], made["section"], made["allocation"]) == (999, "investment", None)
    split = app.post("/api/3/action/mutualisation_allocation_create", json=values, headers=headers).json["result"]
    assert [share["cents"] for share in split["allocation"]["shares"]] == [333, 333, 333, 167, 166]
    entries = call_action("mutualisation_entry_list", context={"ignore_auth": True}, agreement=books.slug)
    (entry,) = [each for each in entries if each["kind"] == "expense" and each["reference"] == "API"]  # fmt: skip
    assert entry["year"] == 2013
    wrong = app.post(
        "/api/3/action/mutualisation_expense_create", json={**values, "amount_cents": 9.99}, headers=headers
    )
    assert (wrong.status_code, list(wrong.json["error"])) == (409, ["amount_cents", "__type"])
