"""A Redis of this stack's own."""
from __future__ import annotations

import socket

from stack import process
from stack.layout import Stack

__all__ = ["down", "up", "url"]


ONE_YEAR = 31_536_000


def url(stack: Stack) -> str:
    """Return the address that CKAN takes.

    Since version 8 the redis client gives up after 5 seconds of silence, which ends ckanext-harvest's consumers
    when no job comes; the address is the one place where an operator can say to wait.
    """
    return f"redis://127.0.0.1:{stack.ports['redis']}/0?socket_timeout={ONE_YEAR}"


def up(stack: Stack) -> None:
    """Start Redis and wait until it listens."""
    process.start(stack, "redis", [
        "redis-server", "--bind", "127.0.0.1", "--port", str(stack.ports["redis"]), "--dir", stack.folder,
        "--save", "", "--appendonly", "no", "--daemonize", "no",
    ])
    process.wait_until(lambda: _answers(stack), stack, "redis")


def down(stack: Stack) -> None:
    """End Redis."""
    process.stop(stack, "redis")


def _answers(stack: Stack) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", stack.ports["redis"])) == 0
