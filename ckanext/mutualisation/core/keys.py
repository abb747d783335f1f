"""The key of an agreement: a tree of shares, each a member or a group with a key of its own.

A key is read from plain values, as a declarative file or the API gives them, and written back to the same form:

>>> shares = [{"member": "arles", "weight": 2}, {"member": "istres", "weight": "1/3"}]
>>> key = read({"method": "weights", "shares": shares})
>>> [(share.name, share.measure) for share in key.shares]
[('arles', Fraction(2, 1)), ('istres', Fraction(1, 3))]
>>> to_plain(key)["shares"][1]
{'member': 'istres', 'weight': '1/3'}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, cast

from . import money
from .declaration import Path

__all__ = [
    "METHODS",
    "InvalidKey",
    "Key",
    "KeyProblem",
    "Method",
    "Share",
    "members",
    "read",
    "renamed",
    "to_plain",
    "walk",
]

Method = Literal["equal", "weights", "population", "fixed"]

METHODS: Mapping[str, str | None] = {"equal": None, "weights": "weight", "population": "population", "fixed": "amount"}
"""Each method and the field that it reads on every share."""

MAX_DEPTH = 8
_RATIONAL = re.compile(r"(\d{1,15})(?:/(\d{1,15})|[.,](\d{1,9}))?", re.ASCII)


@dataclass(frozen=True)
class Share:
    """One share of a key. ``name`` is the member, or the group when ``key`` says how the group splits its share.

    ``measure`` is the weight, the number of inhabitants or the fixed cents, as the method of the key reads it.
    """

    name: str
    measure: Fraction = Fraction(1)
    title: str = ""
    key: Key | None = None


@dataclass(frozen=True)
class Key:
    """How an amount is split: a method, and the shares in the order that the agreement states."""

    method: Method
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class KeyProblem:
    """Why a plain value is not a key. ``code`` names the reason, ``data`` holds the values that a sentence needs."""

    path: Path
    code: str
    data: Mapping[str, Any]


class InvalidKey(ValueError):
    """Plain values that are not a key; ``problems`` holds every reason found."""

    def __init__(self, problems: Sequence[KeyProblem]) -> None:
        super().__init__(
            "; ".join(f"{'.'.join(map(str, each.path))}: {each.code} {dict(each.data)}" for each in problems)
        )
        self.problems = tuple(problems)


def members(key: Key) -> list[str]:
    """Return the members of the tree, in the order stated."""
    return [share.name for _, share in walk(key) if share.key is None]


def walk(key: Key, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Share]]:
    """Yield each share with the names that lead to it, a group before its own shares."""
    for share in key.shares:
        here = (*path, share.name)
        yield here, share
        if share.key is not None:
            yield from walk(share.key, here)


def renamed(key: Key, rename: Callable[[str], str]) -> Key:
    """Return the same tree with each member's name replaced; groups keep theirs."""
    return Key(
        key.method,
        tuple(
            replace(share, key=renamed(share.key, rename)) if share.key else replace(share, name=rename(share.name))
            for share in key.shares
        ),
    )


def to_plain(key: Key) -> dict[str, Any]:
    """Return the tree as plain values that :func:`read` reads back, the same for equal trees."""
    return {"method": key.method, "shares": [_share_to_plain(key.method, share) for share in key.shares]}


def _share_to_plain(method: Method, share: Share) -> dict[str, Any]:
    plain: dict[str, Any] = {"group" if share.key else "member": share.name}
    if share.title:
        plain["title"] = share.title
    if method == "fixed":
        plain["amount"] = money.plain(int(share.measure))
    elif field := METHODS[method]:
        plain[field] = int(share.measure) if share.measure.denominator == 1 else str(share.measure)
    if share.key:
        plain["key"] = to_plain(share.key)
    return plain


def read(plain: object) -> Key:
    """Return the key that plain values describe. Raises :class:`InvalidKey` with every problem and where it is."""
    reader = _Reader()
    key = reader.key(plain, ())
    if reader.problems or key is None:
        raise InvalidKey(reader.problems)
    return key


class _Reader:
    """Reads one tree and gathers its problems; a name may appear once in the whole tree."""

    def __init__(self) -> None:
        self.problems: list[KeyProblem] = []
        self.names: dict[tuple[str, str], Path] = {}

    def refuse(self, path: Path, code: str, **data: Any) -> None:
        self.problems.append(KeyProblem(path, code, data))

    def key(self, plain: object, path: Path) -> Key | None:
        if not isinstance(plain, Mapping):
            return self.refuse(path, "not_a_key")
        if len(path) > 3 * MAX_DEPTH:
            return self.refuse(path, "too_deep", depth=MAX_DEPTH)
        self._known_fields(plain, {"method", "shares"}, path)
        method = plain.get("method")
        if not isinstance(method, str) or method not in METHODS:
            return self.refuse((*path, "method"), "unknown_method", value=method, methods=", ".join(METHODS))
        shares = plain.get("shares")
        if not isinstance(shares, Sequence) or isinstance(shares, str) or not shares:
            return self.refuse((*path, "shares"), "no_shares")
        read = [self.share(method, share, (*path, "shares", i)) for i, share in enumerate(shares)]
        whole = [share for share in read if share is not None]
        if len(whole) == len(read) and not any(share.measure for share in whole):
            return self.refuse((*path, "shares"), "all_zero")
        return Key(cast(Method, method), tuple(whole))

    def share(self, method: str, plain: object, path: Path) -> Share | None:
        if not isinstance(plain, Mapping):
            return self.refuse(path, "not_a_share")
        if ("member" in plain) == ("group" in plain):
            return self.refuse(path, "member_or_group")
        kind = "group" if "group" in plain else "member"
        field = METHODS[method]
        self._known_fields(
            plain, {kind, "title", *([field] if field else ()), *(("key",) if kind == "group" else ())}, path
        )
        name = plain[kind]
        if not isinstance(name, str) or not name.strip():
            return self.refuse((*path, kind), "no_name")
        if (kind, name) in self.names:
            return self.refuse((*path, kind), f"{kind}_repeated", name=name)
        self.names[kind, name] = path
        measure = Fraction(1) if field is None else self.measure(method, field, plain.get(field), (*path, field))
        inner = self.key(plain.get("key"), (*path, "key")) if kind == "group" else None
        if measure is None or (kind == "group" and inner is None):
            return None
        return Share(name, measure, str(plain.get("title") or ""), inner)

    def measure(self, method: str, field: str, value: object, path: Path) -> Fraction | None:
        if value is None:
            return self.refuse(path, "measure_missing", field=field)
        if method == "fixed":
            try:
                cents = money.parse(value)
            except money.MoneyError as error:
                return self.refuse(path, type(error).__name__, value=str(value))
            return Fraction(cents) if cents >= 0 else self.refuse(path, "negative", value=str(value))
        written = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        found = _RATIONAL.fullmatch(written)
        if found is None or (found[2] and not int(found[2])) or (method == "population" and not written.isdecimal()):
            code = "negative" if str(value).startswith("-") else f"{method}_unreadable"
            return self.refuse(path, code, value=str(value))
        return Fraction(str(value).replace(",", "."))

    def _known_fields(self, plain: Mapping[Any, Any], known: set[str], path: Path) -> None:
        for field in plain:
            if field not in known:
                self.refuse((*path, str(field)), "unknown_field", field=str(field), known=", ".join(sorted(known)))
