"""The commands ``ckan mutualisation harvest``."""
from __future__ import annotations

import json
import sys
import time
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.harvesters import command, config, lock, runs, source
from ckanext.mutualisation.harvesters.base import harvesters

__all__ = ["harvest"]

_COUNTS = (
    ("added", "added"),
    ("changed", "changed"),
    ("restored", "restored"),
    ("unchanged", "unchanged"),
    ("removed", "archived"),
    ("deleted", "deleted"),
    ("refused", "refused"),
    ("failed", "failed"),
)
_ALWAYS = ("added", "changed", "unchanged")


@click.group(short_help="Bring in what members publish elsewhere.")
def harvest() -> None:
    """Bring in what members publish elsewhere, and see how it went."""


@harvest.command("run")
@click.argument("source_name", metavar="SOURCE")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that write.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
def run_command(source_name: str, workers: int, as_json: bool) -> None:
    """Harvest SOURCE (its name or id) now, without the queue.

    Only what changed at the source is written. The code is 0 when the whole source was read, every change was written
    and nothing is suspended.
    """
    progress = _Progress()
    try:
        result = command.run(source_name, workers, progress)
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error)) from error
    except lock.SourceBusy as error:
        raise click.ClickException(f"{source_name} is being harvested by another process.") from error
    except source.InvalidSettings as error:
        raise click.ClickException(f"The settings of {source_name} are wrong: {error}") from error
    except command.NotOurKind as error:
        known = ", ".join(sorted(harvesters())) or "none"
        raise click.ClickException(
            f"{source_name} has the type {error}, which no loaded plugin of this suite harvests (loaded: {known}). "
            f"Use `ckan harvester run-test {source_name}` for other harvesters."
        ) from error
    except command.JobElsewhere as error:
        raise click.ClickException(
            f"The queue has the job {error} on {source_name}. Wait for its end (`ckan harvester run` closes it), "
            f"or stop it: `ckan harvester job-abort {error}`."
        ) from error
    _print(source_name, result, as_json, progress.seconds)
    if result["error"] or result["suspended"] or result["failed"] or not result["complete"] or not result["finished"]:
        sys.exit(1)


@harvest.command("status")
@click.argument("source_name", metavar="[SOURCE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status_command(source_name: str | None, as_json: bool) -> None:
    """Print the latest run of SOURCE, or of every source."""
    try:
        wanted = [source.find(source_name)] if source_name else source.listed(harvesters())
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error)) from error
    found = [(one.name, runs.last(one.id)) for one in wanted]
    if as_json:
        click.echo(json.dumps([{"source": name, "run": run} for name, run in found], ensure_ascii=False))
        return
    for name, run in found:
        if run is None:
            click.echo(f"{name}: never harvested")
        else:
            _print(name, run, as_json=False)


@harvest.command("licences-path")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "fr"]))
def licences_path(language: str) -> None:
    """Print the path of the licence list, for licenses_group_url.

    Setting ckanext.mutualisation.harvest.licence_list to a language does the same without a path.
    """
    click.echo(f"file://{config.LICENCES / f'{language}.json'}")


class _Progress:
    """Tell on the error output what is being done, once a second at most."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.told = 0.0
        self.written_from: float | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def __call__(self, stage: str, run: dict[str, Any] | None) -> None:
        if run is None:
            click.echo("Reading the source's list…", err=True)
            return
        if self.written_from is None:
            self.written_from = time.monotonic()
        over = run["done"] >= run["planned"]
        if not run["planned"] or (time.monotonic() - self.told < 1 and not over):
            return
        self.told = time.monotonic()
        rate = run["done"] / max(self.told - self.written_from, 0.001)
        click.echo(f"Writing: {run['done']} of {run['planned']} ({rate:.0f}/s)", err=True)


def _print(name: str, run: dict[str, Any], as_json: bool, seconds: float | None = None) -> None:
    if as_json:
        click.echo(json.dumps(run, ensure_ascii=False))
        return
    counts = ", ".join(f"{run[key]} {label}" for key, label in _COUNTS if run[key] or key in _ALWAYS)
    duration = "" if seconds is None else f" in {seconds:.1f} s"
    click.echo(f"{name}: {counts}{duration} ({run['received']} of {run['announced']} announced)")
    if not run["finished"]:
        click.echo(f"  not finished: {run['done']} of {run['planned']} done", err=True)
    if run["error"]:
        click.echo(f"  listing stopped: {run['error']}", err=True)
    if run["suspended"]:
        click.echo(f"  nothing was removed: {_SUSPENDED[run['suspended']]}", err=True)
    for problem in run["problems"]:
        click.echo(f"  {problem['title'] or problem['guid']}: {problem['reason']}", err=True)


_SUSPENDED = {
    "incomplete": "the listing is not complete",
    "empty": "the source lists no dataset any more",
    "too_many": "more than a fifth of the datasets are gone",
}
