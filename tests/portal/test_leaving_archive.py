"""The file that holds what a portal takes along: names that can do no harm, whole or not there, in bounded memory."""
from __future__ import annotations

import json
import resource as limits
import stat
import tracemalloc
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import uploader

from ckanext.mutualisation.core.declaration_text import as_yaml
from ckanext.mutualisation.portal.leaving import files
from ckanext.mutualisation.portal.leaving.archive import Archive
from tests.portal.leaving import Opened, act, leave, prepare, run, upload


@pytest.fixture(scope="module")
def leaver(territory):
    return prepare()


class TestNamesThatCameFromElsewhere:
    @pytest.mark.parametrize(
        ("dataset", "name", "path"),
        [
            ("../../up", "x.csv", "files/.._.._up/{id}/x.csv"),
            ("/etc", "x.csv", "files/_etc/{id}/x.csv"),
            ("d", "../../../etc/passwd", "files/d/{id}/passwd"),
            ("d", "..%2F..%2Fpasswd", "files/d/{id}/.._.._passwd"),
            ("d", "..%5C..%5Cwin.ini", "files/d/{id}/.._.._win.ini"),
            ("d", "a%00b%0A.csv", "files/d/{id}/a_b_.csv"),
            ("d", "..", "files/d/{id}/file"),
            ("..", "CON.csv", "files/file/{id}/_CON.csv"),
        ],
    )
    def test_no_name_leaves_its_folder(self, leaver, tmp_path, dataset, name, path):
        identifier = leaver["file"]["id"]
        hostile = {"id": identifier, "url_type": "upload", "url": f"https://x.example/download/{name}"}
        assert _written(tmp_path, {"name": dataset, "resources": [hostile]}) == [path.format(id=identifier)]

    @pytest.mark.parametrize("identifier", ["../../../../../../etc/passwd", "/etc/passwd", "abc..", "", "abcdef/../x"])
    def test_no_identifier_reads_outside_the_storage(self, leaver, tmp_path, identifier):
        hostile = {"id": identifier, "url_type": "upload", "url": "x.csv"}
        assert _written(tmp_path, {"name": "d", "resources": [hostile]}, gaps=1) == []

    def test_names_that_differ_by_case_alone_both_stay(self, leaver, tmp_path):
        with Archive(tmp_path / "a.zip", datetime.now(timezone.utc)) as archive:
            assert archive.add_text("files/D/x.csv", "1").path == "files/D/x.csv"
            assert archive.add_text("files/d/X.csv", "2").path == "files/d/X-2.csv"
            with pytest.raises(ValueError):
                archive.add_text("files/../../x.csv", "3")
            with pytest.raises(ValueError):
                archive.add_text("/etc/x.csv", "4")

    def test_a_title_that_a_spreadsheet_would_run_is_a_text(self, leaver, cli, tmp_path):
        act("package_patch", id="nantes-3", title="=HYPERLINK(\"https://evil.example\")")
        try:
            leave(cli, tmp_path / "n.zip")
            rows = Opened(tmp_path / "n.zip").rows("addresses.csv")
            (row,) = [each for each in rows if each["target"] == "/dataset/nantes-3"]
            assert row["title"].startswith("'=HYPERLINK")
        finally:
            act("package_patch", id="nantes-3", title="Jeu 3 de Ville de Nantes")


def _written(folder: Path, package: dict, gaps: int = 0) -> list[str]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    with Archive(folder / "a.zip", datetime.now(timezone.utc)) as archive:
        _, found = files.write_files(archive, [package], user, lambda done: None)
        archive.finish()
    assert len(found) == gaps
    return list(Opened(folder / "a.zip").files)


