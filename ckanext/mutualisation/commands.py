"""The command group ``ckan mutualisation``: `apply`, `export`, and a subgroup for each loaded room."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from ckanext.mutualisation.apply import report, rooms, run
from ckanext.mutualisation.apply.document import RefusedFile, read
from ckanext.mutualisation.core.declaration import Change, Section
from ckanext.mutualisation.core.declaration_text import as_yaml

__all__ = ["mutualisation"]


class _Rooms(click.Group):
    """A group that also has the command group of every room whose plugin is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *rooms.commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = rooms.commands().get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        try:
            return rooms.load(entry)
        except rooms.BrokenRoom as error:
            return _broken(cmd_name, error)


def _broken(name: str, error: rooms.BrokenRoom) -> click.Command:
    """Stand for a room that cannot be loaded: the others stay usable, this one says why it is not."""

    def fail(**_: Any) -> NoReturn:
        raise click.ClickException(str(error))

    return click.Command(
        name, callback=fail, short_help=f"(broken) {error}", add_help_option=False,
        context_settings={"ignore_unknown_options": True},
        params=[click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED)],
    )


@click.group(cls=_Rooms, short_help="One CKAN shared by many public bodies.")
def mutualisation() -> None:
    """One CKAN shared by many public bodies: members, portals, sources, costs.

    Each room has its own commands, shown when its plugin is loaded.
    """


@mutualisation.command("apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def apply_command(file: str, dry_run: bool, as_json: bool) -> None:
    """Make this CKAN as FILE says: members, duties, portals, sources, agreements.

    FILE is YAML (docs/reference/apply.md). The whole file is checked first: with a single problem in it, nothing is
    written. Applying the same file twice changes nothing the second time. What FILE does not name is left alone.
    """
    sections = _sections()
    try:
        document = read(file)
        run.check(document, sections)
    except RefusedFile as refused:
        _refuse(refused, as_json)
    if dry_run:
        _say(run.plan(document, sections), as_json, "Would change", "Nothing to change.")
        return
    try:
        changes = run.apply(document, sections)
    except run.Interrupted as interrupted:
        _interrupt(interrupted, as_json)
    _say(changes, as_json, "Changed", "Nothing to change.")


@mutualisation.command("export")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Write to this file.")
def export_command(output: str | None) -> None:
    """Write the file that would make another CKAN as this one, and that `apply` finds nothing to change in."""
    text = as_yaml(run.export(_sections()))
    if output is None:
        click.echo(text, nl=False)
        return
    Path(output).write_text(text, encoding="utf-8")
    click.echo(f"Written to {output}.", err=True)


def _sections() -> list[Section]:
    try:
        return rooms.sections()
    except rooms.BrokenRoom as error:
        raise click.ClickException(str(error)) from error


def _say(changes: list[Change], as_json: bool, heading: str, nothing: str) -> None:
    if as_json:
        click.echo(report.to_json({"changes": report.changes_as_json(changes)}))
        return
    if not changes:
        click.echo(nothing)
        return
    click.echo(f"{heading}:")
    for line in report.lines(changes):
        click.echo(f"  {line}")


def _refuse(refused: RefusedFile, as_json: bool) -> NoReturn:
    if as_json:
        problems = [
            {"file": problem.file, "line": problem.line, "path": list(problem.path), "message": problem.message}
            for problem in refused.problems
        ]
        click.echo(report.to_json({"problems": problems}))
    else:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        count = len(refused.problems)
        click.secho(f"{count} problem(s): the file is refused, nothing was written.", fg="red", err=True)
    sys.exit(1)


def _interrupt(interrupted: run.Interrupted, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(report.to_json({
            "changes": report.changes_as_json(interrupted.done),
            "failed": {"section": interrupted.failed, "message": str(interrupted.cause)},
            "not_begun": interrupted.left,
        }))
    else:
        _say(interrupted.done, False, "Changed before the failure", "Nothing was changed before the failure.")
        click.secho(f"Failed in {interrupted}", fg="red", err=True)
        click.echo(f"Not begun: {', '.join(interrupted.left) or 'nothing'}.", err=True)
        click.echo("Remedy: correct the cause and apply the same file again; what is done is found done.", err=True)
    sys.exit(1)
