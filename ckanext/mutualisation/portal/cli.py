"""The commands `ckan mutualisation portal …`."""
from __future__ import annotations

import json
from typing import BinaryIO

import click

from ckanext.mutualisation.core.address import STATES
from ckanext.mutualisation.core.host import MalformedHost, parse_host
from ckanext.mutualisation.portal.audit.cli import audit
from ckanext.mutualisation.portal.command import call_action
from ckanext.mutualisation.portal.going_live.cli import check, proxy
from ckanext.mutualisation.portal.leaving.cli import export_portal
from ckanext.mutualisation.portal.redirects.cli import redirects

__all__ = ["portal"]


@click.group(short_help="Give members their own address and look.")
def portal() -> None:
    """List and set up the portals: each shows the data of one or several members at an address of its own."""


@portal.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list, each portal as the API shows it.")
def list_portals(as_json: bool) -> None:
    """Print every portal with its state, address and members."""
    portals = call_action("mutualisation_portal_list", {})
    if as_json:
        click.echo(json.dumps(portals, ensure_ascii=False, indent=2))
        return
    if not portals:
        click.echo("There is no portal yet: `ckan mutualisation portal add --help`.")
    for each in portals:
        members = ", ".join(organization["name"] for organization in each["organizations"])
        click.echo(f"{each['slug']:<24} {each['state']:<10} {each['url']:<48} {members}")
        for address in [*each["hosts"][1:], *([each["path_url"]] if each["hosts"] else [])]:
            click.echo(f"{'':<24} {'':<10} also {address}")


@portal.command("add")
@click.argument("slug")
@click.option("--title", required=True, help="The name that its pages show.")
@click.option("--member", "members", multiple=True, required=True, help="An organisation that it shows (repeatable).")
@click.option("--host", "hosts", multiple=True, help="A host; others than the first redirect to it (repeatable).")
@click.option("--primary", help="Main colour, #rrggbb; it must be readable on white.")
@click.option("--secondary", help="Accent colour, #rrggbb.")
@click.option("--tagline", help="One line under the name.")
@click.option("--logo", type=click.File("rb"), help="PNG, JPEG, WebP or SVG file.")
@click.option("--state", type=click.Choice(STATES), default="draft", show_default=True, help="Who may see it.")
def add(
    slug: str,
    title: str,
    members: tuple[str, ...],
    hosts: tuple[str, ...],
    primary: str | None,
    secondary: str | None,
    tagline: str | None,
    logo: BinaryIO | None,
    state: str,
) -> None:
    """Create a portal at /p/SLUG/ and at its hosts, if it has any."""
    optional = {"primary_colour": primary, "secondary_colour": secondary, "tagline": tagline, "logo_upload": logo}
    created = call_action(
        "mutualisation_portal_create",
        {
            "slug": slug,
            "title": title,
            "organizations": list(members),
            "hosts": list(hosts),
            "state": state,
            **{name: value for name, value in optional.items() if value is not None},
        },
    )
    click.echo(f"Created, {created['state']}: {created['url']}")


@portal.command("host-add")
@click.argument("slug")
@click.argument("host")
@click.option("--canonical", is_flag=True, help="Make it the canonical host; the others then redirect to it.")
def host_add(slug: str, host: str, canonical: bool) -> None:
    """Make the portal SLUG answer at HOST too (data.nantes.fr, or https://data.nantes.fr to fix the scheme)."""
    hosts = call_action("mutualisation_portal_show", {"id": slug})["hosts"]
    wanted = [host, *(each for each in hosts if not _same(each, host))] if canonical else [*hosts, host]
    changed = call_action("mutualisation_portal_update", {"id": slug, "hosts": wanted})
    click.echo(f"{slug} answers at: {', '.join(changed['hosts'])}. Canonical address: {changed['url']}")


def _same(host: str, other: str) -> bool:
    """Tell whether two ways to write a host mean one; what is malformed is the action's to refuse."""
    try:
        return parse_host(host).name == parse_host(other).name
    except MalformedHost:
        return False


for command in (audit, check, export_portal, proxy, redirects):
    portal.add_command(command)
