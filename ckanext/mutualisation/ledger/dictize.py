"""What the actions return: the books as plain values, money in integer cents, organisations by id, name and title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from ckanext.mutualisation.core import keys
from ckanext.mutualisation.core.keys import Key
from ckanext.mutualisation.ledger import agreements, allocations, expenses, organizations, sentences
from ckanext.mutualisation.ledger.agreements import Agreement, Version
from ckanext.mutualisation.ledger.allocations import Run
from ckanext.mutualisation.ledger.balances import Balance, Movement
from ckanext.mutualisation.ledger.organizations import Organization
from ckanext.mutualisation.ledger.posting import Posted
from ckanext.mutualisation.ledger.verification import Report

__all__ = ["agreement", "allocation", "balance", "entry", "expense", "movement", "organization", "report"]


def organization(found: Organization) -> dict[str, Any]:
    return {"id": found.id, "name": found.name, "title": found.title, "is_present": found.is_present}


def agreement(found: Agreement) -> dict[str, Any]:
    people = organizations.named(agreements.everyone(found))
    return {
        "id": found.id,
        "slug": found.slug,
        "title": found.title,
        "lead": organization(people[found.lead_id]),
        "vat_regime": found.vat_regime,
        "versions": [_version(version, people) for version in agreements.versions(found.id)],
        "members": [organization(each) for each in people.values()],
        "head_seq": found.head_seq,
        "head_hash": found.head_hash,
    }


def _version(version: Version, people: Mapping[str, Organization]) -> dict[str, Any]:
    return {
        "number": version.number,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "key": keys.to_plain(_with_names(version.key, people)),
    }


def _with_names(key: Key, people: Mapping[str, Organization]) -> Key:
    return keys.renamed(key, lambda each: people[each].name)


def expense(posted: Posted, run: Run | None) -> dict[str, Any]:
    found = expenses.of_draft(posted.entry.draft)
    return {
        "reference": found.reference,
        "label": found.label,
        "date": found.date.isoformat(),
        "amount_cents": found.amount_cents,
        "section": found.section,
        "entry_seq": posted.entry.seq,
        "allocation": allocation(run) if run else None,
    }


def allocation(run: Run) -> dict[str, Any]:
    people = organizations.named({each.organization_id: each.name for each in run.shares if each.organization_id})
    return {
        "id": run.id,
        "amount_cents": run.amount_cents,
        "algorithm": run.algorithm,
        "inputs_sha256": run.inputs_sha256,
        "shares": [_share(share, people) for share in run.shares],
    }


def _share(share: allocations.Share, people: Mapping[str, Organization]) -> dict[str, Any]:
    organisation = people[share.organization_id] if share.organization_id else None
    plain = {
        "position": share.position,
        "parent_position": share.parent_position,
        "organization_id": share.organization_id,
        "name": organisation.name if organisation else share.name,
        "title": share.title or (organisation.title if organisation else share.name),
        "of_cents": share.of_cents,
        "ratio": _fraction(share.ratio),
        "exact_cents": _fraction(share.exact),
        "cents": share.cents,
        "reason": share.reason,
        "odd_cents": share.odd_cents,
        "rank": share.rank,
    }
    return {**plain, "explanation": sentences.reason(plain)}


def _fraction(value: Fraction) -> dict[str, int]:
    return {"numerator": value.numerator, "denominator": value.denominator}


def entry(posted: Posted, names: Mapping[str, Organization], only: str | None = None) -> dict[str, Any]:
    """Return an entry; with ``only``, an organisation's id, its other members' lines are left out."""
    sealed = posted.entry
    lines = [line for line in sealed.draft.lines if only is None or line.organization_id in (only, None)]
    return {
        "seq": sealed.seq,
        "journal": sealed.draft.journal,
        "year": sealed.year,
        "number": sealed.number,
        "kind": sealed.draft.kind,
        "date": sealed.draft.effective_date.isoformat(),
        "recorded_at": sealed.recorded_at.isoformat(),
        "label": sealed.draft.label,
        "reference": sealed.draft.piece_ref,
        "total_cents": sealed.draft.total_cents,
        "hash": sealed.hash,
        "lines": [
            {
                "account": line.account,
                "organization_id": line.organization_id,
                "title": _title(line.organization_id, names),
                "debit_cents": line.debit_cents,
                "credit_cents": line.credit_cents,
            }
            for line in lines
        ],
    }


def _title(organization_id: str | None, names: Mapping[str, Organization]) -> str | None:
    return names[organization_id].title if organization_id and organization_id in names else None


def movement(found: Movement) -> dict[str, Any]:
    return {**asdict(found), "date": found.date.isoformat()}


def balance(found: Balance, who: Organization, lines: Sequence[Movement] | None = None) -> dict[str, Any]:
    """Return a member's balance, with its movements if they are given."""
    plain = {
        "organization_id": who.id,
        "name": who.name,
        "title": who.title,
        "balance_cents": found.balance_cents,
        "debit_cents": found.debit_cents,
        "credit_cents": found.credit_cents,
        "share_cents": found.share_cents,
        "advanced_cents": found.advanced_cents,
    }
    return plain if lines is None else {**plain, "lines": [movement(each) for each in lines]}


def report(found: Report) -> dict[str, Any]:
    return {
        "agreement": found.agreement,
        "is_valid": found.is_valid,
        "entries": found.entries,
        "allocations": found.allocations,
        "head_seq": found.head_seq,
        "head_hash": found.head_hash,
        "faults": [asdict(fault) for fault in found.faults],
    }
