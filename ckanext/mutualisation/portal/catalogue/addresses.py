"""The addresses that a description gives: the same from every face."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ckanext.dcat.utils import catalog_uri

from ckanext.mutualisation.core.address import Portal, address
from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.live import live

__all__ = ["catalogue_uri", "home_page", "landing_page", "stored_address"]


def catalogue_uri(portal: Portal | None) -> str:
    """Return the URI of a portal's catalogue, or of the common site's.

    It is built on the slug, which never changes, and on the base of the datasets' own URIs: hosts come and go.
    """
    base = catalog_uri().rstrip("/")
    return f"{base}/p/{portal.slug}" if portal else base


def home_page(portal: Portal | None) -> str:
    """Return the canonical address of a portal, or of the common site, in no language."""
    return _canonical(portal, "/")


def landing_page(package: Mapping[str, Any]) -> str:
    """Return the canonical address of a dataset's page, at its owner's portal, in no language."""
    owner = live.current().by_organization.get(package.get("owner_org") or "")
    return _canonical(owner, f"/dataset/{quote(package.get('name') or package['id'])}")


def stored_address(url: str) -> str:
    """Return the address of an uploaded file on the common site.

    A visit shows it on the portal; a description keeps the one that outlives a portal's change of host.
    """
    found = visit.current_visit()
    start = f"{visit.base_address(found)}/" if found else ""
    if not start or not url.startswith(start):
        return url
    common = config.common_address()
    return f"{common.origin}{common.root}/{url.removeprefix(start)}"


def _canonical(portal: Portal | None, path: str) -> str:
    common = config.common_address()
    return address(portal, common, path) if portal else f"{common.origin}{common.root}{path}"
