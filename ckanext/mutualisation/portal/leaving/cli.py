"""The command `ckan mutualisation portal export`."""
from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NoReturn

import click

from ckanext.mutualisation.portal.leaving.export import Exported, UnknownPortal, export

__all__ = ["export_portal"]

_COUNTED = {
    "publications": "publications of the brand",
    "pages": "page files",
    "redirections": "redirections",
    "organizations": "organisations",
    "datasets": "datasets",
    "private_datasets": "of which private",
    "files": "uploaded files",
    "tables": "tables of the DataStore",
}


@click.command("export")
@click.argument("slug")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.zip",
              help="Where to write the archive; SLUG-DATE.zip in this folder unless it is said.")
@click.option("--without-files", is_flag=True, help="Leave out what was uploaded and the tables of the DataStore.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the file, what it holds, what is missing.")
@click.pass_context
def export_portal(
    ctx: click.Context, slug: str, target: Path | None, without_files: bool, force: bool, as_json: bool
) -> None:
    """Write all that the portal SLUG has here into one zip file, for its member to use elsewhere.

    Its brand with every publication, its pages, its redirections, its present addresses, and the datasets of its own
    organisations with their files: private ones too, so hand it to the member alone. README.md in it, in French and
    English, says what each file is for; `ckan mutualisation apply` takes its portal.yaml on another platform. Nothing
    changes here.

    Exit code 0 only if the archive is whole. With something missing it is written all the same, and says what.
    """
    now = datetime.now(timezone.utc)
    target = target or Path(f"{slug}-{now:%Y-%m-%d}.zip")
    if target.exists() and not force:
        _fail(f"{target} exists. Remedy: name another file with --to, or replace it with --force.")
    try:
        # A request's context: addresses and texts are those of the site's own language.
        with ctx.meta["flask_app"].test_request_context():
            done = export(slug, target, now, not without_files, lambda said: click.echo(said, err=True))
    except UnknownPortal:
        _fail(f"There is no portal named {slug}. Those that there are: `ckan mutualisation portal list`.")
    except OSError as error:
        _fail(f"{target} cannot be written: {error.strerror or error}. Nothing was left there. Remedy: name a file in"
              " a folder that exists, that you may write in and that has room, with --to.")
    if as_json:
        click.echo(json.dumps(_as_json(target, slug, done), ensure_ascii=False, indent=2))
    else:
        _print(target, done)
    sys.exit(1 if done.contents.gaps else 0)


def _fail(message: str) -> NoReturn:
    click.secho(message, fg="red", err=True)
    sys.exit(1)


def _as_json(target: Path, slug: str, done: Exported) -> dict[str, Any]:
    contents = done.contents
    return {
        "file": str(target),
        "bytes": done.size,
        "portal": slug,
        "whole": not contents.gaps,
        "contents": dict(contents.counts),
        "left_out": list(contents.left_out),
        "missing": [asdict(gap) for gap in contents.gaps],
    }


def _print(target: Path, done: Exported) -> None:
    contents = done.contents
    click.echo(f"{target}: {_size(done.size)}")
    for name, words in _COUNTED.items():
        if name in contents.counts:
            click.echo(f"{contents.counts[name]:>9} {words}")
    if contents.left_out:
        click.echo(f"{'':>9} left out: {', '.join(contents.left_out)}")
    if contents.gaps:
        click.secho(f"It is not whole. {len(contents.gaps)} missing, which its README.md lists too:", fg="red")
        for gap in contents.gaps:
            click.echo(f"  ✗ {gap.what} {gap.name}: {gap.reason}")


def _size(count: int) -> str:
    """Return a number of bytes for people.

    >>> _size(999), _size(1_500_000)
    ('999 bytes', '1.5 MB')
    """
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
