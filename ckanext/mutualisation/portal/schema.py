"""What each action on portals accepts."""
from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.mutualisation.core.address import STATES
from ckanext.mutualisation.core.brand import DEFAULT_PRIMARY, DEFAULT_SECONDARY

__all__ = ["BRAND_FIELDS", "portal_create", "portal_update"]

BRAND_FIELDS = frozenset({"title", "tagline", "primary_colour", "secondary_colour", "logo_upload", "logo_clear"})
"""What those who may act for a member in the room ``portal`` may change; the rest is the platform's."""


@validator_args
def _fields(
    not_empty: Validator,
    one_of: ValidatorFactory,
    mutualisation_portal_colour: Validator,
    mutualisation_portal_hosts: Validator,
    mutualisation_portal_logo_file: Validator,
    mutualisation_portal_organizations: Validator,
    mutualisation_portal_primary_colour: Validator,
    mutualisation_portal_texts: Validator,
) -> Schema:
    """Return what each field must be when it is given."""
    return {
        "title": [not_empty, mutualisation_portal_texts, not_empty],
        "hosts": [mutualisation_portal_hosts],
        "organizations": [not_empty, mutualisation_portal_organizations],
        "state": [not_empty, one_of(list(STATES))],
        "primary_colour": [not_empty, mutualisation_portal_primary_colour],
        "secondary_colour": [not_empty, mutualisation_portal_colour],
        "tagline": [mutualisation_portal_texts],
        "logo_upload": [mutualisation_portal_logo_file],
    }


@validator_args
def portal_create(
    default: ValidatorFactory,
    ignore: Validator,
    ignore_missing: Validator,
    not_empty: Validator,
    mutualisation_portal_slug: Validator,
) -> Schema:
    """Return the schema of a new portal."""
    absent = {
        "hosts": default([]),
        "state": default("draft"),
        "primary_colour": default(str(DEFAULT_PRIMARY)),
        "secondary_colour": default(str(DEFAULT_SECONDARY)),
        "tagline": default({}),
        "logo_upload": ignore_missing,
    }
    fields = {name: [absent.get(name, not_empty), *validators] for name, validators in _fields().items()}
    return {"slug": [not_empty, mutualisation_portal_slug], **fields, "__extras": [ignore], "__junk": [ignore]}


@validator_args
def portal_update(
    boolean_validator: Validator, ignore: Validator, ignore_missing: Validator, not_empty: Validator
) -> Schema:
    """Return the schema of a change: every field may be left out, and is then kept as it is."""
    fields = {name: [ignore_missing, *validators] for name, validators in _fields().items()}
    return {
        "id": [not_empty],
        **fields,
        "logo_clear": [ignore_missing, boolean_validator],
        "__extras": [ignore],
        "__junk": [ignore],
    }
