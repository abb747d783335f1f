"""Colours, and the contrast that everyone can read (WCAG 2.2, criterion 1.4.3, level AA).

>>> round(contrast(Colour.parse("#767676"), WHITE), 2)
4.54
>>> str(text_on(Colour.parse("#ffd200")))
'#1a1a1a'
>>> str(readable_on(Colour.parse("#f90"), WHITE))
'#aa6600'
"""
from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["AA_TEXT", "INK", "WHITE", "Colour", "MalformedColour", "contrast", "mix", "readable_on", "text_on"]

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


def readable_on(colour: Colour, background: Colour) -> Colour:
    """Return the nearest colour, darker or lighter, that has AA contrast on this background: itself if it has."""
    if contrast(colour, background) >= AA_TEXT:
        return colour
    end = _BLACK if contrast(_BLACK, background) >= contrast(WHITE, background) else WHITE
    steps = (mix(colour, end, step / 255) for step in range(256))
    return next(candidate for candidate in steps if contrast(candidate, background) >= AA_TEXT)
