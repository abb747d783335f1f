"""Check, plan and apply a document with the sections of the loaded rooms."""
from __future__ import annotations

from collections.abc import Sequence

from ckanext.mutualisation.apply import rooms
from ckanext.mutualisation.apply.document import Document, RefusedFile, locate
from ckanext.mutualisation.core.declaration import Change, Problem, Section

__all__ = ["VERSION", "Interrupted", "apply", "check", "export", "plan"]

VERSION = 1


class Interrupted(Exception):
    """A section failed midway: ``done`` was made before, ``failed`` is its key, ``left`` are the keys not begun."""

    def __init__(self, done: Sequence[Change], failed: str, left: Sequence[str], cause: Exception) -> None:
        self.done, self.failed, self.left, self.cause = list(done), failed, list(left), cause
        super().__init__(f"{failed}: {type(cause).__name__}: {cause}")


def check(document: Document, sections: Sequence[Section]) -> None:
    """Raise RefusedFile with the problems of every section together; write nothing."""
    problems = [*_problems_of_keys(document, sections)]
    for section in _asked(document, sections):
        if isinstance(document.values[section.key], list):
            problems += section.check(document.values)
        else:
            problems.append(Problem((section.key,), "must be a list"))
    if problems:
        raise RefusedFile(locate(document, problems))


def plan(document: Document, sections: Sequence[Section]) -> list[Change]:
    """Return what `apply` would change, as far as can be known without writing."""
    return [change for section in _asked(document, sections) for change in section.plan(document.values)]


def apply(document: Document, sections: Sequence[Section]) -> list[Change]:
    """Make the instance as the document says and return what changed; raise Interrupted when a section fails."""
    asked = _asked(document, sections)
    done: list[Change] = []
    for position, section in enumerate(asked):
        try:
            for change in section.apply(document.values):
                done.append(change)
        except Exception as error:
            raise Interrupted(done, section.key, [later.key for later in asked[position + 1 :]], error) from error
    return done


def export(sections: Sequence[Section]) -> dict[str, object]:
    """Return the values of a file that would make the instance as it is."""
    found = {section.key: section.export() for section in sections}
    return {"version": VERSION, **{key: value for key, value in found.items() if value not in (None, [], {})}}


def _asked(document: Document, sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if section.key in document.values]


def _problems_of_keys(document: Document, sections: Sequence[Section]) -> list[Problem]:
    known = [section.key for section in sections]
    problems = []
    for key in document.values:
        if key in known or key == "__directory__":
            continue
        if key == "version":
            if document.values[key] != VERSION:
                problems.append(Problem((key,), f"must be {VERSION}, the only version of this file so far"))
            continue
        missing = rooms.plugin_of(key)
        why = f"needs the plugin {missing}, which is not loaded" if missing else "is not a section"
        problems.append(Problem((key,), f"{why}. Sections known here: {', '.join(['version', *known])}"))
    if "version" not in document.values:
        problems.append(Problem((), f"the key `version` is missing: write `version: {VERSION}`"))
    return problems
