"""The room's actions: read the members, give and withdraw duties."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.members import hierarchy, schema
from ckanext.mutualisation.members.model import Duty, find, give, holds, withdraw

__all__ = [
    "mutualisation_duty_check",
    "mutualisation_duty_create",
    "mutualisation_duty_delete",
    "mutualisation_duty_list",
    "mutualisation_member_list",
    "mutualisation_member_show",
]

#: What the shipped schema says of an organisation, beside its parent.
BODY_FIELDS = ("body_kind", "siren", "siret", "insee_code", "website", "contact_email")


@tk.side_effect_free
def mutualisation_member_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a member: an organisation, what it is, and where it stands among the others.

    :param id: the organisation's name or id
    :type id: string

    :returns: ``id``, ``name``, ``title``, ``description``, ``image_display_url``, ``package_count``; ``body_kind``,
        ``siren``, ``siret``, ``insee_code``, ``website``, ``contact_email`` (each a string, or null); ``parent``
        (a name, or null), ``ancestors`` (nearest first) and ``children``: lists of ``{id, name, title}``
    :rtype: dictionary
    """
    tk.check_access("mutualisation_member_show", context, data_dict)
    show = tk.get_action("organization_show")
    organization = show(
        tk.fresh_context(context),
        {"id": tk.get_or_bust(data_dict, "id"), "include_users": False, "include_followers": False},
    )
    relatives = _relatives(_organizations(list(_visible_names(context))), hierarchy.parent_links())
    return {
        **_face(organization),
        "package_count": organization.get("package_count", 0),
        **{name: organization.get(name) or None for name in BODY_FIELDS},
        **relatives.get(organization["id"], {"parent": None, "ancestors": [], "children": []}),
    }


@tk.side_effect_free
def mutualisation_member_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return every member that one sees here, by title: the organisations of the portal, or all on the common site.

    :param body_kind: only bodies of that kind: ``region``, ``departement``, ``epci``, ``commune``, ``syndicat`` or
        ``other``
    :type body_kind: string

    :returns: members as ``mutualisation_member_show`` returns them, without ``package_count``
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_member_list", context, data_dict)
    asked, errors = tk.navl_validate(data_dict, schema.member_list(), context)
    if errors:
        raise tk.ValidationError(errors)
    visible = _organizations(list(_visible_names(context)))
    relatives = _relatives(visible, hierarchy.parent_links())
    return [
        {
            **_face({**group.as_dict(), "image_display_url": _image_address(group)}),
            **{name: extras.get(name) or None for name in BODY_FIELDS},
            **relatives[group.id],
        }
        for group, extras in visible
        if asked.get("body_kind") in (None, extras.get("body_kind"))
    ]


