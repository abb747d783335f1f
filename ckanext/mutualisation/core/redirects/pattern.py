"""One redirection: the path it answers for, the path it leads to, and what the first hands to the second.

A pattern is compared segment by segment, each once: its cost grows with the length of the address alone.

>>> source = Source.parse("/explore/dataset/:name/*")
>>> captured = source.match(Asked.of("/explore/dataset/écoles/table/", "disjunctive=1"))
>>> Target.parse("/dataset/:name").path(captured or {}, "disjunctive=1")
'/dataset/%C3%A9coles'
"""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from ckanext.mutualisation.core.host import MalformedHost, normalise_host

__all__ = ["Asked", "Capture", "MalformedRedirect", "Part", "Source", "Target"]

REST = "*"
LONGEST = 2000
"""How many characters an address may have."""

_NAME = re.compile(r":([a-z][a-z0-9_]{0,30})\Z")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\#<>\"]")
_KEPT_IN_PATH = "-._~!$&'()+,;=@"
_KEPT_IN_QUERY = "-._~!$'()*,;:@/"


class MalformedRedirect(ValueError):
    """A text that can be no source or no target: ``fault`` is a key of the caller's messages, ``text`` what is wrong.

    ``field`` is ``source`` or ``target`` once the caller has said which it read.
    """

    def __init__(self, fault: str, text: str, field: str = "") -> None:
        super().__init__(f"{fault}: {text}")
        self.fault, self.text, self.field = fault, text[:120], field


@dataclass(frozen=True)
class Capture:
    """What stands for one segment or one value (``:name``), or for all that remains of the path (``*``)."""

    name: str

    def __str__(self) -> str:
        return REST if self.name == REST else f":{self.name}"


Part = str | Capture
"""A segment or a value as it is written: itself, or what stands for any."""
Query = tuple[tuple[str, Part], ...]


@dataclass(frozen=True)
class Asked:
    """An address as a visitor asked for it, without its language."""

    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, query: str = "") -> Asked | None:
        """Read a decoded path and a raw query; None for what no rule can be meant for."""
        segments = tuple(segment for segment in path.split("/") if segment)
        if len(path) + len(query) > LONGEST or "\0" in path or any(segment in (".", "..") for segment in segments):
            return None
        return cls(segments, tuple(_pairs(query)))

    @property
    def key(self) -> str:
        """Return the text of the source without pattern or query that this address has."""
        return _path_text(self.segments)


@dataclass(frozen=True)
class Source:
    """A path of the former site. Query parameters that it names must be there; others do not matter."""

    segments: tuple[Part, ...]
    query: Query = ()

    @classmethod
    def parse(cls, text: str, locales: Collection[str] = ()) -> Source:
        """Read ``/path``, ``/path/:name/*`` or ``/path?name=value``; a language in front says nothing and is dropped.

        :raises MalformedRedirect: for anything that is not the path of a page.
        """
        path, query = _split(text.strip())
        _, segments = _without_locale(_segments(path), locales)
        names = _names(segments, query)
        if len(names) != len(set(names)):
            raise MalformedRedirect("captured_twice", text)
        return cls(segments, tuple(sorted(query, key=lambda pair: pair[0])))

    def __str__(self) -> str:
        """Return the one text of this source, which ``parse`` reads back."""
        return _path_text(self.segments) + _query_text(self.query)

    @property
    def is_pattern(self) -> bool:
        """Tell whether its path answers for more than one."""
        return any(isinstance(segment, Capture) for segment in self.segments)

    @property
    def captures(self) -> frozenset[str]:
        """Return the names that a target may use."""
        return frozenset(_names(self.segments, self.query))

    def match(self, asked: Asked) -> dict[str, str] | None:
        """Return what each name stands for in this address, None when the address is not one of these."""
        captured: dict[str, str] = {}
        for index, part in enumerate(self.segments):
            if part == Capture(REST):
                captured[REST] = "/".join(asked.segments[index:])
                break
            if index >= len(asked.segments):
                return None
            if isinstance(part, Capture):
                captured[part.name] = asked.segments[index]
            elif part != asked.segments[index]:
                return None
        else:
            if len(asked.segments) != len(self.segments):
                return None
        values = dict(reversed(asked.query))
        for name, wanted in self.query:
            if name not in values:
                return None
            if isinstance(wanted, Capture):
                captured[wanted.name] = values[name]
            elif values[name] != wanted:
                return None
        return captured

    def answers_for(self, target: Target) -> bool:
        """Tell whether one of the addresses that this target can give is one of this source's."""
        if not _may_meet(target.segments, self.segments):
            return False
        given = dict(target.query)
        return target.keeps_query or all(
            name in given and (isinstance(given[name], Capture) or isinstance(wanted, Capture) or given[name] == wanted)
            for name, wanted in self.query
        )


