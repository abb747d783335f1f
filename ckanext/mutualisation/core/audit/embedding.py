"""The fields of an oEmbed answer."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from ckanext.mutualisation.core.audit.document import Reference, Role

__all__ = ["of_embedding"]

_SOURCE = re.compile(r'\ssrc="([^"]*)"')


def of_embedding(fields: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the addresses that an oEmbed answer gives: other sites show them."""
    for name in ("author_url", "provider_url", "thumbnail_url"):
        if fields.get(name):
            yield Reference(str(fields[name]), Role.DESCRIBED, f"oEmbed, {name}")
    for found in _SOURCE.finditer(str(fields.get("html") or "")):
        yield Reference(unescape(found[1]), Role.DESCRIBED, "oEmbed, html")
