"""A PostgreSQL cluster of this stack's own, not run as root, and its databases."""
from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
from pathlib import Path

from stack import process
from stack.layout import PROJECT, Stack, StackError

__all__ = ["DATABASES", "OWNER", "READER", "down", "psql", "remove", "up", "url"]

OWNER = "ckan_default"
READER = "datastore_default"
DATABASES = ("ckan", "datastore", "peer")
# A stack can be made again at will: it does not wait for the disk.
SETTINGS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "shared_buffers": "128MB", "max_connections": "120", "logging_collector": "off",
}


def url(stack: Stack, database: str, role: str = OWNER) -> str:
    """Return the SQLAlchemy address of a database."""
    return f"postgresql://{role}:{stack.secrets['postgres']}@127.0.0.1:{stack.ports['postgres']}/{database}"


def up(stack: Stack) -> None:
    """Make the cluster if need be, start it, and make the roles and databases that are missing."""
    data = stack.database_folder
    if not (data / "PG_VERSION").exists():
        _make_cluster(stack, data)
    process.start(
        stack, "postgres",
        [_program("postgres"), "-D", data, "-p", str(stack.ports["postgres"]), "-h", "127.0.0.1", "-k", "",
         *(part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}"))],
        user=_user(), cwd=Path("/"),
    )
    process.wait_until(lambda: _answers(stack), stack, "postgres")
    _make_databases(stack)


def down(stack: Stack) -> None:
    """End the cluster, its clients disconnected."""
    process.stop(stack, "postgres", signal.SIGINT)


def remove(stack: Stack) -> None:
    """Delete the cluster's data, wherever they are, and the folders outside the checkout that held only them."""
    data = stack.database_folder
    shutil.rmtree(data, ignore_errors=True)
    if not data.is_relative_to(PROJECT):
        for folder in data.parents[:3]:
            with contextlib.suppress(OSError):
                folder.rmdir()


def psql(stack: Stack, statements: str, database: str = "postgres", role: str = "postgres") -> str:
    """Run SQL and return psql's bare output."""
    return process.run(
        [_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", url(stack, database, role)],
        stdin=statements,
    )


def _make_cluster(stack: Stack, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    secret = stack.folder / "run" / "initdb-password"
    secret.write_text(stack.secrets["postgres"])
    user = _user()
    if user:
        shutil.chown(data, user, user)
        shutil.chown(secret, user, user)
        secret = secret.rename(data.parent / ".initdb-password")
    try:
        process.run(
            [_program("initdb"), "-D", data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            user=user,
        )
    finally:
        secret.unlink(missing_ok=True)


def _make_databases(stack: Stack) -> None:
    secret = stack.secrets["postgres"]
    have = set(psql(stack, "SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database;").split())
    wanted = [f"CREATE ROLE {role} LOGIN PASSWORD '{secret}';" for role in (OWNER, READER) if role not in have]
    wanted += [
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';"
        for name in DATABASES if name not in have
    ]
    for statement in wanted:
        psql(stack, statement)


def _answers(stack: Stack) -> bool:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", stack.ports["postgres"])):
            return False
    try:
        psql(stack, "SELECT 1;")
    except StackError:
        return False
    return True


def _program(name: str) -> str:
    """Find a PostgreSQL program; Debian keeps the server's outside PATH."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -int(path.parts[-3]))
    found = str(newest_first[0]) if newest_first else shutil.which(name)
    if not found:
        raise StackError(f"{name} is not installed. Remedy: apt-get install postgresql")
    return found


def _user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
