"""What a member wrote in Markdown, as HTML that cannot run: its links stay on the portal, its headings below ours."""
from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

import ckan.plugins.toolkit as tk

__all__ = ["prose"]

_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_LOCAL = re.compile(r'(?<= )(href|src)="(/[^"]*)"')
_LOWEST = 6


def prose(markdown: str, below: int, on_portal: Callable[[str], str]) -> Markup:
    """Return Markdown as sanitised HTML.

    :param below: the level of the heading above it: its own headings come under that one
    :param on_portal: gives a path on the site its address on the portal
    """
    html = str(tk.h.render_markdown(markdown, auto_link=False))
    html = _HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + below, _LOWEST)}", html)
    return Markup(_LOCAL.sub(lambda match: f'{match[1]}="{on_portal(match[2])}"', html))  # noqa: S704
