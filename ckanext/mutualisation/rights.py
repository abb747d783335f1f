"""Who may act for a member in a room: its administrators, and the users whom it gave that duty."""
from __future__ import annotations

from typing import Literal

import ckan.authz as authz
import ckan.plugins.toolkit as tk

__all__ = ["Room", "may_act"]

Room = Literal["portal", "sources", "ledger"]


def may_act(user_name: str | None, organization_id: str, room: Room) -> bool:
    """Tell whether a user may act for this organisation in this room.

    True for sysadmins, for administrators of the organisation, and for users who hold that duty for it.
    Without the plugin ``mutualisation_members`` there are no duties.
    """
    if not user_name:
        return False
    if authz.is_sysadmin(user_name):
        return True
    if authz.has_user_permission_for_group_or_org(organization_id, user_name, "admin"):
        return True
    try:
        duty_check = tk.get_action("mutualisation_duty_check")
    except KeyError:
        return False
    asked = {"user": user_name, "organization_id": organization_id, "room": room}
    return bool(duty_check({"ignore_auth": True}, asked))
