"""The addresses of uploaded files, which are stored as the common site's."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import config, visit

__all__ = ["stay_on_portal"]


def stay_on_portal(packages: Iterable[dict[str, Any]]) -> None:
    """Give the stored addresses of these datasets' files on the portal that is being visited."""
    found = visit.current_visit()
    if found is None:
        return
    for package in packages:
        for resource in package.get("resources") or ():
            if resource.get("url_type") and resource.get("url"):
                resource["url"] = _on_portal(found, resource["url"])


def _on_portal(found: OnPortal, url: str) -> str:
    common = config.common_address()
    start = f"{common.origin}{common.root}/"
    if not url.startswith(start) or url.startswith(f"{visit.base_address(found)}/"):
        return url
    parts = urlsplit(url)
    path = parts.path.removeprefix(common.root)
    first, _, rest = path[1:].partition("/")
    path = f"/{rest}" if first in common.locales else path
    return f"{visit.base_address(found)}{path}{f'?{parts.query}' if parts.query else ''}"
