"""The picture that social networks show beside a link to a portal: the member's own, else one drawn from its brand."""
from __future__ import annotations

import functools
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from ckanext.mutualisation.core.brand import Brand, Colour, Picture, mix, text_on
from ckanext.mutualisation.portal.discovery.face import Face
from ckanext.mutualisation.portal.discovery.raster import Weight, as_png, letters, pixels

__all__ = ["HEIGHT", "WIDTH", "card", "card_path"]

WIDTH, HEIGHT = 1200, 630
_DRAWING = 1
"""Of this module: a change of how cards are drawn changes their addresses."""
_MARGIN = 80
_LOGO_BOX = (520, 150)
_TITLE_SIZES = (92, 78, 66, 56, 46)
_TITLE_LINES = 3


def card_path(face: Face, language: str) -> str:
    """Return the path of a face's card in a language; it changes when anything on it does."""
    brand = face.brand
    digest = _digest(face.title(language), face.description(language), brand.colours, brand.logo, brand.image)
    extension = "jpg" if brand.image else "png"
    return f"/mutualisation/card/{face.slug}-{language}-{digest}.{extension}"


@functools.lru_cache(maxsize=4096)
def _digest(*drawn_from: Any) -> str:
    return sha256(repr((_DRAWING, *drawn_from)).encode()).hexdigest()[:16]


def card(face: Face, language: str) -> tuple[bytes, str]:
    """Return a face's card, 1200 x 630 pixels, and its media type."""
    brand = face.brand
    own = _photograph(brand.image) if brand.image else None
    if own is not None:
        return own, "image/jpeg"
    return _drawn(face.title(language), face.description(language), brand), "image/png"


@functools.lru_cache(maxsize=128)
def _photograph(picture: Picture) -> bytes | None:
    image = pixels(picture, WIDTH)
    if image is None:
        return None
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    out = BytesIO()
    ImageOps.fit(ground.convert("RGB"), (WIDTH, HEIGHT)).save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def _drawn(title: str, tagline: str, brand: Brand) -> bytes:
    colours = brand.colours
    return _draw(title, tagline, brand.logo, colours.primary, colours.secondary)


@functools.lru_cache(maxsize=128)
def _draw(title: str, tagline: str, logo: Picture | None, primary: Colour, secondary: Colour) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), str(primary))
    pen = ImageDraw.Draw(image)
    _ground(pen, primary, secondary)
    drawn = _place_logo(image, logo)
    ink = text_on(primary)
    bottom = HEIGHT - _MARGIN - 24
    if tagline:
        (line,) = _wrapped(pen, tagline, "Regular", 36, lines=1)
        bottom -= 48
        pen.text((_MARGIN, bottom), line, font=letters("Regular", 36), fill=str(mix(ink, primary, 0.12)))
        bottom -= 20
    size, lines = _fitted(pen, title, bottom - (_MARGIN + _LOGO_BOX[1] + 30 if drawn else _MARGIN))
    height = round(size * 1.12)
    top = bottom - height * len(lines)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, top + number * height), line, font=letters("Bold", size), fill=str(ink))
    return as_png(image)


def _ground(pen: ImageDraw.ImageDraw, primary: Colour, secondary: Colour) -> None:
    """Draw the tiles of the corner, which say "several that fit together", and the accent at the foot."""
    side = 105
    tones = [mix(primary, text_on(primary), share) for share in (0.06, 0.10, 0.15)]
    tiles = ((9, 0, 0), (10, 0, 1), (11, 0, 2), (10, 1, 0), (11, 1, 1), (11, 2, 0))
    for column, row, tone in tiles:
        left, top = WIDTH - (12 - column) * side, row * side
        pen.rectangle((left, top, left + side - 1, top + side - 1), fill=str(tones[tone]))
    pen.rectangle((0, HEIGHT - 24, WIDTH, HEIGHT), fill=str(secondary))


def _place_logo(image: Image.Image, picture: Picture | None) -> bool:
    """Put the logo on a white plate at the top left, so that it keeps its own colours on any ground."""
    logo = pixels(picture, 2 * max(_LOGO_BOX))
    if logo is None:
        return False
    padding = 24
    logo = ImageOps.contain(logo, (_LOGO_BOX[0] - 2 * padding, _LOGO_BOX[1] - 2 * padding))
    width, height = logo.width + 2 * padding, logo.height + 2 * padding
    plate = (_MARGIN, _MARGIN, _MARGIN + width, _MARGIN + height)
    ImageDraw.Draw(image).rounded_rectangle(plate, radius=16, fill="white")
    image.paste(logo, (_MARGIN + padding, _MARGIN + padding), logo)
    return True


def _fitted(pen: ImageDraw.ImageDraw, title: str, room: int) -> tuple[int, list[str]]:
    """Return the largest size at which the whole title has its place, and its lines; cut at the smallest."""
    for size in _TITLE_SIZES:
        lines = _wrapped(pen, title, "Bold", size)
        if len(lines) <= _TITLE_LINES and round(size * 1.12) * len(lines) <= room:
            return size, lines
    return _TITLE_SIZES[-1], _wrapped(pen, title, "Bold", _TITLE_SIZES[-1], lines=_TITLE_LINES)


def _wrapped(pen: ImageDraw.ImageDraw, text: str, weight: Weight, size: int, lines: int | None = None) -> list[str]:
    font, width = letters(weight, size), WIDTH - 2 * _MARGIN
    wrapped = [""]
    for word in text.split():
        longer = f"{wrapped[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= width:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    wrapped = [line for line in wrapped if line] or [""]
    if lines is None or (len(wrapped) <= lines and all(pen.textlength(each, font=font) <= width for each in wrapped)):
        return wrapped
    last = " ".join(wrapped[lines - 1 :])
    while last and pen.textlength(f"{last}…", font=font) > width:
        last = last[:-1].rstrip()
    return [*wrapped[: lines - 1], f"{last}…" if len(wrapped) > lines or last != wrapped[lines - 1] else last]
