from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.allocation import (
    AmountOutOfRange,
    FixedSharesDiffer,
    allocate,
    leaves,
)
from ckanext.mutualisation.core.keys import InvalidKey, Key, Share, members, read, renamed, to_plain, walk
from ckanext.mutualisation.core.money import MAX_CENTS

amounts = st.integers(min_value=-MAX_CENTS, max_value=MAX_CENTS)
weights = st.lists(
    st.one_of(st.integers(0, 9), st.fractions(min_value=0, max_value=1_000_000, max_denominator=97)),
    min_size=1,
    max_size=8,
).filter(any)

PAYS_DE_LA_LOIRE = {
    "method": "equal",
    "shares": [
        {"member": "loire-atlantique"},
        {"member": "pays-de-la-loire"},
        {
            "group": "nantes",
            "title": "Nantes",
            "key": {"method": "equal", "shares": [{"member": "nantes-metropole"}, {"member": "ville-de-nantes"}]},
        },
    ],
}


def weighted(numbers, prefix="m"):
    return Key("weights", tuple(Share(f"{prefix}{i}", Fraction(number)) for i, number in enumerate(numbers)))


def equal(*names):
    return Key("equal", tuple(Share(name) for name in names))


def test_the_contract_of_pays_de_la_loire_is_split_as_agreed():
    lines = allocate(21_000_000, read(PAYS_DE_LA_LOIRE), lead="nantes-metropole")
    assert leaves(lines) == {
        "loire-atlantique": 7_000_000,
        "pays-de-la-loire": 7_000_000,
        "nantes-metropole": 3_500_000,
        "ville-de-nantes": 3_500_000,
    }
    group, metropolis = lines[2], lines[3]
    assert (group.cents, group.exact, group.ratio, group.is_group) == (7_000_000, 7_000_000, Fraction(1, 3), True)
    assert (metropolis.of_cents, metropolis.ratio, metropolis.overall) == (7_000_000, Fraction(1, 2), Fraction(1, 6))
    assert {line.reason for line in lines} == {"exact"}


@given(amounts, weights)
def test_the_shares_add_up_each_within_a_cent_of_its_quota_and_never_of_the_other_sign(amount, numbers):
    lines = allocate(amount, weighted(numbers))
    assert sum(line.cents for line in lines) == amount
    for line, number in zip(lines, numbers, strict=True):
        assert line.exact == amount * Fraction(number) / sum(map(Fraction, numbers))
        assert abs(line.cents - line.exact) < 1
        assert line.cents * amount >= 0
        assert line.cents == 0 or number != 0
        assert (line.reason == "nothing") == (number == 0)


@given(amounts, weights, weights, st.integers(0, 7))
def test_inside_a_group_the_shares_add_up_and_leave_the_others_alone(amount, outer, inner, at):
    at %= len(outer)
    flat = allocate(amount, weighted(outer))
    shares = list(weighted(outer).shares)
    shares[at] = Share("g", shares[at].measure, key=weighted(inner, "inner"))
    nested = allocate(amount, Key("weights", tuple(shares)))
    assert [line.cents for line in nested if line.depth == 0] == [line.cents for line in flat]
    assert sum(line.cents for line in nested if line.depth == 1) == flat[at].cents
    assert sum(leaves(nested).values()) == amount


@given(amounts, weights, st.randoms(use_true_random=False))
def test_without_ties_the_order_of_the_shares_changes_nothing(amount, numbers, shuffler):
    numbers = [Fraction(number) + Fraction(i, 1009) for i, number in enumerate(numbers)]
    shares = list(weighted(numbers).shares)
    quotas = [amount * share.measure / sum(numbers) % 1 for share in shares]
    if len(set(quotas)) < len(quotas):
        return
    before = leaves(allocate(amount, Key("weights", tuple(shares))))
    shuffler.shuffle(shares)
    assert leaves(allocate(amount, Key("weights", tuple(shares)))) == before


