from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from tests.ledger import factories

CONTEXT = {"ignore_auth": True}


def call(name, **values):
    return call_action(f"mutualisation_{name}", context=dict(CONTEXT), **values)


def cents_by_title(balances):
    return {balance["title"]: balance["balance_cents"] for balance in balances}


class TestTheContractOfPaysDeLaLoire:
    def test_is_split_to_the_cent_as_the_bodies_agreed(self, books):
        (expense,) = call("expense_list", agreement=books.slug)
        shares = expense["allocation"]["shares"]
        assert [(share["title"], share["cents"]) for share in shares] == [
            ("Loire-Atlantique", 7_000_000),
            ("Pays de la Loire", 7_000_000),
            ("Nantes", 7_000_000),
            ("Nantes Métropole", 3_500_000),
            ("Ville de Nantes", 3_500_000),
        ]
        assert shares[3]["ratio"] == {"numerator": 1, "denominator": 2}
        assert (shares[3]["of_cents"], shares[3]["exact_cents"]["numerator"]) == (7_000_000, 3_500_000)
        assert shares[3]["parent_position"] == shares[2]["position"]

    def test_leaves_each_member_owing_its_share_and_the_lead_owed_the_rest(self, books):
        balances = call("balance_list", agreement=books.slug)
        assert cents_by_title(balances) == {
            "Nantes Métropole": -17_500_000,
            "Loire-Atlantique": 7_000_000,
            "Pays de la Loire": 7_000_000,
            "Ville de Nantes": 3_500_000,
        }
        assert sum(balance["balance_cents"] for balance in balances) == 0
        lead = balances[0]
        assert (lead["share_cents"], lead["advanced_cents"]) == (3_500_000, 21_000_000)

    def test_is_written_in_double_entry(self, books):
        expense, allocation = call("entry_list", agreement=books.slug)
        assert [
            (each["account"].partition(".")[0], each["debit_cents"], each["credit_cents"]) for each in expense["lines"]
        ] == [("cost", 21_000_000, 0), ("member", 0, 21_000_000)]
        assert [each["debit_cents"] for each in allocation["lines"]] == [7_000_000, 7_000_000, 3_500_000, 3_500_000, 0]
        assert allocation["lines"][-1]["account"] == "transfer.investment"
        assert (expense["seq"], expense["number"], expense["year"], allocation["seq"], allocation["number"]) == (
            1,
            1,
            2012,
            2,
            1,
        )

    def test_is_proved(self, books):
        report = call("ledger_verify", agreement=books.slug)
        assert report["faults"] == []
        assert (report["is_valid"], report["entries"], report["allocations"], report["head_seq"]) == (True, 2, 1, 2)


class TestAgreementCreate:
    def test_gives_back_the_key_with_the_members_names(self, books):
        shown = call("agreement_show", agreement=books.slug)
        key = shown["versions"][0]["key"]
        assert key["shares"][0] == {"member": books.department["name"]}
        assert key["shares"][2]["key"]["shares"][0] == {"member": books.metropolis["name"]}
        assert shown["lead"]["title"] == "Nantes Métropole"
        assert [member["title"] for member in shown["members"]][0] == "Nantes Métropole"
        assert (shown["vat_regime"], shown["versions"][0]["valid_to"]) == ("Hors champ de la TVA", "2013-12-31")

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"slug": "Pays de la Loire"}, "slug", "lower-case"),
            ({"title": ""}, "title", "Missing"),
            ({"title": "a\nb"}, "title", "one line"),
            ({"title": "a\x00b"}, "title", "one line"),
            ({"lead": "nobody-at-all"}, "lead", "nobody-at-all"),
            ({"valid_from": "21/12/2012"}, "valid_from", "2013-01-31"),
            ({"valid_from": "2012-02-30"}, "valid_from", "2013-01-31"),
            ({"valid_to": "2012-12-20"}, "valid_to", "before the first"),
            ({"key": {"method": "equal", "shares": []}}, "key", "one share"),
            ({"key": {"method": "equal", "shares": [{"member": "nobody-at-all"}]}}, "key", "nobody-at-all"),
            ({"key": "equal"}, "key", "method"),
        ],
    )
    def test_refuses_what_is_wrong_and_names_the_field(self, platform_ready, changes, field, words):
        lead = ckan_factories.Organization()
        with pytest.raises(tk.ValidationError) as caught:
            factories.agreement(lead, factories.equal_key(lead["name"]), **changes)
        assert words in caught.value.error_dict[field][0]
        assert call("agreement_list", organization_id=lead["id"]) == []

    def test_refuses_a_member_named_twice_by_id_and_by_name(self, platform_ready):
        lead = ckan_factories.Organization()
        with pytest.raises(tk.ValidationError) as caught:
            factories.agreement(lead, factories.equal_key(lead["name"], lead["id"]))
        assert "already" in caught.value.error_dict["key"][0]

    def test_refuses_a_short_name_already_taken(self, books):
        with pytest.raises(tk.ValidationError) as caught:
            factories.agreement(books.town, factories.equal_key(books.town["name"]), slug=books.slug)
        assert "slug" in caught.value.error_dict


