"""Reading the file: it needs no CKAN."""
from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ckanext.mutualisation.apply.document import Document, RefusedFile, locate, read
from ckanext.mutualisation.core.declaration import Problem

FILE = """\
version: 1
members:
  - name: nantes
    title: Nantes
    siren: "214401093"
  - name: loire-atlantique

    title: >-
      Loire-Atlantique
agreements:
  - valid_from: 2012-12-21
    share: 0.5
    current: true
    parent: null
"""


def written(folder: Path, text: str) -> str:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(folder: Path, text: str) -> list[str]:
    file = written(folder, text)
    with pytest.raises(RefusedFile) as caught:
        read(file)
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


def test_values_are_plain(tmp_path: Path) -> None:
    document = read(written(tmp_path, FILE))
    assert document.values["members"][0] == {"name": "nantes", "title": "Nantes", "siren": "214401093"}
    assert document.values["agreements"] == [
        {"valid_from": dt.date(2012, 12, 21), "share": 0.5, "current": True, "parent": None}
    ]


def test_relative_paths_start_from_the_file_s_own_folder(tmp_path: Path) -> None:
    assert read(written(tmp_path, FILE)).values["__directory__"] == str(tmp_path)


@pytest.mark.parametrize(("path", "line"), [
    (("version",), 1),
    (("members",), 2),
    (("members", 0), 3),
    (("members", 0, "siren"), 5),
    (("members", 1, "title"), 8),
    (("agreements", 0, "valid_from"), 11),
])
def test_every_value_has_its_line(tmp_path: Path, path: tuple[str | int, ...], line: int) -> None:
    assert read(written(tmp_path, FILE)).line(path) == line


def test_an_absent_value_has_the_line_of_what_should_hold_it(tmp_path: Path) -> None:
    document = read(written(tmp_path, FILE))
    assert document.line(("members", 1, "siren")) == 6
    assert document.line(("portals", 4)) == 1


def test_a_problem_is_shown_with_file_line_path_and_reason() -> None:
    document = Document("a.yaml", {}, {("members", 2, "siren"): 14})
    assert [str(problem) for problem in locate(document, [Problem(("members", 2, "siren"), "has 8 digits")])] == [
        "a.yaml:14: members[2].siren: has 8 digits"
    ]


def test_a_key_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    assert refused(tmp_path, "version: 1\nmembers:\n  - name: a\n    siren: '1'\n    siren: '2'\nversion: 1\n") == [
        "5: members[0].siren: is given twice, first on line 4",
        "6: version: is given twice, first on line 1",
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("members: [\n", "is not YAML"),
    ("a: b: c\n", "is not YAML"),
    ("a: 1\n---\nb: 2\n", "is not YAML"),
    ("", "must be a mapping"),
    ("- name: nantes\n", "must be a mapping"),
    ("nantes\n", "must be a mapping"),
    ("a: &a [*a]\n", "contains itself"),
    ("a: !!python/object/apply:os.system [id]\n", "must be a text"),
    ("a: !!python/name:os.system ''\n", "cannot be read"),
    ("a: !!set {b, c}\n", "must be a text"),
    ("a: !!binary aGVsbG8=\n", "must be a text"),
    ("a: 2012-12-21 10:00:00\n", "must be a text"),
    ("a: 2012-13-45\n", "cannot be read"),
    ("? [a, b]\n: c\n", "keys must be plain words"),
    ("a: &x {b: 1}\nc:\n  <<: *x\n", "keys must be plain words"),
])
def test_what_is_not_a_plain_declaration_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    problems = refused(tmp_path, text)
    assert problems
    assert said in problems[0]
    assert problems[0].split(":")[0].isdigit()


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(RefusedFile, match="cannot be read"):
        read(str(path))


def test_no_command_of_a_file_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "run"
    with pytest.raises(RefusedFile):
        read(written(tmp_path, f"a: !!python/object/apply:os.mkdir ['{mark}']\n"))
    assert not mark.exists()


def test_all_problems_come_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    problems = refused(tmp_path, "a: 1\nb: 2012-13-45\na: 2\n")
    assert [problem.split(":")[0] for problem in problems] == ["2", "3"]
