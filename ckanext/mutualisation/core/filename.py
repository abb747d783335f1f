"""Names that came from elsewhere, made names of files that every system can hold and that stay in their folder.

>>> safe_name("../../etc/passwd"), safe_name("  Budget 2013 : recettes.csv "), safe_name("..")
('.._.._etc_passwd', 'Budget 2013 _ recettes.csv', 'file')
"""
from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST", "safe_name"]

LONGEST = 150
"""Bytes of UTF-8 that a name may have: file systems take 255, and a path has several."""

_LONGEST_SUFFIX = 20
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_REFUSED = frozenset('/\\:*?"<>|')


def safe_name(text: str, default: str = "file") -> str:
    """Return the name of a file for this text: one step of a path, never ``.`` or ``..``, as close as can be.

    Left out or replaced: what separates steps, what Windows refuses, characters that do not show or that turn the
    writing round. A long name keeps its suffix. ``default`` is for a text of which nothing is left.
    """
    composed = unicodedata.normalize("NFC", text)
    shown = "".join("_" if each in _REFUSED or _unseen(each) else each for each in composed)
    name = " ".join(shown.split()).rstrip(". ")
    if not name.strip("._ "):
        return default
    name = f"_{name}" if _RESERVED.match(name) else name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > _LONGEST_SUFFIX:
        stem, dot, suffix = name, "", ""
    return _shortened(stem, LONGEST - len(f"{dot}{suffix}".encode())) + dot + suffix


def _unseen(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" or unicodedata.category(character) in ("Zl", "Zp")


def _shortened(text: str, size: int) -> str:
    encoded = text.encode()
    return text if len(encoded) <= size else encoded[:size].decode(errors="ignore").rstrip(". ")
