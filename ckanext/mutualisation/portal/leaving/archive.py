"""A zip file that is there whole or not at all, written piece by piece, with the SHA-256 of each file in it."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

__all__ = ["PIECE", "Archive", "Entry"]

PIECE = 1 << 20
"""Bytes read and written at a time."""

# Compressing these again takes long and gains nothing.
_COMPRESSED = frozenset(
    f".{suffix}"
    for suffix in (
        "7z", "bz2", "docx", "gz", "jpeg", "jpg", "kmz", "mp3", "mp4", "ods", "odt", "parquet", "png", "rar", "tgz",
        "webp", "xlsx", "xz", "zip", "zst",
    )
)


@dataclass(frozen=True)
class Entry:
    """A file of the archive: its path in it, how many bytes it has, and their SHA-256."""

    path: str
    size: int
    sha256: str


class Archive:
    """A zip file being written beside its target, which it replaces when it is finished.

    Left before that, by an error or by the operator, it takes everything away that it wrote. Only the account that
    writes may read it: private datasets are in it. A file is held on the disk until its last byte has been read, so
    what cannot be read to its end leaves nothing in the archive.

    :raises OSError: from every method, when the disk or the folder does not take what is written.
    """

    def __init__(self, target: Path, moment: datetime) -> None:
        self._target, self._folder = target, target.parent
        self._moment = moment.timetuple()[:6]
        partial, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=self._folder)
        self._partial = Path(name)
        self._file = os.fdopen(partial, "w+b")
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED)
        self._taken: set[str] = set()
        self._finished = False
        self.entries: list[Entry] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if not self._finished:
            # Closing writes what is pending: on a full disk that fails too, and there is nothing left to save.
            with suppress(OSError, ValueError):
                self._zip.close()
            with suppress(OSError):
                self._file.close()
            self._partial.unlink(missing_ok=True)

    def add(self, path: str, pieces: Iterable[bytes]) -> Entry:
        """Add a file. What stops ``pieces`` is raised, and the archive stays as it was.

        A path that is taken, be it in other letters' case, gets a number: ``a.csv``, ``a-2.csv``.
        """
        digest = sha256()
        with tempfile.SpooledTemporaryFile(max_size=PIECE, dir=str(self._folder)) as held:
            for piece in pieces:
                digest.update(piece)
                held.write(piece)
            size = held.tell()
            held.seek(0)
            entry = Entry(self._free(path), size, digest.hexdigest())
            with self._zip.open(self._info(entry), "w") as file:
                shutil.copyfileobj(held, file, PIECE)
        self.entries.append(entry)
        return entry

    def add_text(self, path: str, text: str) -> Entry:
        """Add a text in UTF-8."""
        return self.add(path, [text.encode()])

    @contextmanager
    def scratch(self) -> Iterator[IO[bytes]]:
        """Give a file on the same disk that is gone afterwards."""
        with tempfile.TemporaryFile(dir=self._folder) as file:
            yield file

    def finish(self) -> int:
        """Put the archive in its place, all of it written down, and return how many bytes it has."""
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self._file.close()
        os.replace(self._partial, self._target)
        self._finished = True
        return size

    def _free(self, path: str) -> str:
        wanted = PurePosixPath(path)
        if wanted.is_absolute() or ".." in wanted.parts:
            raise ValueError(f"{path} leaves the archive")  # A mistake of ours: callers make safe names.
        number, free = 1, wanted
        while str(free).casefold() in self._taken:
            number += 1
            free = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        self._taken.add(str(free).casefold())
        return str(free)

    def _info(self, entry: Entry) -> ZipInfo:
        info = ZipInfo(entry.path, self._moment)
        info.file_size = entry.size  # So that zipfile knows whether it needs 64 bits.
        info.external_attr = 0o644 << 16
        info.compress_type = ZIP_STORED if PurePosixPath(entry.path).suffix.lower() in _COMPRESSED else ZIP_DEFLATED
        return info
