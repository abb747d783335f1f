"""The demo's own file, through every room: refused whole, shown, applied once, exported and found again."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ckan.tests.helpers import CKANTestApp

from tests.apply.demo import FILE, absent_rooms, ckan_mutualisation, empty, make_accounts


@pytest.fixture(scope="module")
def instance(platform: CKANTestApp) -> Iterator[None]:
    """An instance with the accounts that the file names, and nothing else."""
    if absent := absent_rooms():
        pytest.skip(f"this run loads no {', '.join(absent)}")
    empty()
    make_accounts()
    yield
    empty()


@pytest.fixture
def changed(tmp_path: Path) -> Iterator:
    """Return a function that writes the demo's file with some text replaced, where its logos are found."""
    def write(before: str, after: str) -> Path:
        text = FILE.read_text(encoding="utf-8")
        assert text.count(before) >= 1, before
        path = tmp_path / "changed.yaml"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        if not (tmp_path / "logos").exists():
            os.symlink(FILE.with_name("logos"), tmp_path / "logos")
        return path

    return write


def test_all_problems_are_told_with_their_lines_and_nothing_is_written(instance, changed) -> None:
    file = changed('siren: "244400404"', 'siren: "244400405"')
    file.write_text(file.read_text().replace("members: [loire-atlantique]", "members: [nulle-part]"))
    lines = file.read_text().splitlines()
    result = ckan_mutualisation("apply", file)
    assert result.exit_code == 1
    for mark, path in (("244400405", "members[2].siren"), ("nulle-part", "portals[1].members[0]")):
        number = 1 + next(index for index, line in enumerate(lines) if mark in line)
        assert f"{file}:{number}: {path}: " in result.stderr
    assert ckan_mutualisation("export").stdout == "version: 1\n"


def test_a_dry_run_names_everything_and_writes_nothing(instance) -> None:
    result = ckan_mutualisation("apply", FILE, "--dry-run")
    assert result.exit_code == 0, result.output
    for said in ("create members nantes-metropole", "create portals nantes", "create sources catalogue-nantes",
                 "create agreements pays-de-la-loire"):
        assert f"+ {said}" in result.stdout
    assert ckan_mutualisation("export").stdout == "version: 1\n"


def test_applied_once_then_there_is_nothing_to_change(instance) -> None:
    first = ckan_mutualisation("apply", FILE)
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith("Changed:\n")
    second = ckan_mutualisation("apply", FILE)
    assert (second.exit_code, second.stdout) == (0, "Nothing to change.\n")
    assert ckan_mutualisation("apply", FILE, "--dry-run").stdout == "Nothing to change.\n"


def test_what_is_exported_is_applied_without_a_change_and_stays_the_same(instance, tmp_path: Path) -> None:
    file = tmp_path / "exported.yaml"
    assert ckan_mutualisation("export", "-o", file).exit_code == 0
    exported = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(exported) == ["version", "members", "duties", "portals", "sources", "agreements"]
    assert {member["name"] for member in exported["members"]} == {
        "pays-de-la-loire", "loire-atlantique", "nantes-metropole", "nantes",
    }
    result = ckan_mutualisation("apply", file)
    assert (result.exit_code, result.stdout) == (0, "Nothing to change.\n"), result.output
    assert ckan_mutualisation("export").stdout == file.read_text(encoding="utf-8")


def test_one_changed_title_is_one_change(instance, changed) -> None:
    result = ckan_mutualisation("apply", changed("title: Ville de Nantes", "title: Nantes, la ville"), "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "Would change:",
        "  ~ update members nantes",
        "      title: Ville de Nantes -> Nantes, la ville",
    ]


def test_the_past_is_not_rewritten(instance, changed) -> None:
    result = ckan_mutualisation("apply", changed('"210000.00"', '"180000.00"'))
    assert result.exit_code == 1
    assert "agreements[0].expenses[0].amount: " in result.stderr
    assert ckan_mutualisation("apply", FILE).stdout == "Nothing to change.\n"


@pytest.mark.parametrize("key", ["members", "duties", "portals", "sources", "agreements"])
@pytest.mark.parametrize("value", ["3", "{}", "[3]", "[null]", "[{}]", "[[]]", "[{name: 3, slug: 4, member: [x]}]"])
def test_a_section_of_a_wrong_shape_is_refused_and_not_a_crash(instance, tmp_path: Path, key: str, value: str) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(f"version: 1\n{key}: {value}\n")
    result = ckan_mutualisation("apply", file)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert f"{file}:2: {key}" in result.stderr