def mutualisation_duty_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give a user a duty for a member in one room. A duty that is held already is returned as it stands.

    Only the member's administrators and sysadmins may.

    :param user: the user's name or id
    :type user: string
    :param organization_id: the member's id or name
    :type organization_id: string
    :param room: ``portal``, ``sources`` or ``ledger``
    :type room: string

    :returns: the duty: ``id``, ``user``, ``user_id``, ``user_title``, ``organization``, ``organization_id``,
        ``organization_title``, ``room``, ``given_by`` (a user name, or null), ``given_at`` (ISO 8601, UTC)
    :rtype: dictionary
    """
    tk.check_access("mutualisation_duty_create", context, data_dict)
    duty = _validated(context, data_dict, schema.duty())
    giver = model.User.by_name(context.get("user"))
    give(duty["user"], duty["organization_id"], duty["room"], giver.id if giver else "")
    if not context.get("defer_commit"):
        model.repo.commit()
    return _duty_dicts(find(duty["user"], duty["organization_id"], duty["room"]))[0]


def mutualisation_duty_delete(context: Context, data_dict: DataDict) -> None:
    """Withdraw a duty that a user holds for a member. Only the member's administrators and sysadmins may.

    :param user: the user's name or id
    :type user: string
    :param organization_id: the member's id or name
    :type organization_id: string
    :param room: ``portal``, ``sources`` or ``ledger``
    :type room: string

    Not found is raised when the user does not hold that duty.
    """
    tk.check_access("mutualisation_duty_delete", context, data_dict)
    duty = _validated(context, data_dict, schema.duty())
    if not withdraw(duty["user"], duty["organization_id"], duty["room"]):
        raise tk.ObjectNotFound(tk._("This user does not hold this duty."))
    if not context.get("defer_commit"):
        model.repo.commit()


@tk.side_effect_free
def mutualisation_duty_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the duties that match, by member, room and user.

    A member's administrators see that member's, each user sees their own, sysadmins see all.

    :param user: a user's name or id
    :type user: string
    :param organization_id: a member's id or name
    :type organization_id: string
    :param room: ``portal``, ``sources`` or ``ledger``
    :type room: string

    :returns: duties as ``mutualisation_duty_create`` returns them
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_duty_list", context, data_dict)
    asked = _validated(context, data_dict, schema.duty_list())
    return _duty_dicts(find(asked.get("user"), asked.get("organization_id"), asked.get("room")))


@tk.side_effect_free
def mutualisation_duty_check(context: Context, data_dict: DataDict) -> bool:
    """Tell whether a user holds a duty for a member, both being active. Roles in the organisation do not count here.

    :param user: the user's name or id
    :type user: string
    :param organization_id: the member's id or name
    :type organization_id: string
    :param room: ``portal``, ``sources`` or ``ledger``
    :type room: string

    :returns: false for a user or a member that does not exist, too
    :rtype: boolean
    """
    tk.check_access("mutualisation_duty_check", context, data_dict)
    duty, errors = tk.navl_validate(data_dict, schema.duty(), context)
    if "room" in errors:
        raise tk.ValidationError({"room": errors["room"]})
    return not errors and holds(duty["user"], duty["organization_id"], duty["room"])


def _validated(context: Context, data_dict: DataDict, wanted: Any) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, wanted, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def _visible_names(context: Context) -> Iterator[str]:
    """Yield the organisations that ``organization_list`` gives here: a portal narrows it to its own."""
    read, step = tk.get_action("organization_list"), tk.config["ckan.group_and_organization_list_max"]
    offset, names = 0, [""] * step
    while len(names) == step:
        names = read(tk.fresh_context(context), {"limit": step, "offset": offset, "sort": "name asc"})
        offset += step
        yield from names


def _organizations(names: Sequence[str]) -> Sequence[tuple[model.Group, Mapping[str, str]]]:
    query = (
        sa.select(model.Group, model.group_table.c.extras)
        .where(model.Group.name.in_(names))
        .order_by(sa.func.lower(model.Group.title), model.Group.name)
    )
    return [(group, extras or {}) for group, extras in model.Session.execute(query)]


def _relatives(
    visible: Sequence[tuple[model.Group, Mapping[str, str]]], links: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the parent, ancestors and children of each organisation, among those that one sees here."""
    seen = {group.id: {"id": group.id, "name": group.name, "title": group.display_name} for group, _extras in visible}
    below: dict[str, list[dict[str, str]]] = {}
    for child in seen:
        below.setdefault(links.get(child, ""), []).append(seen[child])
    return {
        one: {
            "parent": seen[links[one]]["name"] if links.get(one) in seen else None,
            "ancestors": [seen[key] for key in hierarchy.ancestors(one, links) if key in seen],
            "children": below.get(one, []),
        }
        for one in seen
    }


def _face(organization: Mapping[str, Any]) -> dict[str, Any]:
    face = {name: organization.get(name) or "" for name in ("id", "name", "title", "description", "image_display_url")}
    return {**face, "title": face["title"] or face["name"]}


def _image_address(group: model.Group) -> str:
    address = group.image_url or ""
    if address and not address.startswith("http"):
        return tk.h.url_for_static(f"uploads/group/{address}", qualified=True)
    return address


def _duty_dicts(rows: Sequence[tuple[Duty, model.User, model.Group]]) -> list[dict[str, Any]]:
    givers = {duty.given_by for duty, _user, _group in rows}
    query = sa.select(model.User.id, model.User.name).where(model.User.id.in_(givers))
    names = {row.id: row.name for row in model.Session.execute(query)} if givers else {}
    return [
        {
            "id": duty.id,
            "user": user.name,
            "user_id": user.id,
            "user_title": user.display_name,
            "organization": group.name,
            "organization_id": group.id,
            "organization_title": group.display_name,
            "room": duty.room,
            "given_by": names.get(duty.given_by),
            "given_at": duty.given_at.isoformat(),
        }
        for duty, user, group in rows
    ]
