"""How the archive's texts are written: YAML that `apply` reads, JSON, and CSV that a spreadsheet opens without harm."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

__all__ = ["as_json", "as_yaml", "csv_lines", "front_matter"]

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# YAML reads these as ends of lines: outside quotes they would not come back.
_OTHER_LINES = frozenset("\x85\u2028\u2029")


def as_yaml(value: Any) -> str:
    """Return YAML that reads back equal; prose stands in blocks, as it was typed."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if _OTHER_LINES & set(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


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
