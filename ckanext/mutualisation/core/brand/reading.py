"""A brand's document, as JSON or YAML holds it, read into nouns; and written back.

Every fault is collected before any is told. What is stored was read before, so it reads again.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

from ckanext.mutualisation.core.brand.colour import AA_TEXT, WHITE, Colour, contrast, readable_on
from ckanext.mutualisation.core.brand.faults import Fault, InvalidBrand
from ckanext.mutualisation.core.brand.nouns import (
    ACCESSIBILITY_LEVELS,
    BLOCKS,
    LATEST_COUNT,
    SOCIAL_NETWORKS,
    Accessibility,
    Block,
    BlockKind,
    Brand,
    Colours,
    Contact,
    Legal,
    Link,
    Matomo,
    Page,
    Picture,
    Privacy,
    Reuse,
    Social,
)
from ckanext.mutualisation.core.brand.values import Reading

__all__ = ["GROUND", "read_brand", "stored_brand", "write_brand"]

GROUND = Colour(0xF6, 0xF7, 0xF9)
"""What pages are written on, beside white."""

Noun = TypeVar("Noun")
_WORDS, _LINE, _PROSE = 60, 300, 20_000
_STATEMENT_PROSE = (
    "not_accessible", "derogations", "exemptions", "plan", "technologies", "environment", "tools", "pages"
)  # fmt: skip
_COLOUR_FIELDS = {"footer": "footer_or_none", "link": "link_or_none"}


def read_brand(document: Mapping[str, Any]) -> Brand:
    """Return the brand that a document holds. Fields that are left out have their defaults.

    :param document: the fields of Brand by name; texts are a string or a mapping of language to string; colours are
        ``#rrggbb``; pictures ``{"sha256": …, "media_type": …}``; a block of the home page says what it is under
        ``block``; dates are ``YYYY-MM-DD``
    :raises InvalidBrand: with every fault.
    """
    brand, faults = _read(document)
    if faults:
        raise InvalidBrand(faults)
    return brand


def stored_brand(document: Mapping[str, Any]) -> Brand:
    """Return the brand of a document that was accepted once; what today's rules refuse has its default, or stays."""
    return _read(document)[0]


def _read(document: Mapping[str, Any]) -> tuple[Brand, list[Fault]]:
    reading = Reading(document)
    brand = Brand(
        title=reading.texts("title", _LINE, required=True),
        tagline=reading.texts("tagline", _LINE),
        colours=_colours(reading.inside("colours")),
        **{name: reading.inside(name).noun(_picture) for name in ("logo", "favicon", "image")},
        header_links=reading.each("header_links", _link, 8),
        footer_links=reading.each("footer_links", _link, 20),
        home=reading.each("home", _block, 20) if "home" in document else Brand().home,
        pages=reading.each("pages", _page, 50, once="slug"),
        legal=reading.inside("legal").noun(_legal),
        privacy=reading.inside("privacy").noun(_privacy),
        accessibility=reading.inside("accessibility").noun(_accessibility),
        contact=reading.inside("contact").noun(_contact) or Contact(),
        social=reading.each("social", _social, len(SOCIAL_NETWORKS)),
        analytics=reading.inside("analytics").noun(_matomo),
        reuses=reading.each("reuses", _reuse, 100),
        search_engines=reading.boolean("search_engines", default=True),
    )
    reading.refuse_others(field.name for field in fields(Brand))
    return brand, reading.faults


def _colours(reading: Reading) -> Colours:
    chosen = {name: reading.colour(name) for name in ("primary", "secondary", "header", "footer", "link")}
    reading.refuse_others(chosen)
    colours = Colours(**{_COLOUR_FIELDS.get(name, name): colour for name, colour in chosen.items() if colour})
    # Without a colour of their own, links have the primary one, which must then be readable wherever they stand.
    name = "link" if chosen["link"] else "primary"
    _check_contrast(reading, name, colours.link, (WHITE, GROUND))
    if chosen["link"]:
        _check_contrast(reading, "primary", colours.primary, (WHITE,))
    return colours