class TestAgreementVersionCreate:
    def test_splits_what_comes_after_its_first_day_by_its_own_key(self, books):
        newcomer = ckan_factories.Organization(title="Mayenne")
        key = {
            "method": "population",
            "shares": [
                {"member": books.region["name"], "population": 3},
                {"member": newcomer["name"], "population": 1},
            ],
        }
        call("agreement_version_create", agreement=books.slug, valid_from="2013-07-01", key=key)
        factories.expense(books.slug, reference="B", date="2013-06-30", amount_cents=300)
        factories.expense(books.slug, reference="C", date="2013-07-01", amount_cents=400)
        before, after = (factories.allocate(books.slug, each)["allocation"]["shares"] for each in "BC")
        assert [share["cents"] for share in before] == [100, 100, 100, 50, 50]
        assert [share["cents"] for share in after] == [300, 100]
        assert call("balance_show", organization_id=newcomer["id"])["balance_cents"] == 100
        assert call("ledger_verify", agreement=books.slug)["faults"] == []

    def test_begins_after_the_version_before(self, books):
        with pytest.raises(tk.ValidationError) as caught:
            call(
                "agreement_version_create",
                agreement=books.slug,
                valid_from="2012-12-21",
                key=factories.equal_key(books.town["name"]),
            )
        assert "valid_from" in caught.value.error_dict


class TestExpenseCreate:
    def test_records_once_under_one_reference(self, empty_books):
        first, second = factories.expense(empty_books.slug), factories.expense(empty_books.slug)
        assert first == second
        assert len(call("entry_list", agreement=empty_books.slug)) == 1

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("amount_cents", 21_000_001, "€210,000.00"),
            ("label", "Autre marché", "Marché d'investissement 2012-2013"),
            ("date", "2013-01-02", "2012-12-21"),
            ("section", "operation", "investment"),
        ],
    )
    def test_refuses_other_content_under_the_same_reference_and_names_the_field(self, books, field, value, told):
        with pytest.raises(tk.ValidationError) as caught:
            factories.expense(books.slug, **{field: value})
        assert list(caught.value.error_dict) == [field]
        assert told in caught.value.error_dict[field][0]
        assert len(call("entry_list", agreement=books.slug)) == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"amount_cents": 210000.5}, "amount_cents"),
            ({"amount_cents": 21000000.0}, "amount_cents"),
            ({"amount_cents": "210000.00"}, "amount_cents"),
            ({"amount_cents": True}, "amount_cents"),
            ({"amount_cents": None}, "amount_cents"),
            ({"amount_cents": 0}, "amount_cents"),
            ({"amount_cents": -1}, "amount_cents"),
            ({"amount_cents": 10**13}, "amount_cents"),
            ({"reference": ""}, "reference"),
            ({"reference": "a\tb"}, "reference"),
            ({"label": "x" * 501}, "label"),
            ({"date": "2012-12-20"}, "date"),
            ({"date": "2014-01-01"}, "date"),
            ({"date": "soon"}, "date"),
            ({"section": "capital"}, "section"),
        ],
    )
    def test_refuses_what_is_wrong_and_writes_nothing(self, empty_books, changes, field):
        with pytest.raises(tk.ValidationError) as caught:
            factories.expense(empty_books.slug, **changes)
        assert list(caught.value.error_dict) == [field]
        assert call("entry_list", agreement=empty_books.slug) == []

    def test_of_an_unknown_agreement_is_not_found(self, platform_ready):
        with pytest.raises(tk.ObjectNotFound):
            factories.expense("no-such-agreement")

    def test_numbers_each_year_and_journal_from_one(self, books):
        for reference, date in (("A", "2012-12-31"), ("B", "2013-01-01"), ("C", "2013-02-01")):
            factories.expense(books.slug, reference=reference, date=date)
        series = [(each["journal"], each["year"], each["number"]) for each in call("entry_list", agreement=books.slug)]
        assert series == [
            ("expenses", 2012, 1),
            ("allocations", 2012, 1),
            ("expenses", 2012, 2),
            ("expenses", 2013, 1),
            ("expenses", 2013, 2),
        ]


