"""The options of the portals and the addresses that CKAN's own options give, each read here and nowhere else."""
from __future__ import annotations

import ipaddress
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan.lib.i18n import get_locales_from_config

from ckanext.mutualisation.core.address import CommonAddress
from ckanext.mutualisation.core.host import MalformedHost, Origin, normalise_host

__all__ = [
    "also_offered",
    "cache_seconds",
    "common_address",
    "default_locale",
    "name_servers",
    "offered_locales",
    "proxied",
    "public_addresses",
    "trusted_sources",
]

# Where the site is, and what decides its languages; each has a value, if only the declared one.
_ADDRESS_OPTIONS = ("ckan.site_url", "ckan.root_path", "ckanext.mutualisation.portal.common_hosts")
_LOCALE_OPTIONS = ("ckan.locale_default", "ckan.locale_order", "ckan.locales_offered", "ckan.locales_filtered_out")
_options_of = itemgetter(*_ADDRESS_OPTIONS, *_LOCALE_OPTIONS)

# What was said last, and what it came to: one tuple, which is replaced whole.
_last: tuple[tuple[Any, ...], CommonAddress] | None = None


def common_address() -> CommonAddress:
    """Return where the common site is, from ckan.site_url, ckan.root_path and the option common_hosts.

    Each address that a page holds asks for it: hence a comparison, and nothing else, while the options stay.
    """
    global _last
    said, known = _options_of(tk.config), _last
    if known is None or known[0] != said:
        # Copies: a list that is changed in its place would else be equal to itself.
        kept = tuple(list(value) if isinstance(value, list) else value for value in said)
        _last = known = (kept, _common_address(*said[: len(_ADDRESS_OPTIONS)]))
    return known[1]


def _common_address(site_url: str, root_path: str | None, common_hosts: list[str]) -> CommonAddress:
    parts = urlsplit(site_url)
    origin = Origin(parts.scheme, normalise_host(parts.hostname or ""), parts.port)
    root = (root_path or "").replace("/{{LANG}}", "").rstrip("/")
    return CommonAddress(origin, frozenset(_readable(common_hosts)), frozenset(get_locales_from_config()), root)


def _readable(hosts: list[str]) -> list[str]:
    names = []
    for host in hosts:
        try:
            names.append(normalise_host(host))
        except MalformedHost as error:
            raise ValueError(f"ckanext.mutualisation.portal.common_hosts: {error}") from None
    return names


def also_offered() -> frozenset[str]:
    """Return what portals answer besides what we know of: pages (endpoints or blueprints) and reading actions."""
    return frozenset(tk.config["ckanext.mutualisation.portal.also_offered"])


def default_locale() -> str:
    """Return the language of an address that names none."""
    return tk.config["ckan.locale_default"]


def offered_locales() -> list[str]:
    """Return the languages that a portal's visitor may choose, in the operator's order."""
    offered = tk.config["ckan.locales_offered"] or [tk.config["ckan.locale_default"]]
    return list(dict.fromkeys(offered))


def cache_seconds() -> int:
    """Return how long a page of a portal may be kept by browsers and proxies."""
    return max(0, tk.config["ckanext.mutualisation.portal.cache_seconds"])


def trusted_sources() -> tuple[str, ...]:
    """Return the sources, besides the portal itself, that the operator lets its pages take scripts and data from."""
    return tuple(tk.config["ckanext.mutualisation.portal.trusted_sources"])


def public_addresses() -> list[str]:
    """Return the addresses at which the public reaches the platform; none to take those of ckan.site_url's host.

    :raises ValueError: for what is not an address.
    """
    texts = tk.config["ckanext.mutualisation.portal.public_addresses"]
    return [str(ipaddress.ip_address(text)) for text in texts]


def name_servers() -> list[str]:
    """Return the name servers that `portal check` asks; none to ask the system's."""
    return list(tk.config["ckanext.mutualisation.portal.name_servers"])


def proxied() -> dict[str, Any]:
    """Return what a proxy in front must know of CKAN's own options."""
    return {
        "root": common_address().root,
        "token_header": tk.config["apitoken_header_name"],
        "largest_upload_mb": tk.config["ckan.max_resource_size"] + 1,  # the form around the file
    }
