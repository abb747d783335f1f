"""Say in the reader's language what CKAN shows under its internal name, and dates in the order of that language."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import flask_babel
from babel.dates import format_date, format_time

import ckan.plugins.toolkit as tk

__all__ = ["format_resource_items", "render_datetime"]

# CKAN's page of a resource leaves these out by name.
LEFT_OUT_BY_NAME = {"created", "metadata modified", "last modified", "format"}
VALUES = {"True", "False", "active"}

Items = list[tuple[str, Any]]


@tk.chained_helper
def format_resource_items(next_helper: Callable[[Sequence[tuple[str, Any]]], Items],
                          items: Sequence[tuple[str, Any]]) -> Items:
    """Return a resource's technical fields for its page, names and fixed values translated.

    :param items: pairs of a field's key and its value
    :returns: pairs of a field's name and its value, as CKAN's own helper gives them in English
    """
    return [
        (
            name if name in LEFT_OUT_BY_NAME else tk._(name),
            tk._(value) if isinstance(value, str) and value in VALUES else value,
        )
        for name, value in next_helper(items)
    ]


@tk.chained_helper
def render_datetime(next_helper: Callable[..., str], datetime_: datetime | str | None, date_format: str | None = None,
                    with_hours: bool = False, with_seconds: bool = False) -> str:
    """Return a day with its hours as French writes them: “24 novembre 2026 à 15:05 (UTC)”.

    CKAN's own pattern for these puts the month before the day in every language, with the year of the week. Other
    languages, and dates that are asked for in another form, stay CKAN's.
    """
    locale = flask_babel.get_locale()
    if with_hours and not with_seconds and not date_format and locale is not None and locale.language == "fr":
        moment, _, zone = next_helper(datetime_, "%Y-%m-%dT%H:%M:%S%z %Z").partition(" ")
        if moment:
            local = datetime.fromisoformat(moment)
            day, time = format_date(local, "long", locale=locale), format_time(local, "short", locale=locale)
            return f"{day} à {time} ({zone})"
    return next_helper(datetime_, date_format, with_hours, with_seconds)
