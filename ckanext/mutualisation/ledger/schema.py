"""What each action of the ledger takes."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

__all__ = [
    "agreement_create",
    "agreement_reference",
    "agreement_update",
    "agreement_version_create",
    "allocation_create",
    "balance_show",
    "entry_list",
    "expense_create",
]


@validator_args
def agreement_create(
    not_empty: Validator,
    ignore_empty: Validator,
    default: Validator,
    mutualisation_slug: Validator,
    mutualisation_one_line: Validator,
    mutualisation_day: Validator,
    mutualisation_key: Validator,
) -> Schema:
    return {
        "slug": [not_empty, mutualisation_slug],
        "title": [not_empty, mutualisation_one_line],
        "lead": [not_empty, mutualisation_one_line],
        "vat_regime": [default(""), mutualisation_one_line],  # type: ignore[operator]
        "valid_from": [not_empty, mutualisation_day],
        "valid_to": [ignore_empty, mutualisation_day],
        "key": [not_empty, mutualisation_key],
    }


@validator_args
def agreement_update(not_empty: Validator, ignore_missing: Validator, mutualisation_one_line: Validator) -> Schema:
    return {
        "agreement": [not_empty, mutualisation_one_line],
        "title": [ignore_missing, mutualisation_one_line],
        "vat_regime": [ignore_missing, mutualisation_one_line],
    }


@validator_args
def agreement_version_create(
    not_empty: Validator,
    ignore_empty: Validator,
    mutualisation_one_line: Validator,
    mutualisation_day: Validator,
    mutualisation_key: Validator,
) -> Schema:
    return {
        "agreement": [not_empty, mutualisation_one_line],
        "valid_from": [not_empty, mutualisation_day],
        "valid_to": [ignore_empty, mutualisation_day],
        "key": [not_empty, mutualisation_key],
    }


@validator_args
def expense_create(
    not_empty: Validator,
    not_missing: Validator,
    default: Validator,
    mutualisation_one_line: Validator,
    mutualisation_day: Validator,
    mutualisation_cents: Validator,
    mutualisation_section: Validator,
) -> Schema:
    return {
        "agreement": [not_empty, mutualisation_one_line],
        "reference": [not_empty, mutualisation_one_line],
        "label": [not_empty, mutualisation_one_line],
        "date": [not_empty, mutualisation_day],
        "amount_cents": [not_missing, mutualisation_cents],
        "section": [default("investment"), mutualisation_section],  # type: ignore[operator]
    }


@validator_args
def allocation_create(not_empty: Validator, mutualisation_one_line: Validator) -> Schema:
    return {
        "agreement": [not_empty, mutualisation_one_line],
        "reference": [not_empty, mutualisation_one_line],
    }


@validator_args
def agreement_reference(not_empty: Validator, mutualisation_one_line: Validator) -> Schema:
    return {"agreement": [not_empty, mutualisation_one_line]}


@validator_args
def balance_show(not_empty: Validator, ignore_missing: Validator, mutualisation_one_line: Validator) -> Schema:
    return {
        "organization_id": [not_empty, mutualisation_one_line],
        "agreement": [ignore_missing, mutualisation_one_line],
    }


@validator_args
def entry_list(not_empty: Validator, ignore_missing: Validator, mutualisation_one_line: Validator) -> Schema:
    return {
        "agreement": [not_empty, mutualisation_one_line],
        "organization_id": [ignore_missing, mutualisation_one_line],
    }
