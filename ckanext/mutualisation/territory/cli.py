"""The commands ``ckan mutualisation territory …``."""
from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter

import click

from ckanext.mutualisation.territory import displays

__all__ = ["territory"]


@click.group()
def territory() -> None:
    """The territory: what its members publish, looked at as one."""


@territory.command("display")
@click.argument("datasets", nargs=-1)
@click.option("--again", is_flag=True, help="Read every file again, even if its resource says that it has not changed.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of each resource, as JSON.")
@click.pass_context
def display(ctx: click.Context, datasets: tuple[str, ...], again: bool, as_json: bool) -> None:
    """Make resources ready to be looked at: CSV files as tables, GeoJSON files as maps.

    DATASETS are names or ids; without any, every dataset. A file whose resource has not changed is not read again, so
    the command can run after each harvest. Exit code 1 if a file could not be displayed.
    """
    # A request's context: titles of views are written in the site's own language.
    with ctx.meta["flask_app"].test_request_context():
        resources = displays.displayable(datasets)
        if datasets and not resources:
            raise click.ClickException("No such dataset, or nothing in it is a table or a map.")
        with click.progressbar(
            displays.prepare(resources, again=again), length=len(resources), label="Tables and maps", file=sys.stderr,
        ) as progress:
            outcomes = list(progress)
        swept = 0 if datasets else displays.sweep()
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        _say(outcomes, swept)
        for outcome in failed:
            click.secho(f"{outcome.dataset_id} {outcome.resource_id}: {outcome.problem}", fg="red", err=True)
    if failed:
        sys.exit(1)


def _say(outcomes: list[displays.Outcome], swept: int) -> None:
    counts = Counter((outcome.kind, outcome.state) for outcome in outcomes)
    for kind, name in (("table", "tables"), ("map", "maps")):
        click.echo(f"{name}: {counts[kind, 'ready']} made ready, {counts[kind, 'same']} unchanged, "
                   f"{counts[kind, 'failed']} failed")
    if swept:
        click.echo(f"{swept} of resources that are gone were removed")
