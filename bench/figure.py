"""What a bench hands back: one figure, its target, and whether it is met; and the table of all."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Figure", "table"]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    ``measured`` is the figure with its unit and its spread, ``how`` what it was made of. ``target`` and ``met`` are
    empty and None for a figure that is given for information.
    """

    name: str
    measured: str
    how: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return how the target was met, for a reader."""
        return {True: "✓ met", False: "✗ MISSED", None: ""}[self.met]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for a terminal."""
    head = ("figure", "measured", "target", "", "made of")
    rows = [head, *((each.name, each.measured, each.target, each.verdict, each.how) for each in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "─" * min(max(map(len, lines)), 160), *lines[1:]])
