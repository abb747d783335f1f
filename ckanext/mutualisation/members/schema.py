"""What the room's actions take."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import Schema, Validator

__all__ = ["duty", "duty_list", "member_list"]


@tk.validator_args
def duty(
    not_empty: Validator,
    unicode_safe: Validator,
    mutualisation_active_user: Validator,
    mutualisation_active_organization: Validator,
    mutualisation_room: Validator,
) -> Schema:
    return {
        "user": [not_empty, unicode_safe, mutualisation_active_user],
        "organization_id": [not_empty, unicode_safe, mutualisation_active_organization],
        "room": [not_empty, unicode_safe, mutualisation_room],
    }


@tk.validator_args
def duty_list(
    ignore_empty: Validator,
    unicode_safe: Validator,
    mutualisation_active_user: Validator,
    mutualisation_active_organization: Validator,
    mutualisation_room: Validator,
) -> Schema:
    return {
        "user": [ignore_empty, unicode_safe, mutualisation_active_user],
        "organization_id": [ignore_empty, unicode_safe, mutualisation_active_organization],
        "room": [ignore_empty, unicode_safe, mutualisation_room],
    }


@tk.validator_args
def member_list(ignore_empty: Validator, unicode_safe: Validator, mutualisation_body_kind: Validator) -> Schema:
    return {"body_kind": [ignore_empty, unicode_safe, mutualisation_body_kind]}
