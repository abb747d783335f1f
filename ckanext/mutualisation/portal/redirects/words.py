"""What is said of a redirection that is refused, in the reader's language."""
from __future__ import annotations

from collections.abc import Iterable

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.redirects import Problem

__all__ = ["listed", "said"]

_MOST_SAID = 50


def said(fault: str, text: str) -> str:
    """Return the sentence about one fault of a source or a target."""
    sentences = {
        "capture": tk._("“{text}”: after a colon comes a name of small letters, such as :name"),
        "captured_twice": tk._("“{text}” uses one name twice"),
        "chain": tk._("leads to an address that is itself redirected, by “{text}”"),
        "characters": tk._("“{text}” has a character that no address can have"),
        "column": tk._("the first line of the file must name the columns source and target; “{text}” is missing"),
        "csv": tk._("the file cannot be read as CSV: {text}"),
        "dataset": tk._("this portal shows no dataset named “{text}”"),
        "foreign": tk._("“{text}” is not a site of the platform: a redirection stays on it"),
        "host": tk._("“{text}” has no readable host"),
        "loop": tk._("leads back to itself, by “{text}”"),
        "not_captured": tk._("uses “{text}”, which its source does not give"),
        "path": tk._("“{text}” must be a path, from its first slash: /explore/dataset/name"),
        "scheme": tk._("“{text}” is not a web address"),
        "star": tk._("“{text}”: * stands alone and last, for all that remains of the path"),
        "too_many": tk._("the table would have more than {text} rows"),
        "too_many_patterns": tk._("the table would have more than {text} patterns"),
        "twice": tk._("“{text}” stands twice"),
    }
    return sentences[fault].format(text=text)


def listed(problems: Iterable[Problem]) -> list[str]:
    """Return one line a problem, each with its line in the file and its field, the first fifty of them."""
    lines = [_line(problem) for problem in problems]
    more = len(lines) - _MOST_SAID
    return [*lines[:_MOST_SAID], *([tk._("and {count} more").format(count=more)] if more > 0 else [])]


def _line(problem: Problem) -> str:
    sentence = said(problem.fault, problem.text)
    if problem.line == 0:
        # A row of the table is right by itself: what it meets is in the file.
        where = tk._("Line {line}, {field}: a redirection of the table").format(line=problem.other_line, field="source")
        return f"{where} {sentence}"
    where = tk._("Line {line}, {field}:").format(line=problem.line, field=problem.field)
    if not problem.other_line or problem.other_line == problem.line:
        return f"{where} {sentence}"
    other = tk._("(line {line})").format(line=problem.other_line)
    return f"{where} {sentence} {other}"
