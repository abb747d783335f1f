"""The style sheet of a portal's colours: five chosen by role, and the shades that are derived so that all can be read.

>>> from ckanext.mutualisation.core.brand import Colour, Colours
>>> stylesheet_path(Colours(primary=Colour.parse("#00695c")))
'/mutualisation/colours-00695c-e08e0b-ffffff-00443c-00695c.css'
"""
from __future__ import annotations

from ckanext.mutualisation.core.brand import WHITE, Colour, Colours, mix, readable_on, text_on

__all__ = ["ROLES", "read_roles", "stylesheet", "stylesheet_path"]

ROLES = ("primary", "secondary", "header", "footer", "link")
_BLACK = Colour(0, 0, 0)


def stylesheet_path(colours: Colours) -> str:
    """Return the address of a portal's colours; it holds all of them, so it changes when they do."""
    written = "-".join(str(getattr(colours, role))[1:] for role in ROLES)
    return f"/mutualisation/colours-{written}.css"


def read_roles(written: str) -> Colours:
    """Return the colours that such an address holds.

    :raises MalformedColour: for one that is no colour.
    :raises ValueError: unless there are five.
    """
    primary, secondary, header, footer, link = map(Colour.parse, written.split("-"))
    return Colours(primary, secondary, header, footer, link)


def stylesheet(colours: Colours) -> str:
    """Return CSS variables ``--portal-…``: each role, what is written on it, and its shades.

    A text colour on a tint is the nearest one that has WCAG AA contrast there.
    """
    soft = mix(colours.primary, WHITE, 0.92)
    variables = {
        "primary": colours.primary,
        "primary-dark": mix(colours.primary, _BLACK, 0.35),
        "primary-soft": soft,
        "primary-line": mix(colours.primary, WHITE, 0.75),
        "primary-ink": readable_on(colours.primary, soft),
        "secondary": colours.secondary,
        "on-secondary": text_on(colours.secondary),
        "header": colours.header,
        "on-header": text_on(colours.header),
        "header-line": mix(colours.header, text_on(colours.header), 0.14),
        "footer": colours.footer,
        "on-footer": text_on(colours.footer),
        "footer-line": mix(colours.footer, text_on(colours.footer), 0.25),
        "link": colours.link,
        "link-dark": mix(colours.link, _BLACK, 0.35),
    }
    body = "".join(f"--portal-{name}:{colour};" for name, colour in variables.items())
    return f":root{{{body}}}\n"
