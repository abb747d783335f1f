"""How the archive's texts are written: JSON, CSV that a spreadsheet opens without harm, Markdown with its title."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ckanext.mutualisation.core.declaration_text import as_yaml

__all__ = ["as_json", "csv_lines", "front_matter"]

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_json(value: Any) -> str:
    """Return JSON for people and programs, with a line's end."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def front_matter(fields: dict[str, Any], text: str) -> str:
    """Return a Markdown file that says what it is above its text, as generators of sites read it."""
    return f"---\n{as_yaml(fields)}---\n\n{text.rstrip()}\n"


def csv_lines(header: list[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Yield the lines of a CSV file in UTF-8. A cell that a spreadsheet would run as a formula gets an apostrophe."""
    yield _csv_line(header)
    for row in rows:
        yield _csv_line([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in row])


def _csv_line(cells: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()
