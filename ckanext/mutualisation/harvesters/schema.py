"""What the harvest's actions accept."""
from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

__all__ = ["run_list", "run_show"]


@validator_args
def run_list(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:  # fmt: skip
    """Return the schema of ``mutualisation_run_list``."""
    return {
        "source_id": [not_empty, unicode_safe],
        "limit": [default(20), natural_number_validator, limit_to_configured_maximum("", 100)],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def run_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Return the schema of ``mutualisation_run_show``."""
    return {"id": [not_empty, unicode_safe]}
