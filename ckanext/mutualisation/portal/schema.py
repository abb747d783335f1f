"""What each action on portals accepts."""
from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.mutualisation.core.address import STATES

__all__ = [
    "BRAND_FIELDS", "brand_publish", "brand_restore", "brand_show", "brand_update", "portal_create", "portal_update",
]  # fmt: skip

_PICTURES = ("logo", "favicon", "image")
BRAND_FIELDS = frozenset({"title", "tagline", "primary_colour", "secondary_colour", "brand"}).union(
    f"{picture}_{verb}" for picture in _PICTURES for verb in ("upload", "clear")
)
"""What those who may act for a member in the room ``portal`` may change; the rest is the platform's."""


@validator_args
def _fields(
    not_empty: Validator,
    one_of: ValidatorFactory,
    dict_only: Validator,
    mutualisation_portal_colour: Validator,
    mutualisation_portal_hosts: Validator,
    mutualisation_portal_include: Validator,
    mutualisation_portal_organizations: Validator,
    mutualisation_portal_texts: Validator,
) -> Schema:
    """Return what each field must be when it is given."""
    return {
        "title": [not_empty, mutualisation_portal_texts, not_empty],
        "hosts": [mutualisation_portal_hosts],
        "organizations": [not_empty, mutualisation_portal_organizations],
        "state": [not_empty, one_of(list(STATES))],
        "include": [mutualisation_portal_include],
        "primary_colour": [not_empty, mutualisation_portal_colour],
        "secondary_colour": [not_empty, mutualisation_portal_colour],
        "tagline": [mutualisation_portal_texts],
        "brand": [dict_only],
        **_uploads(),
    }


@validator_args
def _uploads(mutualisation_portal_logo_file: Validator) -> Schema:
    return {f"{picture}_upload": [mutualisation_portal_logo_file] for picture in _PICTURES}


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
        "include": default([]),
    }
    optional = {"primary_colour", "secondary_colour", "tagline", "brand", *_uploads()}
    fields = {
        name: [absent.get(name, ignore_missing if name in optional else not_empty), *validators]
        for name, validators in _fields().items()
    }
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
        **{f"{picture}_clear": [ignore_missing, boolean_validator] for picture in _PICTURES},
        "__extras": [ignore],
        "__junk": [ignore],
    }


@validator_args
def brand_show(
    boolean_validator: Validator, ignore: Validator, ignore_missing: Validator, natural_number_validator: Validator,
    not_empty: Validator,
) -> Schema:  # fmt: skip
    """Return the schema of a reading: the live brand, one by its number, or the draft."""
    return {
        "id": [not_empty],
        "number": [ignore_missing, natural_number_validator],
        "draft": [ignore_missing, boolean_validator],
        "__extras": [ignore],
    }


@validator_args
def brand_update(dict_only: Validator, ignore: Validator, ignore_missing: Validator, not_empty: Validator) -> Schema:
    """Return the schema of a draft: the whole document, and the pictures that come with it."""
    uploads = {name: [ignore_missing, *validators] for name, validators in _uploads().items()}
    return {"id": [not_empty], "brand": [not_empty, dict_only], **uploads, "__extras": [ignore], "__junk": [ignore]}


@validator_args
def brand_publish(
    ignore: Validator, ignore_missing: Validator, not_empty: Validator, unicode_safe: Validator
) -> Schema:
    """Return the schema of a publication."""
    return {"id": [not_empty], "note": [ignore_missing, unicode_safe], "__extras": [ignore]}


@validator_args
def brand_restore(natural_number_validator: Validator, not_empty: Validator) -> Schema:
    """Return the schema of a restoration."""
    return {**brand_publish(), "number": [not_empty, natural_number_validator]}