class TestAllocationCreate:
    def test_is_made_once(self, books):
        assert factories.allocate(books.slug) == factories.allocate(books.slug)
        assert len(call("entry_list", agreement=books.slug)) == 2

    def test_needs_an_expense(self, empty_books):
        with pytest.raises(tk.ValidationError) as caught:
            factories.allocate(empty_books.slug, "unknown")
        assert "reference" in caught.value.error_dict

    def test_gives_the_odd_cent_to_the_lead_and_says_why(self, empty_books):
        factories.expense(empty_books.slug, amount_cents=100)
        shares = factories.allocate(empty_books.slug)["allocation"]["shares"]
        assert [share["cents"] for share in shares] == [33, 33, 34, 17, 17]
        assert shares[2]["reason"] == "odd_cent_by_order"
        assert "lead" in shares[2]["explanation"]
        assert shares[0]["exact_cents"] == {"numerator": 100, "denominator": 3}
        assert call("ledger_verify", agreement=empty_books.slug)["faults"] == []

    def test_hosted_members_never_receive_a_cent(self, platform_ready):
        lead, hosted = ckan_factories.Organization(), ckan_factories.Organization()
        key = {
            "method": "weights",
            "shares": [{"member": hosted["name"], "weight": 0}, {"member": lead["name"], "weight": "1/3"}],
        }
        slug = factories.agreement(lead, key)["slug"]
        factories.expense(slug, amount_cents=1)
        shares = factories.allocate(slug)["allocation"]["shares"]
        assert [(share["cents"], share["reason"]) for share in shares] == [(0, "nothing"), (1, "exact")]
        assert call("balance_show", organization_id=hosted["id"])["balance_cents"] == 0
        assert call("ledger_verify", agreement=slug)["faults"] == []

    def test_refuses_fixed_amounts_that_do_not_add_up_and_writes_nothing(self, platform_ready):
        lead = ckan_factories.Organization()
        slug = factories.agreement(lead, {"method": "fixed", "shares": [{"member": lead["name"], "amount": "1.00"}]})[
            "slug"
        ]
        factories.expense(slug, amount_cents=101)
        with pytest.raises(tk.ValidationError) as caught:
            factories.allocate(slug)
        assert "amount_cents" in caught.value.error_dict
        assert len(call("entry_list", agreement=slug)) == 1

    def test_accounts_that_are_not_allocated_yet_sum_to_the_cost_with_its_sign_changed(self, books):
        factories.expense(books.slug, reference="later", amount_cents=1234)
        assert sum(balance["balance_cents"] for balance in call("balance_list", agreement=books.slug)) == -1234


