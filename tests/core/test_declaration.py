from __future__ import annotations

import pytest

from ckanext.mutualisation.core.declaration import Change, Problem, path_text


@pytest.mark.parametrize(("path", "text"), [
    ((), ""),
    (("members",), "members"),
    (("members", 2, "siren"), "members[2].siren"),
    (("portals", 0, "title", "fr"), "portals[0].title.fr"),
    (("agreements", 0, "key", "shares", 1), "agreements[0].key.shares[1]"),
])
def test_a_path_is_written_as_a_person_reads_it(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


def test_a_change_says_nothing_of_fields_unless_told() -> None:
    assert Change("members", "nantes", "create").fields == {}


def test_problems_and_changes_are_values() -> None:
    assert Problem(("members",), "must be a list") == Problem(("members",), "must be a list")
    with pytest.raises(AttributeError):
        Change("members", "nantes", "create").verb = "update"  # type: ignore[misc]
