"""The commands ``ckan mutualisation member …``."""
from __future__ import annotations

import json
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.members import legacy
from ckanext.mutualisation.members.model import ROOMS

__all__ = ["member"]

ROOM = click.Choice(ROOMS)


@click.group()
def member() -> None:
    """Members: the organisations that share this CKAN, and the duties they give."""


@member.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def list_(as_json: bool) -> None:
    """List the members: name, kind, SIREN, parent, title."""
    members = _call("mutualisation_member_list", {})
    if as_json:
        _print_json(members)
        return
    _print_table(
        ["NAME", "KIND", "SIREN", "PARENT", "TITLE"],
        [[one["name"], one["body_kind"], one["siren"], one["parent"], one["title"]] for one in members],
    )


@member.command("duties")
@click.option("--member", "organization", metavar="NAME", help="Only the duties for this member.")
@click.option("--user", metavar="NAME", help="Only the duties of this user.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def duties(organization: str | None, user: str | None, as_json: bool) -> None:
    """List who holds which duty for which member."""
    held = _call("mutualisation_duty_list", {"organization_id": organization, "user": user})
    if as_json:
        _print_json(held)
        return
    _print_table(
        ["MEMBER", "ROOM", "USER", "GIVEN BY", "SINCE"],
        [[one["organization"], one["room"], one["user"], one["given_by"], one["given_at"][:10]] for one in held],
    )


@member.command("duty-add")
@click.argument("user")
@click.argument("member_name", metavar="MEMBER")
@click.argument("room", type=ROOM)
def duty_add(user: str, member_name: str, room: str) -> None:
    """Give USER the duty ROOM for MEMBER (an organisation's name). Nothing changes when it is held already."""
    duty = _call("mutualisation_duty_create", {"user": user, "organization_id": member_name, "room": room})
    click.echo(f"{duty['user']} holds the duty {duty['room']} for {duty['organization']}")


@member.command("duty-remove")
@click.argument("user")
@click.argument("member_name", metavar="MEMBER")
@click.argument("room", type=ROOM)
def duty_remove(user: str, member_name: str, room: str) -> None:
    """Withdraw from USER the duty ROOM for MEMBER (an organisation's name)."""
    _call("mutualisation_duty_delete", {"user": user, "organization_id": member_name, "room": room})
    click.echo(f"{user} no longer holds the duty {room} for {member_name}")


@member.command("extras")
@click.option("--mend", "mending", is_flag=True, help="Rewrite them so that they can be read.")
def extras(mending: bool) -> None:
    """Find datasets that an existing CKAN could no longer show.

    The dataset schema reads some extras (publisher, contact, …) as several parts. Where an extra of that name holds a
    text, the dataset cannot be shown until it is mended: "Ville de Nantes" then becomes a publisher of that name.
    Exit code 1 while some are left.
    """
    found = legacy.mend() if mending else list(legacy.find())
    _print_table(
        ["DATASET", "EXTRA", "VALUE", "BECOMES"],
        [[one.dataset, one.field, one.value, f"{one.new_key}: {one.new_value or '-'}"] for one in found],
    )
    if found and not mending:
        raise click.ClickException(f"{len(found)} extras cannot be read: run this command again with --mend.")


def _call(name: str, data_dict: dict[str, Any]) -> Any:
    """Run an action as the site's own user; what it refuses is said on the error output, with exit code 1."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        return tk.get_action(name)({"ignore_auth": True, "user": site_user}, data_dict)
    except tk.ValidationError as refusal:
        reasons = "; ".join(f"{field}: {reason}" for field, reason in refusal.error_summary.items())
        raise click.ClickException(reasons) from refusal
    except tk.ObjectNotFound as refusal:
        raise click.ClickException(str(refusal.message or refusal)) from refusal


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_table(head: list[str], rows: list[list[str | None]]) -> None:
    lines = [head, *([cell or "-" for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
