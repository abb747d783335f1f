"""One mapping of a document being read: each method takes one field, notes what is wrong with it, and goes on."""
from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ckanext.mutualisation.core.brand.colour import Colour, MalformedColour
from ckanext.mutualisation.core.brand.faults import Fault

__all__ = ["Reading"]

Value = TypeVar("Value")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Za-z]{2,8})*\Z")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")
_NAME = re.compile(r"[\w.-]{1,100}\Z")
_EMAIL = re.compile(r"[^@\s<>\"'&?]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"'`{}|^]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Reading:
    """A mapping at some place of a document. ``faults`` is shared by every reading of the document."""

    def __init__(
        self, document: Any, path: tuple[str | int, ...] = (), faults: list[Fault] | None = None, absent: bool = False
    ) -> None:
        self.path, self.absent = path, absent
        self.faults: list[Fault] = [] if faults is None else faults
        self.values: Mapping[str, Any] = document if isinstance(document, Mapping) else {}
        self.asked: set[str] = set()
        if not isinstance(document, Mapping) and not absent:
            self.faults.append(Fault(path, "not_mapping"))

    def fault(self, name: str, code: str, **details: Any) -> None:
        """Note what is wrong with a field."""
        self.faults.append(Fault((*self.path, name), code, MappingProxyType(details)))

    def missing(self, name: str, value: Value) -> Value:
        """Note that a field is required, unless more was said of it, and return a value to go on with."""
        if (*self.path, name) not in {fault.path for fault in self.faults}:
            self.fault(name, "required")
        return value

    def get(self, name: str) -> Any:
        """Return a field as it stands; None when it is left out."""
        self.asked.add(name)
        return self.values.get(name)

    def inside(self, name: str) -> Reading:
        """Return the reading of the mapping that a field holds."""
        value = self.get(name)
        return Reading(value, (*self.path, name), self.faults, absent=value is None)

    def noun(self, read: Callable[[Reading], Value]) -> Value | None:
        """Return what this mapping holds, None when there is none."""
        if self.absent:
            return None
        value = read(self)
        self.refuse_others(self.asked)
        return value

    def each(
        self, name: str, read: Callable[[Reading], Value], limit: int, once: str | None = None
    ) -> tuple[Value, ...]:
        """Return what each mapping of a list holds; ``once`` is a field that no two of them may share."""
        items = self._list(name, limit)
        readings = [Reading(item, (*self.path, name, index), self.faults) for index, item in enumerate(items)]
        seen: set[Any] = set()
        for reading in readings if once else ():
            value = str(reading.get(str(once)))
            if value in seen:
                reading.fault(str(once), "twice", value=value)
            seen.add(value)
        return tuple(value for reading in readings if (value := reading.noun(read)) is not None)

    def _list(self, name: str, limit: int) -> Sequence[Any]:
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.fault(name, "not_list")
            return ()
        if len(value) > limit:
            self.fault(name, "too_many", limit=limit)
            return ()
        return value

    def refuse_others(self, known: Iterable[str]) -> None:
        """Note the fields that are none of these."""
        names = sorted(known)
        for name in sorted(set(map(str, self.values)) - set(names)):
            self.fault(name, "unknown_field", known=", ".join(names))

    def line(self, name: str, limit: int, required: bool = False) -> str:
        """Return a text on one line."""
        value = self.get(name)
        if value is None or value == "":
            return self.missing(name, "") if required else ""
        if not isinstance(value, str):
            self.fault(name, "not_texts")
            return ""
        text = " ".join(_CONTROL.sub("", value).split())
        return self._short(name, text, limit)

    def texts(self, name: str, limit: int, required: bool = False) -> dict[str, str]:
        """Return a text per language; a single string is taken for French. Prose keeps its lines."""
        value = self.get(name)
        texts = {"fr": value} if isinstance(value, str) else value or {}
        if not isinstance(texts, Mapping) or not all(
            isinstance(code, str) and _LANGUAGE.match(code) and isinstance(text, str) for code, text in texts.items()
        ):
            self.fault(name, "not_texts")
            return {}
        clean = {code: self._short(name, _CONTROL.sub("", text).strip(), limit) for code, text in texts.items()}
        kept = {code: text for code, text in clean.items() if text}
        return kept if kept or not required else self.missing(name, kept)

    def _short(self, name: str, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self.fault(name, "too_long", limit=limit)
        return ""

    def colour(self, name: str) -> Colour | None:
        """Return a colour, None when it is left out."""
        value = self.get(name)
        if value is None or value == "":
            return None
        try:
            return Colour.parse(str(value))
        except MalformedColour:
            self.fault(name, "not_colour")
            return None

    def link(self, name: str) -> str:
        """Return a path of the portal or a whole address that only leads somewhere: it cannot run."""
        value = str(self.get(name) or "").strip()
        if not value:
            return self.missing(name, "")
        scheme = value.partition(":")[0].lower()
        inside = value.startswith("/") and not value.startswith("//")
        whole = scheme in ("https", "http") and bool(self._host(value))
        mail = scheme == "mailto" and bool(_EMAIL.match(value[len("mailto:") :]))
        if _UNSAFE.search(value) or len(value) > 1000 or not (inside or whole or mail):
            self.fault(name, "not_link")
            return ""
        return value

    def https(self, name: str, required: bool = False) -> str:
        """Return an https: address."""
        value = str(self.get(name) or "").strip()
        if not value:
            return self.missing(name, "") if required else ""
        if _UNSAFE.search(value) or len(value) > 1000 or not value.startswith("https://") or not self._host(value):
            self.fault(name, "not_https")
            return ""
        return value

    @staticmethod
    def _host(url: str) -> str:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            return ""
        return "" if "@" in parts.netloc else parts.hostname or ""

    def email(self, name: str) -> str:
        """Return an e-mail address, empty when it is left out."""
        value = str(self.get(name) or "").strip()
        if value and (not _EMAIL.match(value) or len(value) > 254):
            self.fault(name, "not_email")
            return ""
        return value

    def slug(self, name: str) -> str:
        """Return small letters, digits and hyphens."""
        value = self.get(name)
        if not isinstance(value, str) or not _SLUG.match(value):
            self.fault(name, "not_slug")
            return ""
        return value

    def names(self, name: str, limit: int) -> tuple[str, ...]:
        """Return names of datasets, each once."""
        names: list[str] = []
        for index, value in enumerate(self._list(name, limit)):
            if not isinstance(value, str) or not _NAME.match(value):
                self.faults.append(Fault((*self.path, name, index), "not_slug"))
            elif value not in names:
                names.append(value)
        return tuple(names)

    def one_of(self, name: str, choices: Collection[Value], default: Value | None = None) -> Value:
        """Return the choice that the field names; the first one, to go on with, after a fault."""
        value = self.get(name)
        if value is None and default is not None:
            return default
        for choice in choices:
            if value == choice:
                return choice
        self.fault(name, "not_one_of", choices=", ".join(str(choice) for choice in choices if choice))
        return next(iter(choices))

    def number(self, name: str, least: int, most: int, default: Any) -> Any:
        """Return a whole number, which may be written as text; the default when it is left out."""
        value = self.get(name)
        if value is None or value == "":
            return default
        text = str(value)
        if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self.fault(name, "not_number", least=least, most=most)
            return default
        return int(text)

    def boolean(self, name: str, default: bool) -> bool:
        """Return a yes or no."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, "not_one_of", choices="true, false")
            return default
        return value

    def date(self, name: str) -> date | None:
        """Return a date, None when it is left out. YAML reads one by itself."""
        value = self.get(name)
        if value is None or value == "" or isinstance(value, date):
            return value or None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(name, "not_date")
            return None

    def hexadecimal(self, name: str, length: int) -> str:
        """Return this many hexadecimal digits."""
        value = self.get(name)
        if not isinstance(value, str) or not re.fullmatch(rf"[0-9a-f]{{{length}}}", value):
            self.fault(name, "not_picture")
            return ""
        return value
