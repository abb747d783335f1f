"""Sitemaps (the protocol of sitemaps.org, 0.9) with the languages of each page, written piece by piece.

>>> site = Languages(("fr", "en"), "fr", lambda path, code: f"https://x.fr{'/en' if code == 'en' else ''}{path}")
>>> text = "".join(urlset([Page("/dataset/eau")], site))
>>> text.count("<url>"), text.count("https://x.fr/en/dataset/eau</loc>")
(2, 1)
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

__all__ = ["MAX_BYTES", "MAX_URLS", "Languages", "Page", "index", "pages_in_a_part", "urlset"]

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""The protocol's limits of one file, uncompressed."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_URLSET = f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_INDEX = f'<sitemapindex xmlns="{_NAMESPACE}">\n'
# What stands in one <url> beside its addresses, and for each language in it; both rounded up.
_MARKUP_OF_A_URL = 120
_MARKUP_OF_A_LANGUAGE = 80


@dataclass(frozen=True)
class Page:
    """A page apart from its language: its path, and when it last changed (UTC), if that is known."""

    path: str
    modified: datetime | None = None


@dataclass(frozen=True)
class Languages:
    """The languages of a site, as BCP 47 codes, the one of an address that names none, and how an address is made."""

    codes: tuple[str, ...]
    default: str
    address: Callable[[str, str], str]


def urlset(pages: Iterable[Page], languages: Languages) -> Iterator[str]:
    """Yield one sitemap file, a piece for each page: a ``<url>`` in each language, each naming all of them."""
    yield _HEAD + _URLSET
    for page in pages:
        yield _urls(page, languages)
    yield "</urlset>\n"


def _urls(page: Page, languages: Languages) -> str:
    addresses = {code: languages.address(page.path, code) for code in languages.codes}
    alternates = ""
    if len(addresses) > 1:
        named = {**addresses, "x-default": addresses.get(languages.default, next(iter(addresses.values())))}
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>\n'
            for code, address in named.items()
        )
    lastmod = _lastmod(page.modified)
    return "".join(
        f"<url>\n<loc>{escape(address)}</loc>\n{lastmod}{alternates}</url>\n" for address in addresses.values()
    )


def index(parts: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    """Yield the file that names the parts of a sitemap: the address of each, and when it last changed (UTC)."""
    yield _HEAD + _INDEX
    for address, modified in parts:
        yield f"<sitemap>\n<loc>{escape(address)}</loc>\n{_lastmod(modified)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _lastmod(modified: datetime | None) -> str:
    return f"<lastmod>{modified.isoformat(timespec='seconds')}Z</lastmod>\n" if modified else ""


def pages_in_a_part(longest_address: int, languages: int) -> int:
    """Return how many pages one file holds at most, within both limits even if all have the longest address (bytes).

    >>> pages_in_a_part(120, 2)
    25000
    >>> pages_in_a_part(120, 1)
    50000
    """
    alternates = (languages + 1) * (longest_address + _MARKUP_OF_A_LANGUAGE) if languages > 1 else 0
    page = languages * (longest_address + _MARKUP_OF_A_URL + alternates)
    return max(1, min(MAX_URLS // languages, (MAX_BYTES - 1024) // page))
