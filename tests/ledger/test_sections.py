from __future__ import annotations

import copy
import itertools

import pytest
import yaml

from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.ledger.sections import SECTIONS

(section,) = SECTIONS
_numbers = itertools.count(1)


@pytest.fixture
def document(platform_ready):
    """Return the scenario as a file, for organisations made for this test."""
    names = {name: f"{name}-{next(_numbers)}" for name in ("dep", "region", "metropole", "ville")}
    for name in names.values():
        ckan_factories.Organization(name=name)
    text = """
      agreements:
        - slug: convention-{ville}
          title: Plateforme des Pays de la Loire
          lead: {metropole}
          valid_from: 2012-12-21
          valid_to: 2013-12-31
          vat_regime: Hors champ
          key:
            method: equal
            shares:
              - member: {dep}
              - member: {region}
              - group: nantes
                title: Nantes
                key: {{method: equal, shares: [{{member: {metropole}}}, {{member: {ville}}}]}}
          expenses:
            - reference: MARCHE-2012-01
              label: Marché d'investissement 2012-2013
              date: 2012-12-21
              amount: "210000.00"
              section: investment
    """
    return yaml.safe_load(text.format(**names))


def balances(document):
    found = call_action(
        "mutualisation_balance_list", context={"ignore_auth": True}, agreement=document["agreements"][0]["slug"]
    )
    return [balance["balance_cents"] for balance in found]


def problems(document):
    return {problem.path: problem.message for problem in section.check(document)}


def apply(document):
    return list(section.apply(document))


def test_the_contract_is_recorded_and_split_to_the_cent(document):
    assert problems(document) == {}
    assert [change.verb for change in apply(document)] == ["create", "record"]
    assert balances(document) == [-17_500_000, 7_000_000, 7_000_000, 3_500_000]


def test_a_second_time_nothing_changes(document):
    apply(document)
    assert problems(document) == {}
    assert section.plan(document) == []
    assert apply(document) == []
    assert balances(document) == [-17_500_000, 7_000_000, 7_000_000, 3_500_000]


def test_the_plan_says_what_apply_then_does(document):
    planned = section.plan(document)
    assert planned == apply(document)
    assert planned[0].fields["title"] == (None, "Plateforme des Pays de la Loire")
    assert planned[1].fields == {"amount": (None, "210000.00")}


def test_what_is_exported_says_the_same(document):
    apply(document)
    slug = document["agreements"][0]["slug"]
    (exported,) = [each for each in section.export() if each["slug"] == slug]
    assert exported == document["agreements"][0]
    assert section.plan({"agreements": [exported]}) == []
    assert section.plan({"agreements": [yaml.safe_load(yaml.safe_dump(exported))]}) == []


def test_a_recorded_expense_not_yet_split_is_split(document):
    spent = document["agreements"][0].pop("expenses")
    apply(document)
    given = {name: str(spent[0][name]) for name in ("reference", "label", "date", "section")}
    slug = document["agreements"][0]["slug"]
    context = {"ignore_auth": True}
    call_action("mutualisation_expense_create", context=context, agreement=slug, amount_cents=21_000_000, **given)
    document["agreements"][0]["expenses"] = spent
    assert [change.fields for change in apply(document)] == [{"allocation": (None, 21_000_000)}]
    assert balances(document) == [-17_500_000, 7_000_000, 7_000_000, 3_500_000]


def test_a_new_title_and_a_new_version_are_taken_over(document):
    apply(document)
    agreement = document["agreements"][0]
    agreement["title"] = "Nouveau titre"
    lead = agreement["lead"]
    agreement["versions"] = [{"valid_from": "2014-01-01", "key": {"method": "equal", "shares": [{"member": lead}]}}]
    agreement["expenses"].append(
        {"reference": "B", "label": "Suite", "date": "2014-02-01", "amount": "10,00 €", "section": "operation"}
    )
    assert problems(document) == {}
    planned = section.plan(document)
    assert [(change.verb, change.name.partition("/")[2]) for change in planned] == [
        ("update", ""),
        ("record", "2014-01-01"),
        ("record", "B"),
    ]
    assert apply(document) == planned
    assert section.plan(document) == []
    assert balances(document)[0] == -17_500_000
    exported = [each for each in section.export() if each["slug"] == agreement["slug"]]
    assert section.plan({"agreements": exported}) == []


def test_a_member_that_the_same_file_makes_is_known(document):
    document["agreements"][0]["key"]["shares"][0]["member"] = "coming"
    document["members"] = [{"name": "coming"}]
    assert problems(document) == {}
    assert len(section.plan(document)) == 2