class TestTheFile:
    def test_it_is_never_half_written(self, leaver, cli, tmp_path):
        target = tmp_path / "n.zip"
        target.write_bytes(b"yesterday's")
        before = limits.getrlimit(limits.RLIMIT_FSIZE)
        limits.setrlimit(limits.RLIMIT_FSIZE, (4_000, before[1]))
        try:
            result = run(cli, "export", "nantes", "--to", str(target), "--force")
        finally:
            limits.setrlimit(limits.RLIMIT_FSIZE, before)
        assert result.exit_code == 1
        assert "cannot be written: File too large" in result.output
        assert [path.name for path in tmp_path.iterdir()] == ["n.zip"]
        assert target.read_bytes() == b"yesterday's"
        leave(cli, target, "--force")
        Opened(target).check_sums()
        assert [path.name for path in tmp_path.iterdir()] == ["n.zip"]

    def test_a_file_that_stops_midway_leaves_nothing_of_itself(self, leaver, tmp_path):
        def pieces():
            yield b"x" * 3_000_000
            raise RuntimeError("the line was cut")

        with Archive(tmp_path / "a.zip", datetime.now(timezone.utc)) as archive:
            archive.add_text("first.txt", "1")
            with pytest.raises(RuntimeError):
                archive.add("half.bin", pieces())
            archive.add_text("last.txt", "2")
            archive.finish()
        assert Opened(tmp_path / "a.zip").files == {"first.txt": b"1", "last.txt": b"2"}

    def test_only_who_writes_it_may_read_it(self, leaver, cli, tmp_path):
        leave(cli, tmp_path / "n.zip")
        assert stat.S_IMODE((tmp_path / "n.zip").stat().st_mode) == 0o600

    def test_what_exists_is_kept_unless_it_is_to_be_replaced(self, leaver, cli, tmp_path):
        target = tmp_path / "n.zip"
        target.write_bytes(b"mine")
        assert "--force" in leave(cli, target, code=1).output
        assert target.read_bytes() == b"mine"
        leave(cli, target, "--force")
        assert len(Opened(target).files) > 10

    @pytest.mark.parametrize("folder", ["absent", "a-file", "/proc"])
    def test_a_folder_that_takes_nothing_is_told_with_the_remedy(self, leaver, cli, tmp_path, folder):
        (tmp_path / "a-file").write_text("")
        result = leave(cli, tmp_path / folder / "n.zip", code=1)
        assert "cannot be written" in result.output
        assert "Remedy" in result.output

    def test_an_unknown_portal_is_told(self, leaver, cli, tmp_path):
        result = leave(cli, tmp_path / "n.zip", slug="nobody", code=1)
        assert "no portal named nobody" in result.output
        assert list(tmp_path.iterdir()) == []

    def test_without_a_name_it_is_the_slug_and_the_day_here(self, leaver, cli, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        result = run(cli, "export", "region")
        assert result.exit_code == 0, result.output
        (written,) = tmp_path.iterdir()
        assert written.name == f"region-{datetime.now(timezone.utc):%Y-%m-%d}.zip"
        assert written.name in result.output

    def test_what_it_does_is_told_beside_what_it_answers(self, leaver, cli, tmp_path):
        result = leave(cli, tmp_path / "n.zip", "--json")
        answer = json.loads(result.stdout)
        assert answer["whole"] is True
        assert answer["missing"] == []
        assert answer["bytes"] == (tmp_path / "n.zip").stat().st_size
        assert answer["contents"]["datasets"] == 8
        assert "8 datasets of nantes-metropole, nantes" in result.stderr
        spoken = leave(cli, tmp_path / "m.zip")
        assert "8 datasets\n" in spoken.stdout
        assert "2 of which private" in spoken.stdout

    def test_nothing_changes_on_the_platform(self, leaver, cli, tmp_path):
        before = act("mutualisation_portal_show", id="nantes"), act("package_show", id="nantes-1")
        leave(cli, tmp_path / "n.zip")
        assert (act("mutualisation_portal_show", id="nantes"), act("package_show", id="nantes-1")) == before

    def test_memory_does_not_grow_with_the_files(self, leaver, cli, tmp_path):
        large = upload("nantes-3", "grand.bin", b"to be larger than uploads may be")
        place = Path(uploader.get_resource_uploader(large).get_path(large["id"]))
        place.write_bytes(bytes(range(256)) * 4096 * 60)
        try:
            leave(cli, tmp_path / "warm.zip", "--without-files")
            tracemalloc.start()
            leave(cli, tmp_path / "n.zip")
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        finally:
            act("resource_delete", id=large["id"])
        assert peak < 20_000_000
        model.Session.remove()


class TestYaml:
    @given(st.dictionaries(st.text(), st.text() | st.lists(st.text()) | st.booleans() | st.integers()))
    def test_whatever_is_written_reads_back_equal(self, value):
        assert yaml.safe_load(as_yaml(value)) == value

    def test_prose_stands_as_it_was_typed(self):
        assert as_yaml({"text": "Un\n\n* deux\n"}) == "text: |\n  Un\n\n  * deux\n"
