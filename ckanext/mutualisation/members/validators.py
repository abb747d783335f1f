"""What the fields of organisations and datasets accept; the schemas in schemas/ name these."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.mutualisation.core import territory
from ckanext.mutualisation.members import hierarchy
from ckanext.mutualisation.members.extras import mutualisation_extras_moved, mutualisation_extras_to_fields
from ckanext.mutualisation.members.model import ROOMS

__all__ = [
    "mutualisation_active_organization",
    "mutualisation_active_user",
    "mutualisation_body_kind",
    "mutualisation_extras_moved",
    "mutualisation_extras_to_fields",
    "mutualisation_insee_code",
    "mutualisation_parent",
    "mutualisation_parent_name",
    "mutualisation_room",
    "mutualisation_siren",
    "mutualisation_siret",
    "mutualisation_web_address",
]


def mutualisation_body_kind(value: Any) -> str:
    """Accept a kind of public body."""
    return _parsed(territory.parse_body_kind, value).value


def mutualisation_siren(value: Any) -> str:
    """Accept a SIREN and return its nine digits."""
    return _parsed(territory.parse_siren, value)


def mutualisation_siret(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Accept a SIRET that belongs to the SIREN given beside it, and keep its fourteen digits."""
    siret = _parsed(territory.parse_siret, data[key])
    try:
        siren = territory.parse_siren(_sibling(key, data, "siren"))
    except territory.InvalidCode:
        siren = ""  # absent, or refused for itself
    if siren and territory.siren_of(siret) != siren:
        sentence = tk._("“{siret}” does not start with the SIREN {siren}: correct one of them.")
        raise tk.Invalid(sentence.format(siret=siret, siren=siren))
    data[key] = siret


def mutualisation_insee_code(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept the INSEE code that a body of the kind given beside it takes."""
    kind = _sibling(key, data, "body_kind")
    if not kind:
        raise tk.Invalid(tk._("Choose the kind of body first: it decides which INSEE code this is."))
    try:
        body_kind = territory.parse_body_kind(kind)
    except territory.InvalidCode:
        return  # refused for itself
    data[key] = _parsed(lambda text: territory.parse_insee_code(text, body_kind), data[key])


def mutualisation_parent(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Accept another organisation by its name or id, and keep its id, which no renaming changes."""
    parent = _active_organization(data[key])
    organization = model.Group.get(_sibling(key, data, "id"))  # an update gives the id, or the name as the id
    if organization and hierarchy.would_loop(organization.id, parent.id, hierarchy.parent_links()):
        raise tk.Invalid(
            tk._("“{name}” cannot be above this organisation: it is the same one, or lies below it.").format(
                name=parent.name
            )
        )
    data[key] = parent.id


def mutualisation_parent_name(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Show the parent by its name of today; show none when it was deleted since."""
    parent = model.Group.get(data[key])
    if parent and parent.state == "active":
        data[key] = parent.name
    else:
        del data[key]


def mutualisation_web_address(value: Any) -> str:
    """Accept an address that a browser opens."""
    address = str(value).strip()
    try:
        parts = urlsplit(address)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address
    except ValueError:
        valid = False
    if not valid:
        raise tk.Invalid(
            tk._("“{value}” is not a web address: start it with https://, such as https://example.org.").format(
                value=address
            )
        )
    return address


def mutualisation_room(value: Any) -> str:
    """Accept a room in which a duty can be given."""
    if value not in ROOMS:
        raise tk.Invalid(
            tk._("“{value}” is not a duty: choose one of {choices}.").format(value=value, choices=", ".join(ROOMS))
        )
    return value


def mutualisation_active_organization(value: Any) -> str:
    """Accept a living organisation by its id or name, and return its id."""
    return _active_organization(value).id


def mutualisation_active_user(value: Any) -> str:
    """Accept a living user by name or id, and return the id.

    The name comes first: an account may bear another's id as its name, and must not be taken for it.
    """
    user = model.User.by_name(str(value)) or model.Session.get(model.User, str(value))
    if user is None or not user.is_active:
        raise tk.Invalid(tk._("There is no user “{value}”: check the user name.").format(value=value))
    return user.id


def _active_organization(reference: Any) -> model.Group:
    organization = model.Group.get(str(reference).strip())
    if organization is None or not organization.is_organization or organization.state != "active":
        sentence = tk._("There is no organisation “{value}”: give the name that its address ends with.")
        raise tk.Invalid(sentence.format(value=reference))
    return organization


def _sibling(key: FlattenKey, data: FlattenDataDict, name: str) -> str:
    value = data.get((*key[:-1], name))
    return "" if value is None or value is tk.missing else str(value)


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    try:
        return parse(str(value))
    except territory.InvalidCode as refusal:
        raise tk.Invalid(tk._(refusal.sentence).format(**refusal.parameters)) from refusal