AGREEMENT = ("agreements", 0)
KEY = (*AGREEMENT, "key")
EXPENSE = (*AGREEMENT, "expenses", 0)


def put(document, path, value):
    changed = copy.deepcopy(document)
    here = changed
    for step in path[:-1]:
        here = here[step]
    if value is ...:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return changed


FAULTS = [
    (("agreements",), "none", ("agreements",)),
    (AGREEMENT, "none", AGREEMENT),
    ((*AGREEMENT, "colour"), "red", None),
    ((*AGREEMENT, "slug"), ..., None),
    ((*AGREEMENT, "slug"), "Pays de la Loire", None),
    ((*AGREEMENT, "title"), "", None),
    ((*AGREEMENT, "lead"), "nobody", None),
    ((*AGREEMENT, "valid_from"), "21/12/2012", None),
    ((*AGREEMENT, "valid_to"), "2012-12-20", None),
    ((*AGREEMENT, "versions"), [{"valid_from": "2012-01-01", "key": {"method": "equal", "shares": [{"member": "x"}]}}],
     (*AGREEMENT, "versions", 0, "valid_from")),
    (KEY, ..., KEY),
    ((*KEY, "method"), "thirds", None),
    ((*KEY, "shares"), [], None),
    ((*KEY, "shares", 0, "member"), "nobody", None),
    ((*KEY, "shares", 0, "weight"), 2, None),
    ((*KEY, "shares", 2, "key", "shares", 1, "member"), "nobody", None),
    ((*KEY, "shares", 2, "key", "shares"), [], None),
    ((*EXPENSE, "reference"), ..., None),
    ((*EXPENSE, "label"), "two\nlines", None),
    ((*EXPENSE, "date"), "2011-01-01", None),
    ((*EXPENSE, "amount"), 210000.00, None),
    ((*EXPENSE, "amount"), 210000, None),
    ((*EXPENSE, "amount"), "210000.001", None),
    ((*EXPENSE, "amount"), "0.00", None),
    ((*EXPENSE, "amount"), "-1.00", None),
    ((*EXPENSE, "section"), "capital", None),
    (EXPENSE, "none", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "at"), FAULTS)
def test_each_fault_is_told_at_its_place(document, path, value, at):
    assert list(problems(put(document, path, value)))[:1] == [at or path]


def test_the_same_member_twice_is_told_at_the_second(document):
    at = (*KEY, "shares", 2, "key", "shares", 1, "member")
    twice = document["agreements"][0]["key"]["shares"][0]["member"]
    assert twice in problems(put(document, at, twice))[at]


def test_faults_of_the_key_and_of_an_expense_are_told_together(document):
    at = (*KEY, "shares", 2, "key", "shares", 1, "member")
    document = put(put(document, at, "nobody"), (*EXPENSE, "amount"), 210000.00)
    assert list(problems(document)) == [(*EXPENSE, "amount"), at]


def test_two_agreements_of_one_name_and_two_expenses_of_one_reference_are_refused(document):
    document["agreements"].append(copy.deepcopy(document["agreements"][0]))
    document["agreements"][0]["expenses"] *= 2
    assert list(problems(document)) == [(*AGREEMENT, "expenses", 1, "reference"), ("agreements", 1, "slug")]


def test_fixed_amounts_that_do_not_add_up_are_told_at_the_expense(document):
    lead = document["agreements"][0]["lead"]
    document["agreements"][0]["key"] = {"method": "fixed", "shares": [{"member": lead, "amount": "1.00"}]}
    assert list(problems(document)) == [(*EXPENSE, "amount")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*EXPENSE, "amount"), "210000.01"),
        ((*EXPENSE, "label"), "Autre marché"),
        ((*EXPENSE, "date"), "2013-01-02"),
        ((*EXPENSE, "section"), "operation"),
        ((*AGREEMENT, "valid_to"), "2014-12-31"),
        ((*KEY, "method"), "population"),
        ((*KEY, "shares", 2, "title"), "Nantes ensemble"),
    ],
)
def test_what_the_books_hold_is_not_changed_by_a_file(document, path, value):
    apply(document)
    changed = put(document, path, value)
    if value == "population":
        for share in changed["agreements"][0]["key"]["shares"]:
            share["population"] = 1
    expected = KEY if path[: len(KEY)] == KEY else path
    assert list(problems(changed)) == [expected]


def test_the_lead_does_not_change(document):
    apply(document)
    other = document["agreements"][0]["key"]["shares"][0]["member"]
    assert list(problems(put(document, (*AGREEMENT, "lead"), other))) == [(*AGREEMENT, "lead")]
