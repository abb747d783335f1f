"""Small rules on words: folding, slugs, tags, dates, addresses and e-mail."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

__all__ = ["clean_email", "clean_tags", "clean_url", "fold", "iso_date", "slug", "words"]

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?")
_TAG_FORBIDDEN = re.compile(r"[^\w \-.]+")


def words(value: Any) -> str:
    """Return a text without surrounding blanks, empty for None; numbers and booleans are written out."""
    return "" if value is None else str(value).strip()


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with one blank for each run of other signs.

    >>> fold(" Énergie & Climat ")
    'energie climat'
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def slug(text: str, limit: int = 100) -> str:
    """Return a CKAN dataset name made from the text: 2 to ``limit`` signs of a-z, 0-9, - and _, or "" if none is.

    >>> slug("Écoles élémentaires / Nantes")
    'ecoles-elementaires-nantes'
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    name = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:limit].strip("-")
    return name if len(name) >= 2 else ""


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that CKAN accepts, sorted and once each: forbidden signs become blanks, length is 2 to 100."""
    cleaned = set()
    for tag in tags:
        name = " ".join(_TAG_FORBIDDEN.sub(" ", tag).split())[:100].strip()
        if len(name) >= 2:
            cleaned.add(name)
    return tuple(sorted(cleaned))


def clean_email(value: Any) -> str:
    """Return the e-mail address without "mailto:", or "" when the text is not one."""
    address = words(value).removeprefix("mailto:")
    return address if _EMAIL.fullmatch(address) else ""


def clean_url(value: Any) -> str:
    """Return an http(s) or ftp address, or "" for anything else."""
    address = words(value)
    return address if re.match(r"(https?|ftp)://\S+$", address, re.IGNORECASE) else ""


def iso_date(value: Any) -> str:
    """Return an ISO 8601 date or time, without empty decimals, or "" when the text is not one."""
    moment = words(value).replace(" ", "T", 1)
    return re.sub(r"\.0+(?=$|Z|[+-])", "", moment) if _ISO_DATE.fullmatch(moment) else ""
