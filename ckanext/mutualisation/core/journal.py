"""Entries of double-entry books: balanced lines of cents, sealed one after the other by a chain of SHA-256.

A *draft* says what is to be recorded; :func:`seal` gives it its place and its hash; :func:`first_fault` proves a whole
chain from its entries alone, without a database.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from typing import Any, Literal

from .money import MAX_CENTS

__all__ = [
    "CHAIN_START",
    "HASH_VERSION",
    "Draft",
    "Fault",
    "Line",
    "Sealed",
    "UnbalancedEntry",
    "canonical_bytes",
    "content",
    "content_sha256",
    "first_fault",
    "make_draft",
    "reversal",
    "seal",
    "sha256_of",
]

HASH_VERSION = 1
CHAIN_START = "0" * 64
"""What stands for the previous hash in the first entry of a ledger."""

FaultCode = Literal["gap", "chain", "number", "year", "unbalanced", "content", "hash", "order"]


class UnbalancedEntry(ValueError):
    """Lines that are not an entry: fewer than two, one not on exactly one side, or debits that differ from credits."""


@dataclass(frozen=True)
class Line:
    """One movement of an account: cents on the debit or on the credit side, never both.

    ``organization_id`` is the member whose account it is, None for the accounts of the agreement itself.
    """

    account: str
    debit_cents: int = 0
    credit_cents: int = 0
    organization_id: str | None = None


@dataclass(frozen=True)
class Draft:
    """An entry to record. ``key`` makes it unique in its ledger: the same key never records twice.

    ``piece_ref`` and ``piece_sha256`` name the supporting document and its bytes; ``reverses`` is the ``seq`` of the
    entry that this one cancels.
    """

    key: str
    journal: str
    kind: str
    effective_date: date
    label: str
    lines: tuple[Line, ...]
    piece_ref: str = ""
    piece_sha256: str = ""
    reverses: int | None = None

    @property
    def total_cents(self) -> int:
        return sum(line.debit_cents for line in self.lines)


@dataclass(frozen=True)
class Sealed:
    """An entry in its place: ``seq`` counts the ledger's entries, ``number`` those of a journal in a year, from 1."""

    ledger_id: str
    seq: int
    year: int
    number: int
    recorded_at: datetime
    actor: str
    previous_hash: str
    draft: Draft
    content_sha256: str = ""
    hash_version: int = HASH_VERSION
    hash: str = ""


@dataclass(frozen=True)
class Fault:
    """The first entry at which a chain breaks, and how."""

    seq: int
    code: FaultCode


def make_draft(**fields: Any) -> Draft:
    """Return a draft whose lines were checked. Raises :class:`UnbalancedEntry`."""
    draft = Draft(**fields)
    if (reason := _imbalance(draft.lines)) is not None:
        raise UnbalancedEntry(reason)
    return draft


def _imbalance(lines: Iterable[Line]) -> str | None:
    debit = credit = count = 0
    for line in lines:
        for cents in (line.debit_cents, line.credit_cents):
            if not isinstance(cents, int) or isinstance(cents, bool) or not 0 <= cents <= MAX_CENTS:
                return f"{line.account}: {cents!r} is not an amount in cents"
        if bool(line.debit_cents) == bool(line.credit_cents):
            return f"{line.account}: a line is a debit or a credit"
        debit, credit, count = debit + line.debit_cents, credit + line.credit_cents, count + 1
    if count < 2:
        return "an entry has two lines at least"
    if debit != credit:
        return f"debits of {debit} cents, credits of {credit} cents"
    return None if debit <= MAX_CENTS else f"{debit} cents are more than the books can hold"


def content(draft: Draft) -> list[Any]:
    """Return what the entry says, as plain values in the order of version 1; equal content is the same entry."""
    return [
        draft.journal, draft.kind, draft.effective_date.isoformat(), _text(draft.label), _text(draft.piece_ref),
        draft.piece_sha256, draft.reverses,
        [[_text(line.account), line.organization_id, line.debit_cents, line.credit_cents] for line in draft.lines],
    ]  # fmt: skip


def content_sha256(draft: Draft) -> str:
    """Return the hash by which a second recording under the same key is recognised as the same."""
    return sha256_of(content(draft))


def canonical_bytes(entry: Sealed) -> bytes:
    """Return the bytes that are hashed, version 1: a JSON array in UTF-8 of text, whole numbers and null, no spaces."""
    return _json([
        entry.hash_version, entry.ledger_id, entry.seq, entry.year, entry.number, _instant(entry.recorded_at),
        entry.actor, entry.previous_hash, _text(entry.draft.key), content(entry.draft),
    ])  # fmt: skip


def seal(draft: Draft, **place: Any) -> Sealed:
    """Return the entry in its place, hashed. ``place`` gives the fields of :class:`Sealed` up to ``previous_hash``."""
    entry = Sealed(draft=draft, content_sha256=content_sha256(draft), **place)
    return replace(entry, hash=hashlib.sha256(canonical_bytes(entry)).hexdigest())


def reversal(entry: Sealed, key: str, effective_date: date, label: str) -> Draft:
    """Return the draft that cancels an entry: the same cents on the same accounts, sides exchanged."""
    mirrored = tuple(
        replace(line, debit_cents=line.credit_cents, credit_cents=line.debit_cents) for line in entry.draft.lines
    )
    return replace(entry.draft, key=key, kind="reversal", effective_date=effective_date, label=label, lines=mirrored,
                   reverses=entry.seq)  # fmt: skip


def first_fault(entries: Iterable[Sealed]) -> Fault | None:
    """Return the first break in the entries of one ledger, given by rising ``seq``, or None when the chain holds."""
    before: Sealed | None = None
    numbers: Counter[tuple[str, int]] = Counter()
    for seq, entry in enumerate(entries, start=1):
        code = _misplaced(entry, seq, before) or _false(entry)
        numbers[entry.draft.journal, entry.year] += 1
        if code is None and entry.number != numbers[entry.draft.journal, entry.year]:
            code = "number"
        if code is not None:
            return Fault(min(seq, entry.seq), code)
        before = entry
    return None


def _misplaced(entry: Sealed, seq: int, before: Sealed | None) -> FaultCode | None:
    if entry.seq != seq:
        return "gap"
    if entry.previous_hash != (before.hash if before else CHAIN_START):
        return "chain"
    return "order" if before and entry.recorded_at < before.recorded_at else None


def _false(entry: Sealed) -> FaultCode | None:
    if hashlib.sha256(canonical_bytes(entry)).hexdigest() != entry.hash:
        return "hash"
    if content_sha256(entry.draft) != entry.content_sha256:
        return "content"
    if _imbalance(entry.draft.lines) is not None:
        return "unbalanced"
    return "year" if entry.draft.effective_date.year != entry.year else None


def sha256_of(plain: Any) -> str:
    """Return the SHA-256 of plain values in canonical form, in hexadecimal."""
    return hashlib.sha256(_json(plain)).hexdigest()


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _instant(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