class TestBalanceShow:
    def test_gives_the_account_of_a_member(self, books):
        balance = call("balance_show", organization_id=books.town["name"], agreement=books.slug)
        assert (balance["organization_id"], balance["balance_cents"]) == (books.town["id"], 3_500_000)
        assert (balance["debit_cents"], balance["credit_cents"]) == (3_500_000, 0)
        (line,) = balance["lines"]
        assert (line["reference"], line["debit_cents"], line["balance_cents"]) == (
            "MARCHE-2012-01",
            3_500_000,
            3_500_000,
        )

    def test_without_an_agreement_adds_up_all_those_of_the_member(self, books):
        other = factories.agreement(books.region, factories.equal_key(books.region["name"], books.town["name"]))["slug"]
        factories.expense(other, amount_cents=1000)
        factories.allocate(other)
        balance = call("balance_show", organization_id=books.town["id"])
        assert (balance["balance_cents"], sorted(balance["agreements"])) == (3_500_500, sorted([books.slug, other]))

    def test_of_a_stranger_is_not_found(self, books):
        stranger = ckan_factories.Organization()
        with pytest.raises(tk.ObjectNotFound):
            call("balance_show", organization_id=stranger["id"], agreement=books.slug)
        with pytest.raises(tk.ObjectNotFound):
            call("balance_show", organization_id=stranger["id"])


class TestEntryList:
    def test_for_a_member_leaves_out_what_is_others(self, books):
        factories.expense(books.slug, reference="of the lead alone")
        (entry,) = call("entry_list", agreement=books.slug, organization_id=books.town["id"])
        assert [line["organization_id"] for line in entry["lines"]] == [books.town["id"], None]


class TestOrganisationsThatChange:
    def test_renaming_one_leaves_the_books_as_they_were(self, books):
        call_action(
            "organization_patch",
            context={"ignore_auth": True, "user": ckan_factories.Sysadmin()["name"]},
            id=books.town["id"],
            name=books.town["name"] + "-nouvelle",
            title="Nantes (nouveau nom)",
        )
        balance = call("balance_show", organization_id=books.town["name"] + "-nouvelle")
        assert (balance["title"], balance["balance_cents"]) == ("Nantes (nouveau nom)", 3_500_000)
        assert call("ledger_verify", agreement=books.slug)["faults"] == []

    def test_purging_one_leaves_the_books_as_they_were(self, books):
        call_action("organization_purge", context={"ignore_auth": True}, id=books.town["id"])
        titles = cents_by_title(call("balance_list", agreement=books.slug))
        assert titles[books.town["name"]] == 3_500_000
        assert (
            call("balance_show", agreement=books.slug, organization_id=books.town["id"])["balance_cents"] == 3_500_000
        )
        assert call("ledger_verify", agreement=books.slug)["faults"] == []

    def test_one_that_takes_the_name_of_another_has_an_account_of_its_own(self, books):
        call_action("organization_purge", context={"ignore_auth": True}, id=books.town["id"])
        successor = ckan_factories.Organization(name=books.town["name"])
        call(
            "agreement_version_create",
            agreement=books.slug,
            valid_from="2013-01-01",
            key=factories.equal_key(successor["name"], books.metropolis["name"]),
        )
        factories.expense(books.slug, reference="B", date="2013-01-01", amount_cents=200)
        factories.allocate(books.slug, "B")
        balance = call("balance_show", organization_id=books.town["name"], agreement=books.slug)
        assert (balance["organization_id"], balance["balance_cents"]) == (successor["id"], 100)
        assert call("ledger_verify", agreement=books.slug)["faults"] == []


class TestAgreementUpdate:
    def test_changes_the_title_and_the_vat_regime_only(self, books):
        changed = call("agreement_update", agreement=books.slug, title="Autre titre")
        assert (changed["title"], changed["vat_regime"]) == ("Autre titre", "Hors champ de la TVA")
        assert call("agreement_update", agreement=books.slug, vat_regime="")["vat_regime"] == ""
