from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.records.plan import Known, Listing, compare, removals


def held(count: int) -> dict[str, Known]:
    return {f"d{number}": Known("hash") for number in range(count)}


def listing(*guids: str, announced: int | None = -1, **more) -> Listing:
    return Listing(len(guids) if announced == -1 else announced, frozenset(guids), **more)


def test_a_listed_dataset_is_added_changed_unchanged_or_restored():
    assert compare("a", None) == "added"
    assert compare("a", Known("b")) == "changed"
    assert compare("a", Known("a")) == "unchanged"
    assert compare("a", Known("a", "archived")) == "restored"
    assert compare("b", Known("a", "deleted")) == "restored"


@pytest.mark.parametrize(
    ("total", "missing", "suspended"),
    [
        (350, 1, ""),
        (350, 70, ""),
        (350, 71, "too_many"),
        (6, 5, ""),
        (7, 6, "too_many"),
        (30, 6, ""),
        (29, 6, "too_many"),
    ],
)
def test_more_than_five_and_twenty_percent_gone_suspends(total: int, missing: int, suspended: str):
    known = held(total)
    gone, reason = removals(listing(*list(known)[missing:]), known)
    assert reason == suspended
    assert len(gone) == (0 if suspended else missing)


@pytest.mark.parametrize(
    "partial",
    [
        listing("d0", "d1", announced=3),
        listing("d0", "d1", announced=None),
        listing("d0", "d1", failed=True),
        listing("d0", "d1", announced=3, unidentified=1),
        listing("d0", "d1", announced=2, unidentified=1),
    ],
)
def test_a_listing_not_proved_complete_removes_nothing(partial: Listing):
    assert removals(partial, held(3)) == ((), "incomplete")


def test_an_empty_listing_removes_nothing_however_few_there_were():
    assert removals(listing(), held(1)) == ((), "empty")


def test_what_is_archived_already_is_not_gone_again():
    known = {"d0": Known("a", "archived"), "d1": Known("a"), "d2": Known("a")}
    assert removals(listing("d1"), known) == (("d2",), "")


def test_nothing_missing_suspends_nothing():
    assert removals(listing("d0", announced=9), held(1)) == ((), "")


@given(
    st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.integers(0, 31), st.booleans(), st.integers(0, 1)
)
def test_no_listing_ever_removes_more_than_the_limit(current, listed, announced, failed, unidentified):
    known = {str(number): Known("a") for number in current}
    seen = Listing(announced, frozenset(map(str, listed)), unidentified, failed)
    gone, _ = removals(seen, known)
    assert set(gone) <= set(known) - seen.guids
    assert len(gone) <= max(5, len(known) * 0.2)
    assert not gone or (seen.complete and seen.guids)