@given(amounts, weights, st.integers(1, 10**6))
def test_only_the_proportions_of_the_weights_count(amount, numbers, factor):
    assert leaves(allocate(amount, weighted(numbers))) == leaves(
        allocate(amount, weighted([number * factor for number in numbers]))
    )


@given(amounts, weights)
def test_the_opposite_amount_gives_the_opposite_shares(amount, numbers):
    key = weighted(numbers)
    assert leaves(allocate(-amount, key)) == {name: -cents for name, cents in leaves(allocate(amount, key)).items()}


def test_ties_go_in_the_order_stated():
    lines = allocate(101, equal("a", "b", "c"))
    assert [line.cents for line in lines] == [34, 34, 33]
    assert [line.reason for line in lines] == ["odd_cent_by_order", "odd_cent_by_order", "rounded_down"]
    assert [(line.rank, line.odd_cents) for line in lines] == [(1, 2), (2, 2), (0, 2)]


def test_the_lead_comes_first_among_ties_even_inside_a_group():
    assert leaves(allocate(100, equal("a", "b", "c"), lead="c")) == {"a": 33, "b": 33, "c": 34}
    lines = allocate(100, read(PAYS_DE_LA_LOIRE), lead="ville-de-nantes")
    assert [line.cents for line in lines] == [33, 33, 34, 17, 17]
    assert [line.cents for line in allocate(-100, equal("a", "b", "c"), lead="b")] == [-33, -34, -33]


def test_a_larger_fraction_comes_before_the_lead():
    lines = allocate(100, weighted([1, 1, 5]), lead="m0")
    assert [line.cents for line in lines] == [14, 14, 72]
    assert lines[2].reason == "odd_cent"


@pytest.mark.parametrize("amount", [20, 1834, 100])
def test_the_cases_that_popular_splitters_get_wrong(amount):
    for numbers in ([2, 41, 22, 42, 7, 10], [41, 45, 2, 2, 0, 30], [0, Fraction(1, 3), Fraction(2, 3)]):
        lines = allocate(amount, weighted(numbers))
        assert sum(line.cents for line in lines) == amount
        assert all(line.cents >= 0 and abs(line.cents - line.exact) < 1 for line in lines)


def test_population_splits_by_inhabitants():
    key = read(
        {
            "method": "population",
            "shares": [
                {"member": "arles", "population": 51_811},
                {"member": "aix", "population": 149_695},
                {"member": "hosted", "population": 0},
            ],
        }
    )
    assert leaves(allocate(1_000_000, key)) == {"arles": 257_119, "aix": 742_881, "hosted": 0}


def test_fixed_amounts_must_add_up():
    key = read({"method": "fixed", "shares": [{"member": "a", "amount": "60.00"}, {"member": "b", "amount": "40.00"}]})
    assert [(line.cents, line.reason) for line in allocate(-10_000, key)] == [(-6000, "fixed"), (-4000, "fixed")]
    with pytest.raises(FixedSharesDiffer) as caught:
        allocate(10_001, key)
    assert (caught.value.fixed_cents, caught.value.cents) == (10_000, 10_001)


def test_nothing_to_split_gives_nothing_to_each():
    assert set(leaves(allocate(0, read(PAYS_DE_LA_LOIRE))).values()) == {0}


@pytest.mark.parametrize("amount", [100.0, "100", True, None, MAX_CENTS + 1, -MAX_CENTS - 1])
def test_only_whole_cents_within_reach_are_split(amount):
    with pytest.raises(AmountOutOfRange):
        allocate(amount, equal("a"))


def test_a_key_is_read_and_written_back():
    key = read(PAYS_DE_LA_LOIRE)
    assert to_plain(key) == PAYS_DE_LA_LOIRE
    assert members(key) == ["loire-atlantique", "pays-de-la-loire", "nantes-metropole", "ville-de-nantes"]
    assert [path for path, _ in walk(key)][2:4] == [("nantes",), ("nantes", "nantes-metropole")]
    assert members(renamed(key, str.upper))[3] == "VILLE-DE-NANTES"
    assert read(to_plain(renamed(key, str.upper))).shares[2].name == "nantes"


