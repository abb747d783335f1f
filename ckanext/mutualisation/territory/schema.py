"""What the room's actions take."""
from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

__all__ = ["display_show", "display_update"]


@validator_args
def display_update(
    not_empty: Validator, unicode_safe: Validator, resource_id_exists: Validator, default: ValidatorFactory,
    boolean_validator: Validator,
) -> Schema:
    return {
        "id": [not_empty, unicode_safe, resource_id_exists],
        "again": [default(False), boolean_validator],
    }


@validator_args
def display_show(not_empty: Validator, unicode_safe: Validator, resource_id_exists: Validator) -> Schema:
    return {"id": [not_empty, unicode_safe, resource_id_exists]}
