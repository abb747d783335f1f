"""Read a CSV file as its publisher meant it: separator, encoding, and a type for each column. No CKAN here.

>>> read_table("Commune;Code;Habitants\\nArles;01004;51 811\\n".encode()).columns
(Column(name='Commune', type='text'), Column(name='Code', type='text'), Column(name='Habitants', type='text'))
"""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

__all__ = ["Column", "ColumnType", "NotATable", "Table", "read_table"]

ColumnType = Literal["text", "numeric", "date", "timestamp"]

SEPARATORS = ";,\t|"
MAX_NAME_BYTES = 63
"""PostgreSQL cuts longer names."""

csv.field_size_limit(10_000_000)


class NotATable(ValueError):
    """The file cannot be read as a table; the message says why."""


@dataclass(frozen=True)
class Column:
    """A column's name, made fit for the DataStore, and what its values are."""

    name: str
    type: ColumnType


@dataclass(frozen=True)
class Table:
    """A table's columns, and its rows in the same order; an empty cell is None, except in text."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]


def read_table(content: bytes) -> Table:
    """Read a CSV file.

    A column is numeric only if no value would change by being read as a number: codes with leading zeros stay text.

    :raises NotATable: nothing in it, one line only, or not text.
    """
    text = _decode(content)
    lines = csv.reader(io.StringIO(text), delimiter=_separator(text))
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise NotATable("The file has no row under its header.")
    names = _names(lines[0])
    rows = [_fit(line, len(names)) for line in lines[1:]]
    types = [_type(column) for column in zip(*rows, strict=True)]
    columns = tuple(Column(name, kind) for name, (kind, _) in zip(names, types, strict=True))
    readers = [reader for _, reader in types]
    return Table(columns, tuple(tuple(_cells(row, columns, readers)) for row in rows))


def _decode(content: bytes) -> str:
    if b"\0" in content[:4096]:
        raise NotATable("The file is not text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """Return the separator that gives the header the most columns, and a like number to the next lines."""
    sample = text[:20_000]

    def fitness(separator: str) -> tuple[int, int]:
        widths = [len(line) for line in csv.reader(io.StringIO(sample), delimiter=separator)][:20]
        width = widths[0] if widths else 1
        return sum(other == width for other in widths) if width > 1 else 0, width

    return max(SEPARATORS, key=fitness)


def _names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for at, cell in enumerate(header, start=1):
        # A colon would be taken for a parameter by the DataStore's SQL.
        clean = re.sub(r"[\x00-\x1f\":]", " ", cell).strip().lstrip("_") or f"Colonne {at}"
        name, number = _cut(clean), 1
        while name in names:
            number += 1
            name = f"{_cut(clean, MAX_NAME_BYTES - 4)} {number}"
        names.append(name)
    return names


def _cut(name: str, size: int = MAX_NAME_BYTES) -> str:
    return name.encode()[:size].decode(errors="ignore").strip()


def _fit(line: Sequence[str], width: int) -> list[str]:
    cells = [cell.strip() for cell in line[:width]]
    return cells + [""] * (width - len(cells))


NUMBER = re.compile(r"-?(0|[1-9]\d{0,30})(\.\d{1,30})?")
FRENCH_NUMBER = re.compile(r"-?(0|[1-9]\d{0,30})(,\d{1,30})?")


def _type(values: Iterable[str]) -> tuple[ColumnType, Callable[[str], str]]:
    present = [value for value in values if value]
    if present:
        if all(NUMBER.fullmatch(value) for value in present):
            return "numeric", str
        if all(FRENCH_NUMBER.fullmatch(value) for value in present):
            return "numeric", lambda value: value.replace(",", ".")
        if all(_is_date(value) for value in present):
            return "date", str
        if all(_is_moment(value) for value in present):
            return "timestamp", str
    return "text", str


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", value):
        return False
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _cells(
    row: Sequence[str], columns: Sequence[Column], readers: Sequence[Callable[[str], str]]
) -> Iterable[str | None]:
    for cell, column, read in zip(row, columns, readers, strict=True):
        yield read(cell) if cell or column.type == "text" else None