def _check_contrast(reading: Reading, name: str, colour: Colour, backgrounds: Iterable[Colour]) -> None:
    """Name the background on which the colour is least readable; what is proposed can be read on all of them."""
    worst = min(backgrounds, key=lambda background: contrast(colour, background))
    ratio = contrast(colour, worst)
    if ratio < AA_TEXT:
        nearest = readable_on(colour, worst)
        # Rounded down: 4.49 must not read as the 4.5 that is needed.
        shown = int(ratio * 10) / 10
        reading.fault(name, "contrast", colour=colour, background=worst, ratio=shown, nearest=nearest)


def _picture(reading: Reading) -> Picture:
    return Picture(reading.hexadecimal("sha256", 64), reading.line("media_type", _WORDS, required=True))


def _link(reading: Reading) -> Link:
    return Link(reading.texts("label", _WORDS, required=True), reading.link("url"))


def _block(reading: Reading) -> Block:
    kind = reading.one_of("block", BLOCKS)
    return Block(
        kind=kind,
        title=reading.texts("title", _LINE),
        text=reading.texts("text", _PROSE),
        datasets=reading.names("datasets", 12),
        count=_count(reading, kind),
    )


def _count(reading: Reading, kind: BlockKind) -> int | None:
    if kind == "latest":
        return reading.number("count", 1, 24, default=LATEST_COUNT)
    # Documents of former versions have one in every block: it is no fault, and says nothing.
    reading.get("count")
    return None


def _page(reading: Reading) -> Page:
    return Page(
        slug=reading.slug("slug"),
        title=reading.texts("title", _LINE, required=True),
        text=reading.texts("text", _PROSE),
        menu=reading.one_of("menu", ("", "header", "footer"), default=""),
    )


def _legal(reading: Reading) -> Legal:
    return Legal(
        publisher=reading.line("publisher", _LINE, required=True),
        address=reading.line("address", _LINE, required=True),
        phone=reading.line("phone", _WORDS),
        director=reading.line("director", _LINE, required=True),
        host=reading.line("host", _LINE, required=True),
        text=reading.texts("text", _PROSE),
    )


def _privacy(reading: Reading) -> Privacy:
    return Privacy(reading.texts("text", _PROSE, required=True), reading.email("officer"))


def _accessibility(reading: Reading) -> Accessibility:
    return Accessibility(
        level=reading.one_of("level", ACCESSIBILITY_LEVELS),
        stated=reading.date("stated") or reading.missing("stated", date.min),
        contact=reading.line("contact", _LINE, required=True),
        rate=reading.number("rate", 0, 100, default=None),
        audited=reading.date("audited"),
        auditor=reading.line("auditor", _LINE),
        **{name: reading.texts(name, _PROSE) for name in _STATEMENT_PROSE},
    )


def _contact(reading: Reading) -> Contact:
    return Contact(
        email=reading.email("email"),
        phone=reading.line("phone", _WORDS),
        address=reading.line("address", _LINE),
        url=reading.https("url"),
    )


def _social(reading: Reading) -> Social:
    return Social(reading.one_of("network", SOCIAL_NETWORKS), reading.https("url", required=True))


def _matomo(reading: Reading) -> Matomo:
    url = reading.https("url", required=True).rstrip("/")
    return Matomo(url, reading.number("site_id", 1, 10**9, default=None) or reading.missing("site_id", 0))


def _reuse(reading: Reading) -> Reuse:
    return Reuse(
        reading.texts("title", _LINE, required=True), reading.https("url", required=True), reading.texts("text", 1000)
    )


def write_brand(brand: Brand) -> dict[str, Any]:
    """Return the document that ``read_brand`` reads back, without what is empty or left to its default."""
    default = Brand()
    return {
        field.name: _plain(getattr(brand, field.name))
        for field in fields(Brand)
        if getattr(brand, field.name) != getattr(default, field.name)
    }


_WRITTEN_AS = {"kind": "block", "footer_or_none": "footer", "link_or_none": "link"}


def _plain(value: Any) -> Any:
    if isinstance(value, Colour | date):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        named = {_WRITTEN_AS.get(field.name, field.name): getattr(value, field.name) for field in fields(value)}
        return {name: _plain(item) for name, item in named.items() if item not in (None, "", (), {})}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
