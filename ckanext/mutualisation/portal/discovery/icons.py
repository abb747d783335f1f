"""A face's icon at every size that browsers and phones ask for, and the manifest that names them."""
from __future__ import annotations

import functools
import json
from hashlib import sha256
from io import BytesIO
from typing import Any

import flask
from PIL import Image, ImageDraw, ImageOps

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.brand import Colour, Picture, text_on
from ckanext.mutualisation.portal.discovery.face import Face, current_face, in_bcp47
from ckanext.mutualisation.portal.discovery.raster import as_png, letters, pixels

__all__ = ["SIZES", "favicon", "icon", "icon_path", "manifest"]

SIZES = (32, 180, 192, 512)
"""A tab, Apple's home screen, and the two that a manifest needs."""
_ICO_SIZES = (16, 32, 48)
_DRAWING = 1
_SQUARE = 1.35
"""A logo that is longer than this in one direction says nothing at 32 pixels: the initial does."""


def icon_path(face: Face, size: int) -> str:
    """Return the path of a face's icon, of one of ``SIZES``; it changes when the icon does."""
    brand = face.brand
    digest = _digest(_initial(face), brand.favicon, brand.logo, brand.colours.primary)
    return f"/mutualisation/icon/{face.slug}-{digest}-{size}.png"


@functools.lru_cache(maxsize=4096)
def _digest(*drawn_from: Any) -> str:
    return sha256(repr((_DRAWING, *drawn_from)).encode()).hexdigest()[:16]


def icon(face: Face, size: int) -> bytes:
    """Return a face's icon as a square PNG: its favicon, else its logo if that is square, else its initial."""
    brand = face.brand
    return _icon(brand.favicon, brand.logo, _initial(face), brand.colours.primary, size)


@functools.lru_cache(maxsize=512)
def _icon(own: Picture | None, logo: Picture | None, initial: str, colour: Colour, size: int) -> bytes:
    return as_png(_drawn(own, logo, initial, colour, size))


def _drawn(own: Picture | None, logo: Picture | None, initial: str, colour: Colour, size: int) -> Image.Image:
    image = pixels(own, size)
    if image is None and logo is not None:
        image = pixels(logo, size)
        if image is not None and max(image.size) > _SQUARE * min(image.size):
            image = None
    if image is None:
        return _lettered(initial, colour, size)
    # Home screens have no transparency: theirs would be black.
    ground = Image.new("RGBA", (size, size), "white" if size >= 180 else (255, 255, 255, 0))
    fitted = ImageOps.contain(image, (size, size) if size < 180 else (round(size * 0.8), round(size * 0.8)))
    ground.alpha_composite(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2))
    return ground


def _lettered(initial: str, colour: Colour, size: int) -> Image.Image:
    """Draw the initial large and reduce it: small letters drawn directly have ragged edges."""
    large = 512
    image = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, large - 1, large - 1), radius=0 if size >= 180 else 96, fill=str(colour))
    pen.text((large // 2, large // 2), initial, font=letters("Bold", 340), fill=str(text_on(colour)), anchor="mm")
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _initial(face: Face) -> str:
    title = face.title("")
    return next((character.upper() for character in title if character.isalnum()), "•")


def favicon() -> Any:
    """Serve ``/favicon.ico``, which browsers ask for where no page names an icon."""
    face = current_face()
    if face.portal is None:
        return flask.redirect(tk.h.url_for_static(flask.g.favicon))
    brand = face.brand
    sizes = [(size, size) for size in _ICO_SIZES]
    images = [_drawn(brand.favicon, brand.logo, _initial(face), brand.colours.primary, size) for size in _ICO_SIZES]
    out = BytesIO()
    images[-1].save(out, "ICO", sizes=sizes, append_images=images[:-1])
    return flask.Response(out.getvalue(), mimetype="image/vnd.microsoft.icon")


def manifest() -> Any:
    """Serve ``/manifest.webmanifest``: the portal as an application on a phone's home screen."""
    face, language = current_face(), tk.h.lang()
    colours, title = face.brand.colours, face.title(language)
    home = tk.h.url_for("home.index")
    document = {
        "id": home,
        "name": title,
        "short_name": title if len(title) <= 12 else title.split()[0][:12],
        "description": face.description(language),
        "lang": in_bcp47(language),
        "start_url": home,
        "scope": home,
        "display": "browser",
        "theme_color": str(colours.primary),
        "background_color": "#ffffff",
        "icons": [
            {"src": tk.h.url_for_static(icon_path(face, size)), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ],
    }
    text = json.dumps(document, ensure_ascii=False)
    return flask.Response(text, mimetype="application/manifest+json")
