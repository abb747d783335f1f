"""Addresses in texts: whole ones anywhere, those of style sheets, those of sets of pictures."""
from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["absolute_addresses", "in_source_set", "in_style", "is_web"]

_ABSOLUTE = re.compile(r"""https?://[^\s"'<>\\^`{|})\]]+""", re.IGNORECASE)
_STYLE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
# Variables that the build of main.css left unfilled, and a picture that datatablesview.css names and nobody ships.
_BROKEN_IN_CKAN = ("${", "vendor/FontAwesome/images/times-circle-solid.svg")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOT_WEB = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def absolute_addresses(text: str) -> Iterator[str]:
    """Yield the absolute web addresses that stand in a text, without the punctuation that follows them.

    >>> list(absolute_addresses("See https://a.example/b, or (http://c.example)."))
    ['https://a.example/b', 'http://c.example']
    """
    if "://" in text:
        for found in _ABSOLUTE.finditer(text):
            yield found[0].rstrip(".,;:!?…»&")


def in_style(css: str) -> Iterator[str]:
    """Yield the addresses of a style sheet: files, fonts, other style sheets.

    Those that are dead in CKAN 2.12's own style sheets, on any site, are left out.

    >>> list(in_style('@import "a.css"; i {background: url( "b.png" )} /* url(c) */'))
    ['a.css', 'b.png']
    """
    for found in _STYLE.finditer(_COMMENT.sub("", css)):
        address = next((group for group in found.groups() if group), "")
        if address and not any(broken in address for broken in _BROKEN_IN_CKAN):
            yield address


def in_source_set(text: str) -> Iterator[str]:
    """Yield the addresses of a ``srcset``.

    >>> list(in_source_set("small.png 1x, large.png 2x"))
    ['small.png', 'large.png']
    """
    for candidate in text.split(","):
        if words := candidate.split():
            yield words[0]


def is_web(address: str) -> bool:
    """Tell whether an address, as written, is one of the web: not ``mailto:``, ``data:`` or a part of the same page.

    >>> is_web("/dataset"), is_web("mailto:a@b.example"), is_web("#content"), is_web("")
    (True, False, False, False)
    """
    written = address.strip()
    return bool(written) and not written.startswith("#") and not _NOT_WEB.match(written)
