"""The shared CKAN and its stock peer: their configuration, databases and processes."""
from __future__ import annotations

import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from stack import postgres, process, redis, solr
from stack.layout import PROJECT, Stack

__all__ = ["PROCESSES", "command", "down", "prepare", "up", "write_ini"]

PROCESSES = ("ckan", "peer", "jobs", "gather", "fetch")


def command(stack: Stack, *arguments: str, ini: Path | None = None) -> list[str | Path]:
    """Return the command line of the `ckan` CLI on this stack."""
    return [stack.venv / "bin" / "ckan", "-c", ini or stack.ini, *arguments]


def write_ini(stack: Stack, plugins: str | None = None) -> None:
    """Write ckan.ini and peer.ini: what is of this stack alone, on top of the project's own files.

    :param plugins: replaces the list of plugins of the project's file, separated by spaces.
    """
    base = "demo/ckan.ini" if stack.is_demo else "test.ini"
    shared = _common(stack, "ckan", "storage") | {
        "ckan.site_url": f"http://localhost:{stack.ports['ckan']}",
        "ckan.datastore.write_url": postgres.url(stack, "datastore"),
        "ckan.datastore.read_url": postgres.url(stack, "datastore", postgres.READER),
    }
    if plugins:
        shared["ckan.plugins"] = plugins
    _write(stack.ini, base, shared)
    peer = _common(stack, "peer", "peer-storage") | {
        "ckan.site_url": f"http://127.0.0.1:{stack.ports['peer']}",
        "extra_public_paths": str(stack.folder / "peer-files"),
    }
    (stack.folder / "peer-files").mkdir(exist_ok=True)
    _write(stack.peer_ini, "dev/peer.ini", peer)


def prepare(stack: Stack, *, peer: bool) -> None:
    """Bring the databases to the schema of the installed code; nothing to do when it has not changed."""
    stamp = stack.folder / "run" / "migrated"
    wanted = _schema_mark(stack, peer)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    process.run(command(stack, "db", "upgrade"))
    postgres.psql(stack, process.run(command(stack, "datastore", "set-permissions")), "datastore", postgres.OWNER)
    # Scripts take their words from files that only this command writes.
    process.run(command(stack, "translation", "js"))
    if peer:
        process.run(command(stack, "db", "upgrade", ini=stack.peer_ini))
    stamp.write_text(wanted)


def up(stack: Stack, services: Iterable[str]) -> None:
    """Start the named processes and wait until the web ones answer."""
    for service in services:
        process.start(stack, service, _command_of(stack, service), env=_environment_of(stack, service))
    for service in ("ckan", "peer"):
        if service in services:
            process.wait_until(lambda name=service: _answers(stack, name), stack, service)


def down(stack: Stack) -> None:
    """End every process of CKAN's that this stack started."""
    for service in PROCESSES:
        process.stop(stack, service)


def _command_of(stack: Stack, service: str) -> list[str | Path]:
    if service in ("ckan", "peer"):
        return [
            stack.venv / "bin" / "gunicorn", "--chdir", PROJECT / "dev", "--bind", f"127.0.0.1:{stack.ports[service]}",
            "--workers", "2" if service == "ckan" else "1", "--threads", "4", "--worker-class", "gthread",
            "--timeout", "120", "--no-control-socket", "wsgi:application",
        ]
    if service == "jobs":
        return command(stack, "jobs", "worker")
    return command(stack, "harvester", f"{service}-consumer")


def _environment_of(stack: Stack, service: str) -> dict[str, str]:
    ini = stack.peer_ini if service == "peer" else stack.ini
    return {"CKAN_INI": str(ini), "PYTHONUNBUFFERED": "1"}


def _common(stack: Stack, database: str, storage: str) -> dict[str, str]:
    return {
        "SECRET_KEY": stack.secrets["session"],
        "api_token.jwt.encode.secret": f"string:{stack.secrets['token']}",
        "api_token.jwt.decode.secret": f"string:{stack.secrets['token']}",
        "sqlalchemy.url": postgres.url(stack, database),
        "solr_url": solr.url(stack, database),
        "ckan.redis.url": redis.url(stack),
        "ckan.storage_path": str(stack.folder / storage),
    }


def _write(path: Path, base: str, values: dict[str, str]) -> None:
    lines = [f"# Written by dev/stack for the stack «{path.parent.name}»: edit {base} instead.", "[app:main]",
             f"use = config:{os.path.relpath(PROJECT / base, path.parent)}"]
    lines += [f"{name} = {value.replace('%', '%%')}" for name, value in values.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)


def _schema_mark(stack: Stack, peer: bool) -> str:
    """Sum up what decides the schema and the words: plugins, pinned versions, our migrations and translations."""
    mark = hashlib.sha256(json.dumps([peer]).encode())
    files = [stack.ini, PROJECT / "test.ini", PROJECT / "demo" / "ckan.ini", PROJECT / "constraints.txt"]
    ours = PROJECT / "ckanext" / "mutualisation"
    files += sorted([*(ours / "migration").rglob("*.py"), *ours.rglob("*.mo")])
    for file in files:
        mark.update(file.read_bytes() if file.exists() else b"")
    return mark.hexdigest()


def _answers(stack: Stack, service: str) -> bool:
    host = "localhost" if service == "ckan" else "127.0.0.1"
    request = urllib.request.Request(
        f"http://127.0.0.1:{stack.ports[service]}/api/3/action/status_show",
        headers={"Host": f"{host}:{stack.ports[service]}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
