"""Write the files that the peer serves, and nothing else, under one folder."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from demo.catalogue import Dataset

__all__ = ["FOLDER", "write"]

FOLDER = "fichiers"
"""Where they are under the peer's address."""


def write(datasets: Iterable[Dataset], public_folder: Path) -> int:
    """Make the files as the catalogue says; return how many were written or removed."""
    root = public_folder / FOLDER
    wanted = {root / file.name: file.text.encode() for dataset in datasets for file in dataset.files}
    changes = 0
    for path, content in wanted.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changes += 1
    for path in root.rglob("*.*"):
        if path not in wanted:
            path.unlink()
            changes += 1
    return changes
