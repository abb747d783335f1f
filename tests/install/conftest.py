"""A stock CKAN in an environment of its own, and the wheel of this project: both made once a run (about 40 s)."""
from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.stock import StockCkan, run

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("ckanext", "setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md")


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources, so that no earlier build leaves anything in this one."""
    sources = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copyfile(PROJECT / name, sources / name)
    return sources


@pytest.fixture(scope="session")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, sources])
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def stock_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a clean environment with CKAN 2.12, its requirements and nothing else; return its bin folder."""
    environment = tmp_path_factory.mktemp("stock") / "venv"
    run([sys.executable, "-m", "venv", environment])
    pip = [environment / "bin" / "python", "-m", "pip", "install", "-q", "-c", PROJECT / "constraints.txt"]
    run([*pip, "setuptools", "wheel"])
    run([*pip, "ckan[requirements]==2.12.0"])
    return environment / "bin"


@pytest.fixture(scope="session")
def stock(
    stock_environment: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[StockCkan]:
    """Return a stock CKAN on the stack's second database and core, emptied before and after."""
    peer_ini = Path(pytestconfig.getoption("--ckan-ini")).resolve().with_name("peer.ini")
    if not peer_ini.exists():
        pytest.skip("needs the second database and core of the local stack: run `make test`")
    folder = tmp_path_factory.mktemp("existing")
    ckan = StockCkan(stock_environment, peer_ini, folder)
    ckan.empty()
    yield ckan
    ckan.empty()


@pytest.fixture(scope="session", autouse=True)
def without_our_checkout() -> Iterator[None]:
    """Let no process started here import the package from the checkout."""
    kept = os.environ.pop("PYTHONPATH", None)
    yield
    if kept is not None:
        os.environ["PYTHONPATH"] = kept
