"""What a field of a portal must be; each validator says what is wrong in words that its author understands."""
from __future__ import annotations

import re
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import SURROUNDINGS
from ckanext.mutualisation.core.brand import Colour, MalformedColour
from ckanext.mutualisation.core.host import Host, MalformedHost, parse_host
from ckanext.mutualisation.core.logo import Logo, RefusedLogo, read_logo
from ckanext.mutualisation.core.refusal import Refusal

__all__ = [
    "mutualisation_portal_colour",
    "mutualisation_portal_hosts",
    "mutualisation_portal_include",
    "mutualisation_portal_logo_file",
    "mutualisation_portal_organizations",
    "mutualisation_portal_slug",
    "mutualisation_portal_texts",
]

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Za-z]{2,8})*\Z")


def mutualisation_portal_slug(value: Any) -> str:
    """Accept 1 to 60 small letters, digits and hyphens, which neither begin nor end with a hyphen."""
    if not isinstance(value, str) or not _SLUG.match(value):
        raise tk.Invalid(tk._("Write 1 to 60 small letters, digits or hyphens"))
    return value


def mutualisation_portal_texts(value: Any) -> dict[str, str]:
    """Accept one text, taken for every language, or a text per language: ``{"fr": …, "en": …}``."""
    texts = {tk.config["ckan.locale_default"].split("_")[0]: value} if isinstance(value, str) else value
    if not isinstance(texts, dict) or not all(
        isinstance(text, str) and isinstance(code, str) and _LANGUAGE.match(code) for code, text in texts.items()
    ):
        raise tk.Invalid(tk._("Write a text, or one text for each language"))
    texts = {code: " ".join(text.split()) for code, text in texts.items()}
    if any(len(text) > 300 for text in texts.values()):
        raise tk.Invalid(tk._("Write 300 characters at most"))
    return {code: text for code, text in texts.items() if text}


def mutualisation_portal_hosts(value: Any) -> list[Host]:
    """Accept a list of hosts, the first canonical, each once; ``https://data.nantes.fr`` also gives the scheme."""
    hosts: list[Host] = []
    for text in [value] if isinstance(value, str) else value:
        try:
            host = text if isinstance(text, Host) else parse_host(str(text))
        except MalformedHost as error:
            raise tk.Invalid(tk._("Malformed host: {reason}").format(reason=_told(error))) from None
        if host.name in {other.name for other in hosts}:
            raise tk.Invalid(tk._("{host} stands twice in the list").format(host=host.name))
        hosts.append(host)
    return hosts


def mutualisation_portal_organizations(value: Any) -> list[str]:
    """Accept a list of names or ids of organisations, at least one, and return their ids in this order."""
    ids: list[str] = []
    for name in [value] if isinstance(value, str) else value:
        organization = model.Group.get(str(name))
        if organization is None or not organization.is_organization or organization.state != "active":
            raise tk.Invalid(tk._("There is no organisation named {name}").format(name=name))
        if organization.id not in ids:
            ids.append(organization.id)
    if not ids:
        raise tk.Invalid(tk._("A portal belongs to one organisation at least"))
    return ids


def mutualisation_portal_colour(value: Any) -> str:
    """Accept #rgb or #rrggbb and return #rrggbb."""
    try:
        return str(Colour.parse(str(value)))
    except MalformedColour:
        raise tk.Invalid(tk._("Write a colour as #rrggbb")) from None


def mutualisation_portal_include(value: Any) -> list[str]:
    """Accept a list of "below" and "above", each once: what a portal shows around its own organisations."""
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, list) or not set(map(str, chosen)) <= set(SURROUNDINGS):
        raise tk.Invalid(tk._("Choose among: {choices}").format(choices=", ".join(SURROUNDINGS)))
    return [place for place in SURROUNDINGS if place in chosen]


def mutualisation_portal_logo_file(value: Any) -> Logo:
    """Accept an uploaded file, or bytes, of an image that can neither run nor fetch anything."""
    content = value.read() if hasattr(value, "read") else value
    if not isinstance(content, bytes):
        raise tk.Invalid(tk._("Send the picture as a file"))
    try:
        return read_logo(content)
    except RefusedLogo as error:
        raise tk.Invalid(tk._("The picture is refused. {reason}.").format(reason=_told(error))) from None


def _told(refusal: Refusal) -> str:
    return tk._(refusal.message).format(**refusal.details)
