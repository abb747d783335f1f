from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.journal import (
    CHAIN_START,
    Draft,
    Fault,
    Line,
    Sealed,
    UnbalancedEntry,
    canonical_bytes,
    content_sha256,
    first_fault,
    make_draft,
    reversal,
    seal,
)
from ckanext.mutualisation.core.money import MAX_CENTS

NOON = datetime(2013, 1, 21, 12, 0, tzinfo=timezone.utc)


def draft(cents=21_000_000, **changes):
    lines = (
        Line("cost.investment", debit_cents=cents),
        Line("member.lead", credit_cents=cents, organization_id="lead-id"),
    )
    return make_draft(
        **{
            "key": "expense:1",
            "journal": "expenses",
            "kind": "expense",
            "effective_date": date(2012, 12, 21),
            "label": "Marché",
            "piece_ref": "MARCHE-2012-01",
            "lines": lines,
            **changes,
        }
    )


def chain(amounts):
    entries, previous = [], CHAIN_START
    for i, cents in enumerate(amounts, start=1):
        entry = seal(
            draft(cents, key=f"expense:{i}"),
            ledger_id="books",
            seq=i,
            year=2012,
            number=i,
            recorded_at=NOON + timedelta(seconds=i),
            actor="user-id",
            previous_hash=previous,
        )
        entries.append(entry)
        previous = entry.hash
    return entries


def test_a_chain_just_made_holds():
    assert first_fault(chain([1, 2, 3])) is None
    assert first_fault([]) is None


def altered(value):
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value - timedelta(days=1)
    first, *others = value
    return (replace(first, debit_cents=first.debit_cents + 1), *others)


@given(st.lists(st.integers(1, MAX_CENTS), min_size=1, max_size=4), st.data())
def test_any_field_changed_breaks_the_chain_at_its_entry(amounts, data):
    entries = chain(amounts)
    at = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[at]
    of_draft = data.draw(st.booleans())
    owner = entry.draft if of_draft else entry
    name = data.draw(st.sampled_from([field.name for field in fields(owner) if field.name != "draft"]))
    changed = replace(owner, **{name: altered(getattr(owner, name))})
    entries[at] = replace(entry, draft=changed) if of_draft else changed
    fault = first_fault(entries)
    assert fault is not None
    assert fault.seq == entry.seq


@pytest.mark.parametrize("field", [field.name for field in fields(Draft)] + [field.name for field in fields(Sealed)])
def test_every_field_of_an_entry_is_sealed(field):
    if field in ("draft", "hash", "content_sha256"):
        return
    entry = chain([5])[0]
    owner = entry.draft if hasattr(entry.draft, field) else entry
    changed = replace(owner, **{field: altered(getattr(owner, field))})
    other = replace(entry, draft=changed) if owner is entry.draft else changed
    assert canonical_bytes(other) != canonical_bytes(entry)


@pytest.mark.parametrize("field", [field.name for field in fields(Line)])
def test_every_field_of_a_line_is_sealed(field):
    entry = chain([5])[0]
    first, second = entry.draft.lines
    changed = replace(
        entry, draft=replace(entry.draft, lines=(replace(first, **{field: altered(getattr(first, field))}), second))
    )
    assert first_fault([changed]) == Fault(1, "hash")


def test_a_missing_entry_is_named_by_its_number_in_the_chain():
    one, two, three = chain([1, 2, 3])
    assert first_fault([one, three]) == Fault(2, "gap")
    assert first_fault([two, three]) == Fault(1, "gap")
    assert first_fault([one, one]) == Fault(1, "gap")


def test_an_entry_sealed_anew_breaks_the_next_one():
    one, two, three = chain([1, 2, 3])
    forged = seal(
        draft(9, key=two.draft.key),
        ledger_id="books",
        seq=2,
        year=2012,
        number=2,
        recorded_at=two.recorded_at,
        actor="user-id",
        previous_hash=one.hash,
    )
    assert first_fault([one, forged, three]) == Fault(3, "chain")


def test_a_hole_in_the_numbering_is_found_even_when_properly_sealed():
    entry = seal(
        draft(), ledger_id="books", seq=1, year=2012, number=2, recorded_at=NOON, actor="u", previous_hash=CHAIN_START
    )
    assert first_fault([entry]) == Fault(1, "number")


def test_an_entry_of_another_year_is_found_even_when_properly_sealed():
    entry = seal(
        draft(), ledger_id="books", seq=1, year=2013, number=1, recorded_at=NOON, actor="u", previous_hash=CHAIN_START
    )
    assert first_fault([entry]) == Fault(1, "year")


def test_an_unbalanced_entry_is_found_even_when_properly_sealed():
    lines = (Line("a", debit_cents=2), Line("b", credit_cents=1))
    entry = seal(
        replace(draft(), lines=lines),
        ledger_id="books",
        seq=1,
        year=2012,
        number=1,
        recorded_at=NOON,
        actor="u",
        previous_hash=CHAIN_START,
    )
    assert first_fault([entry]) == Fault(1, "unbalanced")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line("a", debit_cents=1),),
        (Line("a", debit_cents=1), Line("b", credit_cents=2)),
        (Line("a", debit_cents=1, credit_cents=1), Line("b", debit_cents=1, credit_cents=1)),
        (Line("a"), Line("b")),
        (Line("a", debit_cents=-1), Line("b", credit_cents=-1)),
        (Line("a", debit_cents=1.0), Line("b", credit_cents=1.0)),
        (Line("a", debit_cents=True), Line("b", credit_cents=True)),
        (
            Line("a", debit_cents=MAX_CENTS),
            Line("b", debit_cents=1),
            Line("c", credit_cents=MAX_CENTS),
            Line("d", credit_cents=1),
        ),
    ],
)
def test_lines_that_do_not_balance_are_no_entry(lines):
    with pytest.raises(UnbalancedEntry):
        draft(lines=lines)


def test_a_reversal_mirrors_every_line():
    entry = chain([21_000_000])[0]
    cancel = reversal(entry, "reversal:1", date(2013, 1, 5), "Erreur")
    assert [(line.account, line.debit_cents, line.credit_cents) for line in cancel.lines] == [
        ("cost.investment", 0, 21_000_000),
        ("member.lead", 21_000_000, 0),
    ]
    assert (cancel.reverses, cancel.kind, cancel.total_cents) == (1, "reversal", 21_000_000)


def test_the_same_content_is_recognised_however_its_accents_are_encoded():
    assert content_sha256(draft(label="Marche\u0301")) == content_sha256(draft(label="March\u00e9"))
    assert content_sha256(draft(key="another")) == content_sha256(draft())
    assert content_sha256(draft(label="Autre")) != content_sha256(draft())


def test_the_form_of_version_1_is_fixed_for_ever():
    assert (
        canonical_bytes(chain([21_000_000])[0])
        == (
            '[1,"books",1,2012,1,"2013-01-21T12:00:01.000000Z","user-id","' + "0" * 64 + '","expense:1",'
            '["expenses","expense","2012-12-21","Marché","MARCHE-2012-01","",null,'
            '[["cost.investment",null,21000000,0],["member.lead","lead-id",0,21000000]]]]'
        ).encode()
    )