@dataclass(frozen=True)
class Target:
    """A page of the portal, or of another site of the platform (``host``). Its query is what the rule says it is.

    ``dataset`` is the name of the dataset that was named, instead of a path.
    """

    segments: tuple[Part, ...]
    query: Query = ()
    keeps_query: bool = False
    locale: str | None = None
    host: str | None = None
    dataset: str | None = None

    @classmethod
    def parse(cls, text: str, locales: Collection[str] = ()) -> Target:
        """Read a dataset's name, ``/path/:name?q=:text``, ``/path/*?*`` (keep the query) or ``https://host/path``.

        :raises MalformedRedirect: for anything else; whose site a host is, is the caller's to check.
        """
        text = text.strip()
        if re.match(r"[a-z0-9_-]{2,100}\Z", text):
            return cls(("dataset", text), dataset=text)
        host = None
        if "://" in text:
            scheme, _, rest = text.partition("://")
            name, slash, path = rest.partition("/")
            if scheme.lower() not in ("http", "https"):
                raise MalformedRedirect("scheme", text)
            try:
                host = normalise_host(name)
            except MalformedHost:
                raise MalformedRedirect("host", text) from None
            text = f"/{path}" if slash else "/"
        keeps_query = text.endswith("?*")
        path, query = _split(text.removesuffix("?*"))
        locale, segments = _without_locale(_segments(path), locales)
        return cls(segments, query, keeps_query, locale, host)

    def __str__(self) -> str:
        """Return the one text of this target, which ``parse`` reads back."""
        if self.dataset:
            return self.dataset
        start = f"https://{self.host}" if self.host else ""
        language = f"/{self.locale}" if self.locale else ""
        path = _path_text(self.segments)
        kept = "?*" if self.keeps_query else _query_text(self.query)
        return f"{start}{language}{path if path != '/' or not language else ''}{kept}"

    @property
    def captures(self) -> frozenset[str]:
        """Return the names that its source must give."""
        return frozenset(_names(self.segments, self.query))

    def path(self, captured: Mapping[str, str], query: str) -> str:
        """Return the path and query to lead to, quoted: nothing captured can end its segment or leave the site.

        :param query: the visitor's own, used by a target that keeps it.
        """
        segments: list[str] = []
        for part in self.segments:
            text = captured[part.name] if isinstance(part, Capture) else part
            whole = text.split("/") if part == Capture(REST) else [text]
            segments += [quote(segment, safe=_KEPT_IN_PATH) for segment in whole if segment not in ("", ".", "..")]
        pairs = [(name, captured[part.name] if isinstance(part, Capture) else part) for name, part in self.query]
        if self.keeps_query:
            pairs = _pairs(query)
        return "/" + "/".join(segments) + _query_text(tuple(pairs))


def _split(text: str) -> tuple[str, Query]:
    path, _, query = text.partition("?")
    if not path.startswith("/") or path.startswith("//"):
        raise MalformedRedirect("path", text)
    if len(text) > LONGEST or _FORBIDDEN.search(text):
        raise MalformedRedirect("characters", text)
    pairs = []
    for name, value in _pairs(query):
        pairs.append((name, _part(value, text) if value.startswith(":") else value))
    return path, tuple(pairs)


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, max_num_fields=LONGEST)


def _segments(path: str) -> tuple[Part, ...]:
    segments: list[Part] = []
    raw = [segment for segment in path.split("/") if segment]
    for index, segment in enumerate(raw):
        part = _part(segment, path)
        if part in (".", ".."):
            raise MalformedRedirect("path", path)
        if part == Capture(REST) and index != len(raw) - 1:
            raise MalformedRedirect("star", path)
        segments.append(part)
    return tuple(segments)


def _part(text: str, whole: str) -> Part:
    if text == REST:
        return Capture(REST)
    if text.startswith(":"):
        named = _NAME.match(text)
        if named is None:
            raise MalformedRedirect("capture", whole)
        return Capture(named[1])
    if REST in text:
        raise MalformedRedirect("star", whole)
    try:
        literal = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise MalformedRedirect("characters", whole) from None
    if "/" in literal or re.search(r"[\x00-\x1f\x7f\\]", literal):
        raise MalformedRedirect("characters", whole)
    return literal


def _without_locale(segments: tuple[Part, ...], locales: Collection[str]) -> tuple[str | None, tuple[Part, ...]]:
    if segments and isinstance(segments[0], str) and segments[0] in locales:
        return segments[0], segments[1:]
    return None, segments


def _names(segments: tuple[Part, ...], query: Query) -> list[str]:
    return [part.name for part in (*segments, *(value for _, value in query)) if isinstance(part, Capture)]


def _path_text(segments: tuple[Part, ...]) -> str:
    return "/" + "/".join(_text_of(segment, _KEPT_IN_PATH) for segment in segments)


def _query_text(query: Query) -> str:
    pairs = [f"{quote(name, safe=_KEPT_IN_QUERY)}={_text_of(value, _KEPT_IN_QUERY)}" for name, value in query]
    return f"?{'&'.join(pairs)}" if pairs else ""


def _text_of(part: Part, kept: str) -> str:
    if isinstance(part, Capture):
        return str(part)
    # A colon in front would be read back as a capture.
    quoted = quote(part, safe=f"{kept}:")
    return f"%3A{quoted[1:]}" if quoted.startswith(":") else quoted


def _may_meet(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    for index in range(max(len(one), len(other))):
        parts = [segments[index] if index < len(segments) else None for segments in (one, other)]
        if Capture(REST) in parts:
            return True
        if None in parts:
            return False
        if all(isinstance(part, str) for part in parts) and parts[0] != parts[1]:
            return False
    return True
