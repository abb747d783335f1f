"""A portal's table of redirections: read from a CSV file and written to one, checked as a whole, and looked up."""
from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ckanext.mutualisation.core.redirects.pattern import Asked, MalformedRedirect, Part, Source, Target

__all__ = ["MOST_PATTERNS", "MOST_ROWS", "Problem", "Row", "Rule", "conflicts", "first_match", "read_csv", "write_csv"]

MOST_ROWS = 20_000
"""How many rows a table may have: more than any catalogue of the field has addresses."""
MOST_PATTERNS = 200
"""How many of them may be patterns, which are tried one after the other."""

_HEADER = ["source", "target"]


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: its line (1 is the first of the file), its field, and a key of the caller's messages."""

    line: int
    field: str
    fault: str
    text: str = ""
    other_line: int = 0


@dataclass(frozen=True)
class Rule:
    """One redirection of the portal ``face``, at a line of a file (0 when it stands in the table already).

    ``to`` is the portal where it leads, None for the common site; ``landing`` is the target as that portal sees it.

    :raises MalformedRedirect: when the target uses what the source does not give.
    """

    face: str
    source: Source
    target: Target
    to: str | None
    landing: Target
    line: int = 0

    def __post_init__(self) -> None:
        missing = sorted(self.target.captures - self.source.captures)
        if missing:
            raise MalformedRedirect("not_captured", missing[0])


@dataclass(frozen=True)
class Row:
    """One line of a CSV file, as it is written there."""

    line: int
    source: str
    target: str


def read_csv(text: str) -> tuple[list[Row], list[Problem]]:
    """Read a file with the columns ``source`` and ``target``, separated by commas, semicolons or tabs.

    Empty lines and further columns do not matter. Problems are those of the file as such.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in _HEADER if name not in header]
        if missing:
            return [], [Problem(1, missing[0], "column", missing[0])]
        source, target = (header.index(name) for name in _HEADER)
        for fields in reader:
            if any(field.strip() for field in fields):
                cells = [*fields, *[""] * len(header)]
                rows.append(Row(reader.line_num, cells[source].strip(), cells[target].strip()))
            if len(rows) > MOST_ROWS:
                return [], [Problem(reader.line_num, "source", "too_many", str(MOST_ROWS))]
    except csv.Error as error:
        return [], [Problem(reader.line_num, "source", "csv", str(error))]
    return rows, []


def write_csv(rows: Iterable[tuple[str, str]]) -> str:
    """Return the file that ``read_csv`` reads back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    writer.writerows(rows)
    return out.getvalue()


def conflicts(rules: Collection[Rule]) -> Iterator[Problem]:
    """Yield every rule that stands twice, that leads to itself or to what another redirects, or that is one too many.

    So a visitor is redirected once at most, and never in a circle.
    """
    starts: _Starts = defaultdict(list)
    patterns: dict[str, int] = defaultdict(int)
    seen: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        earlier = seen.setdefault((rule.face, str(rule.source)), rule)
        if earlier is not rule:
            yield Problem(rule.line, "source", "twice", str(rule.source), earlier.line)
        if rule.source.is_pattern:
            patterns[rule.face] += 1
            if patterns[rule.face] == MOST_PATTERNS + 1:
                yield Problem(rule.line, "source", "too_many_patterns", str(MOST_PATTERNS))
        starts[rule.face, _start(rule.source.segments)].append(rule)
    for rule in rules:
        if rule.to is not None:
            yield from _led_further(rule, rule.to, starts)


_Starts = dict[tuple[str, str | None], list[Rule]]
"""The rules of each portal by how their source begins: only those that begin alike are compared."""


def _start(segments: tuple[Part, ...]) -> str | None:
    """Return the first segment, empty for the home page, None where anything may stand there."""
    if not segments:
        return ""
    return segments[0] if isinstance(segments[0], str) else None


def _led_further(rule: Rule, to: str, starts: _Starts) -> Iterator[Problem]:
    start = _start(rule.landing.segments)
    if start is None:
        near = [each for (face, _), group in starts.items() if face == to for each in group]
    else:
        near = [*starts.get((to, start), ()), *starts.get((to, None), ())]
    for other in near:
        if other.source.answers_for(rule.landing):
            fault = "loop" if other is rule else "chain"
            yield Problem(rule.line, "target", fault, str(other.source), other.line)
            return


def first_match(rules: Iterable[Rule], asked: Asked) -> tuple[Rule, dict[str, str]] | None:
    """Return the rule for an address, and what it captured there.

    An exact path comes before a pattern, one that names query parameters before one that does not; then the first.
    """
    for rule in sorted(rules, key=lambda rule: (rule.source.is_pattern, not rule.source.query)):
        captured = rule.source.match(asked)
        if captured is not None:
            return rule, captured
    return None
