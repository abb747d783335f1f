"""`ckan mutualisation apply` and `export`, as a person runs them; the sections are kept in memory."""
from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ckan.plugins as p

from ckanext.mutualisation.apply import rooms
from ckanext.mutualisation.commands import mutualisation
from tests.apply.memory import MemorySection

# Looked up by the entry points below.
TOWNS = MemorySection("towns", 10)
ROADS = MemorySection("roads", 20)
SECTIONS = [ROADS, TOWNS]
LATER = [MemorySection("canals", 5)]

FILE = """\
version: 1
roads:
  - {name: a11, title: A11}
towns:
  - name: nantes
    title: Nantes
"""


@pytest.fixture(autouse=True)
def offered(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the sections of this module in place of the rooms', through the same entry points."""
    TOWNS.kept.clear()
    ROADS.kept.clear()
    TOWNS.checked = ROADS.checked = 0
    offer(monkeypatch, sections={"mutualisation": f"{__name__}:SECTIONS", "mutualisation_canals": f"{__name__}:LATER"})


def offer(monkeypatch: pytest.MonkeyPatch, sections: dict[str, str] | None = None,
          commands: dict[str, str] | None = None) -> None:
    entries = {rooms.SECTIONS: sections or {}, rooms.COMMANDS: commands or {}}
    monkeypatch.setattr(
        rooms, "entry_points",
        lambda group: [EntryPoint(plugin, value, group) for plugin, value in entries[group].items()],
    )


def ckan_mutualisation(*arguments: str) -> Result:
    return CliRunner().invoke(mutualisation, arguments)


def written(folder: Path, text: str = FILE) -> str:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


class TestApply:
    def test_sections_are_applied_by_rank_and_the_changes_printed(self, tmp_path: Path) -> None:
        result = ckan_mutualisation("apply", written(tmp_path))
        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            "Changed:",
            "  + create towns nantes",
            "      title: Nantes",
            "  + create roads a11",
            "      title: A11",
        ]
        assert (TOWNS.kept, ROADS.kept) == ({"nantes": "Nantes"}, {"a11": "A11"})

    def test_the_second_time_there_is_nothing_to_change(self, tmp_path: Path) -> None:
        file = written(tmp_path)
        ckan_mutualisation("apply", file)
        result = ckan_mutualisation("apply", file)
        assert (result.exit_code, result.stdout) == (0, "Nothing to change.\n")

    def test_a_dry_run_prints_the_difference_and_writes_nothing(self, tmp_path: Path) -> None:
        TOWNS.kept["nantes"] = "Ville de Nantes"
        result = ckan_mutualisation("apply", written(tmp_path), "--dry-run")
        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            "Would change:",
            "  ~ update towns nantes",
            "      title: Ville de Nantes -> Nantes",
            "  + create roads a11",
            "      title: A11",
        ]
        assert (TOWNS.kept, ROADS.kept) == ({"nantes": "Ville de Nantes"}, {})

    def test_a_section_that_the_file_does_not_name_is_left_alone(self, tmp_path: Path) -> None:
        ROADS.kept["a11"] = "A11"
        assert ckan_mutualisation("apply", written(tmp_path, "version: 1\ntowns: []\n")).exit_code == 0
        assert ROADS.kept == {"a11": "A11"}
        assert (TOWNS.checked, ROADS.checked) == (1, 0)

    def test_the_problems_of_all_sections_come_together_and_nothing_is_written(self, tmp_path: Path) -> None:
        text = "version: 1\nroads:\n  - name: a11\ntowns:\n  - {name: nantes, title: Nantes}\n  - name: x\n"
        file = written(tmp_path, text)
        result = ckan_mutualisation("apply", file)
        assert result.exit_code == 1
        assert result.stderr.splitlines() == [
            f"{file}:3: roads[0].title: is missing",
            f"{file}:6: towns[1].title: is missing",
            "2 problem(s): the file is refused, nothing was written.",
        ]
        assert TOWNS.kept == {}

    def test_an_unknown_key_is_refused_naming_the_known_ones(self, tmp_path: Path) -> None:
        file = written(tmp_path, FILE + "rivers: []\n")
        result = ckan_mutualisation("apply", file)
        assert result.exit_code == 1
        assert result.stderr.splitlines()[0] == (
            f"{file}:7: rivers: is not a section. Sections known here: version, towns, roads"
        )

    def test_a_key_whose_plugin_is_not_loaded_names_the_plugin(self, tmp_path: Path) -> None:
        result = ckan_mutualisation("apply", written(tmp_path, FILE + "canals: []\n"))
        assert result.exit_code == 1
        assert "canals: needs the plugin mutualisation_canals, which is not loaded" in result.stderr

    @pytest.mark.parametrize("value", ["", "3", "{}", "nantes"])
    def test_a_section_that_is_no_list_is_refused_before_its_room_sees_it(self, tmp_path: Path, value: str) -> None:
        file = written(tmp_path, f"version: 1\ntowns: {value}\n")
        result = ckan_mutualisation("apply", file)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{file}:2: towns: must be a list\n")
        assert TOWNS.checked == 0

    @pytest.mark.parametrize(("text", "said"), [
        ("towns: []\n", "the key `version` is missing: write `version: 1`"),
        ("version: 2\ntowns: []\n", "version: must be 1"),
    ])
    def test_the_version_of_the_file_is_asked_for(self, tmp_path: Path, text: str, said: str) -> None:
        result = ckan_mutualisation("apply", written(tmp_path, text))
        assert result.exit_code == 1
        assert said in result.stderr

    def test_a_failure_midway_tells_what_was_done_and_what_was_not(self, tmp_path: Path) -> None:
        text = "version: 1\nroads: []\ntowns:\n  - {name: nantes, title: Nantes}\n  - {name: fail, title: Fail}\n"
        result = ckan_mutualisation("apply", written(tmp_path, text))
        assert result.exit_code == 1
        assert "+ create towns nantes" in result.stdout
        assert "create towns fail" not in result.stdout
        assert "Failed in towns: RuntimeError: the disk is full" in result.stderr
        assert "Not begun: roads." in result.stderr

    def test_a_file_that_does_not_exist_is_said_so(self, tmp_path: Path) -> None:
        result = ckan_mutualisation("apply", str(tmp_path / "absent.yaml"))
        assert result.exit_code == 2
        assert "does not exist" in result.stderr


