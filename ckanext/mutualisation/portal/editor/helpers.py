"""What the templates of CKAN's own pages ask of the editor."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import flask_babel
from babel.dates import format_date, format_time

import ckan.plugins.toolkit as tk

from ckanext.mutualisation import rights
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.brand import authors
from ckanext.mutualisation.portal.editor.changes import Change, line_changes
from ckanext.mutualisation.portal.editor.layout import field_at
from ckanext.mutualisation.portal.editor.sheet import item_name, label_of
from ckanext.mutualisation.portal.editor.words import STATE_NAMES
from ckanext.mutualisation.portal.live import live

__all__ = [
    "mutualisation_portal_author",
    "mutualisation_portal_change",
    "mutualisation_portal_drafted",
    "mutualisation_portal_moment",
    "mutualisation_portal_published",
    "mutualisation_portal_state",
    "mutualisation_portal_states",
    "mutualisation_portals_exist",
    "mutualisation_portals_to_edit",
]

_LONG = 160


def mutualisation_portals_to_edit(organization_id: str) -> bool:
    """Tell whether the reader may edit a portal of this organisation, and there is one."""
    name = tk.current_user.name if tk.current_user.is_authenticated else ""
    if not name or visit.current_visit() is not None:
        return False
    theirs = any(organization_id in portal.organization_ids for portal in live.current().by_slug.values())
    return theirs and rights.may_act(name, organization_id, "portal")


def mutualisation_portals_exist() -> bool:
    """Tell whether the platform has portals."""
    return bool(live.current())


def mutualisation_portal_state(state: str) -> str:
    """Return what to call a state of a portal."""
    return tk._(STATE_NAMES[state])


def mutualisation_portal_states() -> list[dict[str, str]]:
    """Return the states of a portal as a choice."""
    return [{"value": state, "text": tk._(name)} for state, name in STATE_NAMES.items()]


def mutualisation_portal_moment(moment: datetime | str) -> str:
    """Return a day and its time as the reader's language writes them, in the site's time zone.

    CKAN's own helper writes months before days in every language.

    :param moment: UTC, as the tables hold it or in ISO 8601
    """
    stored = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = stored.replace(tzinfo=timezone.utc).astimezone(tk.h.get_display_timezone())
    locale = flask_babel.get_locale()
    day, time = format_date(local, "long", locale=locale), format_time(local, "short", locale=locale)
    said = tk._("{day} at {time}").format(day=day, time=time)
    # A territory's own time goes without saying; that of a site which chose none is nobody's.
    return f"{said} (UTC)" if local.tzname() == "UTC" else said


def mutualisation_portal_author(name: str) -> str:
    """Return what to call the author of a draft or a publication."""
    return authors.author(name)


def mutualisation_portal_drafted(name: str, moment: datetime | str) -> str:
    """Return whose draft it is and when it was saved, as a sentence."""
    date = mutualisation_portal_moment(moment)
    if authors.is_operator(name):
        return tk._("Draft of the platform’s operator, {date}").format(date=date)
    return tk._("Draft of {name}, {date}").format(name=name, date=date)


def mutualisation_portal_published(name: str, moment: datetime | str) -> str:
    """Return who published and when, as a sentence."""
    date = mutualisation_portal_moment(moment)
    if authors.is_operator(name):
        return tk._("Published by the platform’s operator, {date}").format(date=date)
    return tk._("Published by {name}, {date}").format(name=name, date=date)


def mutualisation_portal_change(change: Change) -> dict[str, Any]:
    """Return a change in words: ``where``, ``before`` and ``after``; long texts also as ``lines``, each with a sign."""
    where = label_of(change.path)
    if change.item:
        where = tk._("{place} – {item}").format(place=where, item=item_name(str(change.path[0]), change.item))
    long = max(len(change.before), len(change.after)) > _LONG or "\n" in change.before + change.after
    return {
        "where": where,
        "before": _shown(change.path, change.before),
        "after": _shown(change.path, change.after),
        "lines": line_changes(change.before, change.after) if long else [],
    }


def _shown(path: tuple[str | int, ...], value: str) -> str:
    """Return a value as a reader knows it: a choice by its words, a picture by being one."""
    field = field_at(path)
    if field is None:
        return value
    if field.kind == "picture" and value:
        return tk._("a picture")
    if field.kind == "yes_no":
        return tk._("Yes") if value != "False" else tk._("No")
    return tk._(dict(field.choices).get(value) or value) if field.choices and value else value
