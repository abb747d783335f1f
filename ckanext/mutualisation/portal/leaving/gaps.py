"""What an archive lacks."""
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Gap", "Unreadable"]


@dataclass(frozen=True)
class Gap:
    """One thing that could not be taken along: which kind, which one, and why."""

    what: str
    name: str
    reason: str


class Unreadable(Exception):
    """A file or a table cannot be read to its end; the message says why."""