class TestApplyAsJson:
    def test_changes(self, tmp_path: Path) -> None:
        result = ckan_mutualisation("apply", written(tmp_path), "--dry-run", "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout)["changes"][0] == {
            "section": "towns", "name": "nantes", "verb": "create",
            "fields": {"title": {"now": None, "wanted": "Nantes"}},
        }

    def test_problems(self, tmp_path: Path) -> None:
        file = written(tmp_path, "version: 1\ntowns:\n  - name: x\n")
        result = ckan_mutualisation("apply", file, "--json")
        assert result.exit_code == 1
        assert json.loads(result.stdout) == {
            "problems": [{"file": file, "line": 3, "path": ["towns", 0, "title"], "message": "is missing"}]
        }

    def test_a_failure_midway(self, tmp_path: Path) -> None:
        text = "version: 1\nroads: []\ntowns:\n  - {name: nantes, title: Nantes}\n  - {name: fail, title: Fail}\n"
        result = ckan_mutualisation("apply", written(tmp_path, text), "--json")
        said = json.loads(result.stdout)
        assert result.exit_code == 1
        assert [change["name"] for change in said["changes"]] == ["nantes"]
        assert said["failed"] == {"section": "towns", "message": "the disk is full"}
        assert said["not_begun"] == ["roads"]


class TestExport:
    def test_what_is_exported_is_applied_without_a_change(self, tmp_path: Path) -> None:
        TOWNS.kept.update({"nantes": "Nantes, l’Éléphant: «cité»", "x": "  spaces # and: marks\nand lines"})
        file = str(tmp_path / "out.yaml")
        assert ckan_mutualisation("export", "-o", file).exit_code == 0
        assert "Éléphant" in Path(file).read_text(encoding="utf-8")
        result = ckan_mutualisation("apply", file)
        assert (result.exit_code, result.stdout) == (0, "Nothing to change.\n")

    def test_an_empty_section_is_left_out(self) -> None:
        assert ckan_mutualisation("export").stdout == "version: 1\n"


class TestRooms:
    def test_a_room_whose_plugin_is_not_loaded_is_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        offer(monkeypatch, commands={"mutualisation_absent": "ckanext.mutualisation.commands:mutualisation"})
        assert not p.plugin_loaded("mutualisation_absent")
        assert ckan_mutualisation("mutualisation").exit_code == 2
        assert "mutualisation  " not in ckan_mutualisation("--help").stdout

    def test_a_room_whose_plugin_is_loaded_is_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        offer(monkeypatch, commands={"mutualisation": "ckanext.mutualisation.commands:export_command"})
        assert "export_command" in ckan_mutualisation("--help").stdout

    def test_a_room_that_cannot_be_imported_is_named_and_leaves_the_others_usable(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        offer(monkeypatch, commands={"mutualisation": "ckanext.mutualisation.nowhere:room"})
        result = ckan_mutualisation("room", "verify", "--all")
        assert result.exit_code == 1
        assert "the room of plugin mutualisation cannot be loaded: ckanext.mutualisation.nowhere:room" in result.stderr
        assert "No module named" in result.stderr
        listed = ckan_mutualisation("--help")
        assert listed.exit_code == 0
        assert "(broken)" in listed.stdout
        assert ckan_mutualisation("export").exit_code == 0

    def test_a_room_whose_sections_cannot_be_imported_stops_apply(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        offer(monkeypatch, sections={"mutualisation": "ckanext.mutualisation.nowhere:SECTIONS"})
        result = ckan_mutualisation("apply", written(tmp_path))
        assert result.exit_code == 1
        assert "the room of plugin mutualisation cannot be loaded" in result.stderr
