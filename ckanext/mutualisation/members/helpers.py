"""What the room's templates ask."""
from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

__all__ = [
    "mutualisation_choices_with",
    "mutualisation_duty_giver",
    "mutualisation_member_title",
    "mutualisation_parent_choices",
    "mutualisation_room_label",
]


def mutualisation_parent_choices(_field: Any = None) -> list[dict[str, str]]:
    """Return every member as a choice of the field ``parent``."""
    members = tk.get_action("mutualisation_member_list")({"user": tk.current_user.name}, {})
    return [{"value": member["name"], "label": member["title"]} for member in members]


def mutualisation_member_title(name: str) -> str:
    """Return how a member is called, also where its page is not shown."""
    member = model.Group.get(name)
    return member.display_name if member else name


def mutualisation_choices_with(choices: list[dict[str, Any]], values: Any) -> list[dict[str, Any]]:
    """Return a field's choices, and after them the values held that are none of these.

    A harvested dataset may bear a theme of another vocabulary: the form must keep it.
    """
    known = {choice["value"] for choice in choices}
    held = [values] if isinstance(values, str) else list(values or [])
    return [*choices, *({"value": value, "label": value} for value in held if value and value not in known)]


def mutualisation_duty_giver(name: str | None) -> str:
    """Return what to call who gave a duty: commands and the declarative file give in the name of CKAN's own account."""
    return tk._("The platform’s operator") if name == tk.config["ckan.site_id"] else name or ""


def mutualisation_room_label(room: str) -> str:
    """Return what a duty in this room lets one do, in the reader's language."""
    labels = {
        "portal": tk._("Portal: its address, its look, its pages"),
        "sources": tk._("Sources: the catalogues that are harvested"),
        "ledger": tk._("Accounts: costs, shares and calls for funds"),
    }
    return labels[room]
