"""What the wheel holds: everything that the package needs at run time, and nothing else."""
from __future__ import annotations

import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_is_inside(inside: set[str], sources: Path) -> None:
    package = sources / "ckanext" / "mutualisation"
    wanted = {path.relative_to(sources).as_posix() for path in package.rglob("*") if path.is_file()}
    assert len(wanted) > 50
    assert wanted - inside == set()


@pytest.mark.parametrize("kind", [
    "/templates/french/error_document_template.html",
    "/french/i18n/fr/LC_MESSAGES/ckanext-mutualisation_french.mo",
    "/i18n/fr/LC_MESSAGES/ckanext-mutualisation.mo",
    "/i18n/ckanext-mutualisation.pot",
    "/solr/schema.xml",
    "/solr/stopwords_fr.txt",
])
def test_one_of_each_kind_is_inside(inside: set[str], kind: str) -> None:
    assert f"ckanext/mutualisation{kind}" in inside


@pytest.mark.parametrize("ending", [
    "/config_declaration.yaml", "/alembic.ini", "/script.py.mako", "/env.py", "/schemas/dataset.yaml",
    "/schemas/organization.yaml",
])
def test_every_room_s_own_files_are_inside(inside: set[str], ending: str) -> None:
    assert [name for name in inside if name.endswith(ending)]


def test_neither_tests_nor_tools_are_inside(inside: set[str]) -> None:
    folders = {name.split("/")[0] for name in inside}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} <= {
        "ckanext", next((name for name in folders if name.endswith("nspkg.pth")), "ckanext"),
    }
    assert not [name for name in inside if name.endswith((".pyc", ".orig", "~"))]


def test_it_leaves_the_namespace_that_all_extensions_share_alone(inside: set[str]) -> None:
    """A file of ours in `ckanext/` itself would replace CKAN's, and leave with us."""
    ours = {name for name in inside if name.startswith("ckanext/")}
    assert {name for name in ours if not name.startswith("ckanext/mutualisation/")} == set()