@given(weights)
def test_weights_are_written_exactly(numbers):
    assert read(to_plain(weighted(numbers))) == weighted(numbers)


def group(name, *shares, method="equal"):
    return {"group": name, "key": {"method": method, "shares": list(shares)}}


A, B = {"member": "a"}, {"member": "b"}


@pytest.mark.parametrize(
    ("method", "shares", "path", "code"),
    [
        ("thirds", [A], ("method",), "unknown_method"),
        ("equal", [], ("shares",), "no_shares"),
        ("equal", "ab", ("shares",), "no_shares"),
        ("equal", [A, "b"], ("shares", 1), "not_a_share"),
        ("equal", [A, {"title": "b"}], ("shares", 1), "member_or_group"),
        ("equal", [{**A, "group": "g"}], ("shares", 0), "member_or_group"),
        ("equal", [{"member": " "}], ("shares", 0, "member"), "no_name"),
        ("equal", [A, B, A], ("shares", 2, "member"), "member_repeated"),
        ("equal", [A, group("g", B, A)], ("shares", 1, "key", "shares", 1, "member"), "member_repeated"),
        ("equal", [group("g", A), group("g", B)], ("shares", 1, "group"), "group_repeated"),
        ("equal", [A, {"group": "g"}], ("shares", 1, "key"), "not_a_key"),
        ("equal", [A, group("g")], ("shares", 1, "key", "shares"), "no_shares"),
        ("equal", [{**A, "weight": 2}], ("shares", 0, "weight"), "unknown_field"),
        ("weights", [A], ("shares", 0, "weight"), "measure_missing"),
        ("weights", [{**A, "weight": 0.5}], ("shares", 0, "weight"), "weights_unreadable"),
        ("weights", [{**A, "weight": True}], ("shares", 0, "weight"), "weights_unreadable"),
        ("weights", [{**A, "weight": "1/00"}], ("shares", 0, "weight"), "weights_unreadable"),
        ("weights", [{**A, "weight": -1}], ("shares", 0, "weight"), "negative"),
        ("weights", [{**A, "weight": 0}, {**B, "weight": "0/5"}], ("shares",), "all_zero"),
        ("population", [{**A, "population": "12.5"}], ("shares", 0, "population"), "population_unreadable"),
        ("fixed", [{**A, "amount": 12.5}], ("shares", 0, "amount"), "AmountNotText"),
        ("fixed", [{**A, "amount": "12.555"}], ("shares", 0, "amount"), "TooManyDecimals"),
        ("fixed", [{**A, "amount": "-1"}], ("shares", 0, "amount"), "negative"),
    ],
)
def test_a_faulty_key_is_refused_with_its_place_and_reason(method, shares, path, code):
    with pytest.raises(InvalidKey) as caught:
        read({"method": method, "shares": shares})
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [(path, code)]


def test_every_problem_of_a_key_is_told_at_once():
    with pytest.raises(InvalidKey) as caught:
        read({"method": "weights", "shares": [{"member": "a"}, {"member": "b", "weight": "x"}, 3]})
    assert [problem.code for problem in caught.value.problems] == [
        "measure_missing",
        "weights_unreadable",
        "not_a_share",
    ]


def test_a_key_deeper_than_any_agreement_is_refused():
    key = {"method": "equal", "shares": [A]}
    for i in range(20):
        key = {"method": "equal", "shares": [{"group": f"g{i}", "key": key}]}
    with pytest.raises(InvalidKey) as caught:
        read(key)
    assert caught.value.problems[0].code == "too_deep"


def test_random_splits_with_many_ties_add_up():
    chance = random.Random(2012)
    for _ in range(400):
        numbers = [chance.choice([0, 1, 1, 2, Fraction(1, 7)]) for _ in range(chance.randint(1, 6))] + [1]
        amount = chance.randint(-(10**6), 10**6)
        assert sum(leaves(allocate(amount, weighted(numbers))).values()) == amount
