"""Read the declarative file: plain values, and the line that each of them stands on.

Needs no CKAN. Only plain YAML is taken: a key given twice, a value of another type or an alias to itself is refused.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from ckanext.mutualisation.core.declaration import Path, Problem, path_text

__all__ = ["Document", "FileProblem", "RefusedFile", "locate", "read"]

MAPPING = "tag:yaml.org,2002:map"
SEQUENCE = "tag:yaml.org,2002:seq"
MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class FileProblem:
    """A problem with its place in the file: ``FILE:LINE: members[2].siren: message``."""

    file: str
    line: int
    path: Path
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        return where + (f"{path_text(self.path)}: {self.message}" if self.path else self.message)


class RefusedFile(Exception):
    """The file cannot be accepted; nothing was written. ``problems`` are all of them, in the file's order."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Document:
    """A file that was read: ``values`` by top-level key, ``lines`` (from 1) by path, ``file`` as it was named to us."""

    file: str
    values: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of a value, or that of the closest thing above it when the value itself is absent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(file: str) -> Document:
    """Read a file; raise RefusedFile when it is no YAML, no mapping, or says something twice.

    ``values["__directory__"]`` is the folder (str) that the file's relative paths start from.
    """
    try:
        text = FilePath(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedFile([FileProblem(file, 1, (), f"cannot be read: {error}")]) from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "is not YAML"
        raise RefusedFile([FileProblem(file, mark.line + 1 if mark else 1, (), f"is not YAML: {said}")]) from error
    except yaml.YAMLError as error:
        raise RefusedFile([FileProblem(file, 1, (), f"is not YAML: {error}")]) from error
    if not isinstance(root, yaml.MappingNode):
        raise RefusedFile([FileProblem(file, 1, (), "must be a mapping of sections, such as `members:`")])
    reader = _Reader(file)
    values = reader.value(root, ())
    if reader.problems:
        raise RefusedFile(reader.problems)
    values["__directory__"] = str(FilePath(file).resolve().parent)
    return Document(file, values, reader.lines)


def locate(document: Document, problems: Iterable[Problem]) -> list[FileProblem]:
    """Give each problem its line."""
    return [
        FileProblem(document.file, document.line(problem.path), problem.path, problem.message) for problem in problems
    ]


class _Reader:
    """Turn YAML nodes into plain values, keeping the lines and the problems met on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[FileProblem] = []
        self._scalars = yaml.SafeLoader("")
        self._open: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._open:
            return self._refuse(node, path, "contains itself")
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode) and node.tag == MAPPING:
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode) and node.tag == SEQUENCE:
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            return self._scalar(node, path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == MERGE:
                self._refuse(key_node, path, "keys must be plain words")
                continue
            inner = (*path, key)
            if key in values:
                self._refuse(key_node, inner, f"is given twice, first on line {self.lines[inner]}")
                continue
            # A key's line, not its value's: that is where the reader looks.
            self.lines[inner] = key_node.start_mark.line + 1
            values[key] = self.value(value_node, inner)
        return values

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        try:
            value = self._scalars.construct_object(node) if isinstance(node, yaml.ScalarNode) else node
        except (yaml.YAMLError, ValueError) as error:
            return self._refuse(node, path, f"cannot be read: {getattr(error, 'problem', None) or error}")
        if value is None or isinstance(value, (str, bool, int, float)) or type(value) is dt.date:
            return value
        return self._refuse(node, path, "must be a text, a number, true or false, or a date")

    def _refuse(self, node: yaml.Node, path: Path, message: str) -> None:
        self.problems.append(FileProblem(self.file, node.start_mark.line + 1, path, message))
