"""`python3 -m stack up NAME`: start, stop and look at a stack. The Makefile calls it."""
from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator

from stack import ckan, postgres, process, redis, solr
from stack.layout import Stack, StackError


def main() -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="stack", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "clean", "logs", "status"])
    parser.add_argument("name", help="the stack: demo, test or another name")
    parser.add_argument("--plugins", help="plugins to load instead of those of the project's ini file")
    options = parser.parse_args()
    stack = Stack(options.name)
    try:
        {"up": _up, "down": _down, "clean": _clean, "logs": _logs, "status": _status}[options.command](stack, options)
    except StackError as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1
    return 0


def _up(stack: Stack, options: argparse.Namespace) -> None:
    stack.make_folders()
    with _step("PostgreSQL"):
        postgres.up(stack)
    with _step("Redis"):
        redis.up(stack)
    with _step("Solr"):
        solr.up(stack)
    services = ckan.PROCESSES if stack.is_demo else ()
    with _step("databases"):
        ckan.write_ini(stack, options.plugins)
        ckan.prepare(stack, peer=bool(services))
    if services:
        with _step("CKAN, its workers and the peer CKAN"):
            ckan.up(stack, services)


def _down(stack: Stack, _: argparse.Namespace) -> None:
    ckan.down(stack)
    solr.down(stack)
    redis.down(stack)
    postgres.down(stack)


def _clean(stack: Stack, options: argparse.Namespace) -> None:
    _down(stack, options)
    postgres.remove(stack)
    shutil.rmtree(stack.folder, ignore_errors=True)


def _logs(stack: Stack, _: argparse.Namespace) -> None:
    files = sorted(str(path) for path in (stack.folder / "log").glob("*.log"))
    if not files:
        raise StackError(f"The stack «{stack.name}» has written no log yet: start it first.")
    os.execvp("tail", ["tail", "-n", "40", "-F", *files])  # noqa: S606


def _status(stack: Stack, _: argparse.Namespace) -> None:
    for service in ("postgres", "redis", "solr", *ckan.PROCESSES):
        state = "running" if process.is_running(stack, service) else "stopped"
        print(f"{service:10} {state:8} 127.0.0.1:{stack.ports[service]}" if service in stack.ports
              else f"{service:10} {state}")


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    print(f"  {name} … ", end="", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
