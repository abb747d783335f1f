"""A member's colours and words, and the contrast that everyone can read (WCAG 2.2, criterion 1.4.3, level AA).

>>> round(contrast(Colour.parse("#767676"), WHITE), 2)
4.54
>>> str(text_on(Colour.parse("#ffd200")))
'#1a1a1a'
>>> [str(fault.nearest) for fault in faults(Brand(primary=Colour.parse("#f90")))]
['#aa6600']
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "AA_TEXT",
    "DEFAULT_PRIMARY",
    "DEFAULT_SECONDARY",
    "INK",
    "WHITE",
    "Brand",
    "Colour",
    "Fault",
    "MalformedColour",
    "contrast",
    "faults",
    "mix",
    "text_on",
]

AA_TEXT = 4.5
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")


class MalformedColour(ValueError):
    """The text is not a colour written #rgb or #rrggbb."""


@dataclass(frozen=True)
class Colour:
    """An opaque sRGB colour; each channel is 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """Read ``#rgb`` or ``#rrggbb``.

        :raises MalformedColour: for anything else, names of colours included.
        """
        match = _HEX.match(text.strip())
        if not match:
            raise MalformedColour(f"“{text[:40]}” is not a colour: write it #rrggbb")
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return cls(int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance as WCAG 2.2 defines it, 0 for black and 1 for white."""
        red, green, blue = (_linear(channel / 255) for channel in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


WHITE = Colour(255, 255, 255)
INK = Colour(0x1A, 0x1A, 0x1A)
_BLACK = Colour(0, 0, 0)
DEFAULT_PRIMARY = Colour(0x1B, 0x3A, 0x5C)
DEFAULT_SECONDARY = Colour(0xE0, 0x8E, 0x0B)


@dataclass(frozen=True)
class Brand:
    """How a portal looks.

    ``primary`` carries white text (header, buttons) and is itself text on white (links, titles).
    ``secondary`` is an accent: a background or a rule, never text. ``logo`` is the SHA-256 of the stored file.
    """

    primary: Colour = DEFAULT_PRIMARY
    secondary: Colour = DEFAULT_SECONDARY
    logo: str | None = None
    logo_type: str | None = None
    tagline: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """A colour that cannot be read where the pages put it. ``nearest`` is the closest one that can."""

    field: str
    colour: Colour
    ratio: float
    nearest: Colour


def contrast(one: Colour, other: Colour) -> float:
    """Return WCAG's contrast ratio, from 1 (the same) to 21 (black on white), whatever the order."""
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: Colour) -> Colour:
    """Return the colour of text on this background: white or ink where AA holds, pure black in the narrow gap."""
    if contrast(WHITE, background) >= AA_TEXT:
        return WHITE
    return INK if contrast(INK, background) >= AA_TEXT else _BLACK


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Return ``colour`` with this share (0 to 1) of ``other`` in it."""
    pairs = ((colour.red, other.red), (colour.green, other.green), (colour.blue, other.blue))
    return Colour(*(round(mine + (theirs - mine) * share) for mine, theirs in pairs))


def faults(brand: Brand) -> list[Fault]:
    """Return the colours that fall under AA. ``secondary`` cannot: its text colour is chosen for it."""
    ratio = contrast(brand.primary, WHITE)
    if ratio >= AA_TEXT:
        return []
    return [Fault("primary", brand.primary, ratio, _darkened_until_readable(brand.primary))]


def _darkened_until_readable(colour: Colour) -> Colour:
    steps = (mix(colour, _BLACK, step / 255) for step in range(256))
    return next(candidate for candidate in steps if contrast(candidate, WHITE) >= AA_TEXT)
