"""The commands `ckan mutualisation portal redirects SLUG …`."""
from __future__ import annotations

import json
from typing import BinaryIO

import click

from ckanext.mutualisation.portal.command import call_action

__all__ = ["redirects"]


@click.group(short_help="Lead the addresses of a member's former site to its portal.")
@click.argument("slug")
@click.pass_context
def redirects(context: click.Context, slug: str) -> None:
    """Lead the addresses of a member's former site to the pages of the portal SLUG."""
    context.obj = slug


@redirects.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--add", is_flag=True, help="Keep the rows that the file does not name.")
@click.option("--dry-run", is_flag=True, help="Check the file and count, write nothing.")
@click.pass_obj
def import_csv(slug: str, file: BinaryIO, add: bool, dry_run: bool) -> None:
    """Replace the table by FILE, a CSV with the columns source and target; all of it is taken, or nothing.

    \b
    source,target
    /explore/dataset/ecoles/,ecoles              a dataset, by its name
    /explore/dataset/:name/*,/dataset/:name      one segment, and all that remains
    /explore/?q=:text,/dataset/?q=:text          a value of the query
    """
    mode = "add" if add else "replace"
    done = call_action("mutualisation_redirect_import", {"id": slug, "upload": file, "mode": mode, "dry_run": dry_run})
    would = "Would be " if dry_run else ""
    click.echo(would + ", ".join(f"{name}: {done[name]}" for name in ("added", "changed", "kept", "removed")))


@redirects.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list, each redirection as the API shows it.")
@click.pass_obj
def list_redirects(slug: str, as_json: bool) -> None:
    """Print every redirection, in their order, with how many visitors followed it and when the last did."""
    rows = call_action("mutualisation_redirect_list", {"id": slug})
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo("There is no redirection yet: `ckan mutualisation portal redirects SLUG import --help`.")
    for row in rows:
        click.echo(f"{row['hits']:>8}  {row['last_hit'] or '-':<26}  {row['source']}  ->  {row['target']}")


@redirects.command("add")
@click.argument("source")
@click.argument("target")
@click.pass_obj
def add(slug: str, source: str, target: str) -> None:
    """Lead SOURCE, a path of the former site, to TARGET: a dataset's name, or a path of the portal."""
    made = call_action("mutualisation_redirect_create", {"id": slug, "source": source, "target": target})
    click.echo(f"{made['source']}  ->  {made['target']}")


@redirects.command("remove")
@click.argument("source", required=False)
@click.option("--all", "everything", is_flag=True, help="Remove every redirection of the portal.")
@click.pass_obj
def remove(slug: str, source: str | None, everything: bool) -> None:
    """Remove the redirection of SOURCE."""
    if bool(source) == everything:
        raise click.UsageError("Name a source, or give --all")
    wanted = {"all": True} if everything else {"source": source}
    click.echo(f"removed: {call_action('mutualisation_redirect_delete', {'id': slug, **wanted})['removed']}")
