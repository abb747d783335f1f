from __future__ import annotations

import re

import pytest

import ckan.model as model
import ckan.plugins as p
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.ledger import factories

SECRETS = ("35,000.00", "70,000.00", "210,000.00", "Shared costs", "ledger")


@pytest.fixture
def admin_of(platform_ready):
    """Return a function that makes an administrator of an organisation."""

    def make(organization):
        user = ckan_factories.User()
        call_action("organization_member_create", context={"ignore_auth": True, "user": "default"},
                    id=organization["id"], username=user["name"], role="admin")  # fmt: skip
        return user["name"]

    return make


def get(app, path, user=None, status=200):
    client = app.test_client(user=model.User.get(user)) if user else app.test_client()
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def visible(html):
    text = re.sub(r"<[^>]+>", " ", html.partition('role="main"')[2])
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


class TestTheLedgerPage:
    def test_shows_a_member_its_balance_and_why(self, app, books, admin_of):
        page = visible(get(app, f"/organization/{books.town['name']}/ledger", admin_of(books.town)))
        assert "To be paid €35,000.00" in page
        assert "€70,000.00 × 1/2 €35,000.00 €35,000.00" in page
        assert "€210,000.00 × 1/3 €70,000.00 €70,000.00" in page
        assert "Marché d&#39;investissement 2012-2013" in page
        assert "What each member owes" not in page

    def test_shows_the_lead_every_member_and_totals(self, app, books, admin_of):
        page = visible(get(app, f"/organization/{books.metropolis['name']}/ledger", admin_of(books.metropolis)))
        assert "To be received from the other members €175,000.00" in page
        assert "Loire-Atlantique €70,000.00 €0.00 €70,000.00 to be paid" in page
        assert "Total €210,000.00 €210,000.00 €0.00" in page

    def test_writes_amounts_as_the_french_do(self, app, books, admin_of):
        page = visible(get(app, f"/fr/organization/{books.town['name']}/ledger", admin_of(books.town)))
        assert "210 000,00 € × 1/3 70 000,00 € 70 000,00 €" in page
        assert "21 décembre 2012" in page

    def test_explains_an_odd_cent(self, app, empty_books, admin_of):
        factories.expense(empty_books.slug, amount_cents=100)
        factories.allocate(empty_books.slug)
        page = visible(get(app, f"/organization/{empty_books.town['name']}/ledger", admin_of(empty_books.town)))
        assert "≈ €0.333333 €0.33" in page
        assert "Receives the odd cent" in page

    def test_before_any_expense_says_so(self, app, empty_books, admin_of):
        page = visible(get(app, f"/organization/{empty_books.town['name']}/ledger", admin_of(empty_books.town)))
        assert "Nothing to be paid €0.00" in page
        assert "No expense has been recorded yet." in page

    def test_shows_the_lead_the_account_of_a_member(self, app, books, admin_of):
        page = visible(get(app, f"/organization/{books.town['name']}/ledger", admin_of(books.metropolis)))
        assert "To be paid €35,000.00" in page

    def test_of_a_member_of_two_agreements_shows_each_lead_its_own_only(self, app, books, admin_of):
        other = factories.agreement(books.region, factories.equal_key(books.town["name"]), title="Autre convention")[
            "slug"
        ]
        factories.expense(other, amount_cents=777)
        factories.allocate(other)
        path = f"/organization/{books.town['name']}/ledger"
        seen_by_lead = visible(get(app, path, admin_of(books.metropolis)))
        assert "Autre convention" not in seen_by_lead
        assert "€35,000.00" in seen_by_lead
        seen_by_member = visible(get(app, path, admin_of(books.town)))
        assert "Autre convention" in seen_by_member
        assert "To be paid €35,007.77" in seen_by_member

    def test_is_refused_to_others_without_a_word_of_it(self, app, books, admin_of):
        path = f"/organization/{books.town['name']}/ledger"
        for user in (None, ckan_factories.User()["name"], admin_of(books.region)):
            page = get(app, path, user, status=403)
            assert not any(secret in visible(page) for secret in ("35,000", "70,000", "Marché"))

    def test_of_an_organisation_without_shared_costs_is_refused(self, app, admin_of):
        organization = ckan_factories.Organization()
        get(app, f"/organization/{organization['name']}/ledger", admin_of(organization), status=403)

    def test_of_nobody_is_not_found(self, app, platform_ready):
        get(app, "/organization/nobody-at-all/ledger", status=404)

    def test_escapes_what_people_write(self, app, empty_books, admin_of):
        factories.expense(empty_books.slug, label="<script>alert(1)</script>")
        factories.allocate(empty_books.slug)
        page = get(app, f"/organization/{empty_books.town['name']}/ledger", admin_of(empty_books.town))
        assert "<script>alert" not in page

    def test_opens_to_a_treasurer_who_has_no_right_on_datasets(self, app, books):
        if not p.plugin_loaded("mutualisation_members"):
            pytest.skip("needs mutualisation_members")
        treasurer = ckan_factories.User()["name"]
        call_action("mutualisation_duty_create", context={"ignore_auth": True, "user": "default"},
                    user=treasurer, organization_id=books.town["id"], room="ledger")  # fmt: skip
        assert "€35,000.00" in visible(get(app, f"/organization/{books.town['name']}/ledger", treasurer))


class TestTheOrganisationPage:
    def test_shows_its_balance_to_those_in_charge(self, app, books, admin_of):
        page = get(app, f"/organization/{books.town['name']}", admin_of(books.town))
        assert "€35,000.00" in page
        assert f"/organization/{books.town['name']}/ledger" in page

    def test_is_for_others_the_same_as_without_the_ledger(self, app, books, admin_of):
        stock = ckan_factories.Organization(title="Sans convention")
        for user in (None, ckan_factories.User()["name"], admin_of(books.region)):
            of_member = get(app, f"/organization/{books.town['name']}", user)
            of_stock = get(app, f"/organization/{stock['name']}", user)
            assert not any(secret in of_member for secret in SECRETS)
            assert neutral(of_member, books.town) == neutral(of_stock, stock)

    def test_is_the_same_byte_for_byte_when_nothing_is_shared(self, app, platform_ready):
        """Compare CKAN's own templates with ours over them, on the same page."""
        organization = ckan_factories.Organization()
        path = f"/organization/{organization['name']}"
        with_ours = get(app, path)
        search_path = app.flask_app.jinja_env.loader.searchpath
        ours = [folder for folder in search_path if folder.endswith("templates/ledger")]
        assert ours
        try:
            for folder in ours:
                search_path.remove(folder)
            app.flask_app.jinja_env.cache.clear()
            without_ours = get(app, path)
        finally:
            search_path[:0] = ours
            app.flask_app.jinja_env.cache.clear()
        assert neutral(with_ours, organization) == neutral(without_ours, organization)


def neutral(html, organization):
    """Return the page with what names the organisation or changes from one request to the next replaced."""
    html = re.sub(r'(name="_csrf_token" (?:value|content)=")[^"]*', r"\1", html)
    for name in ("name", "id", "title", "description", "image_display_url"):
        html = html.replace(organization.get(name) or "\0", name)
    return html
