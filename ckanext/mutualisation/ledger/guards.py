"""The guards that the database must have: triggers and their functions, as the migrations make them.

An owner of the tables can disable or replace them, which no trigger can refuse: the guards are part of the proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

import ckan.model as model

__all__ = ["FUNCTIONS", "TRIGGERS", "faults"]

_BEFORE_STATEMENT_UPDATE_DELETE_TRUNCATE = 2 + 8 + 16 + 32
_BEFORE_STATEMENT_DELETE_TRUNCATE = 2 + 8 + 32
_BEFORE_EACH_INSERT = 1 + 2 + 4
_BEFORE_EACH_UPDATE = 1 + 2 + 16
_AFTER_EACH_INSERT = 1 + 4
_NO_CHANGE = (_BEFORE_STATEMENT_UPDATE_DELETE_TRUNCATE, "mutualisation_refuse_change")
_NO_REMOVAL = (_BEFORE_STATEMENT_DELETE_TRUNCATE, "mutualisation_refuse_change")

TRIGGERS: dict[tuple[str, str], tuple[int, str]] = {
    ("mutualisation_agreement_version", "append_only"): _NO_CHANGE,
    ("mutualisation_share_node", "append_only"): _NO_CHANGE,
    ("mutualisation_account", "append_only"): _NO_CHANGE,
    ("mutualisation_entry", "append_only"): _NO_CHANGE,
    ("mutualisation_line", "append_only"): _NO_CHANGE,
    ("mutualisation_allocation_run", "append_only"): _NO_CHANGE,
    ("mutualisation_allocation_line", "append_only"): _NO_CHANGE,
    ("mutualisation_ledger", "append_only"): _NO_REMOVAL,
    ("mutualisation_fiscal_year", "append_only"): _NO_REMOVAL,
    ("mutualisation_ledger", "head"): (_BEFORE_EACH_INSERT + 16, "mutualisation_move_head"),
    ("mutualisation_fiscal_year", "closing"): (_BEFORE_EACH_UPDATE, "mutualisation_close_year"),
    ("mutualisation_entry", "place"): (_BEFORE_EACH_INSERT, "mutualisation_place_entry"),
    ("mutualisation_agreement_version", "stamp"): (_BEFORE_EACH_INSERT, "mutualisation_stamp"),
    ("mutualisation_allocation_run", "stamp"): (_BEFORE_EACH_INSERT, "mutualisation_stamp"),
    ("mutualisation_line", "place"): (_BEFORE_EACH_INSERT, "mutualisation_place_line"),
    ("mutualisation_share_node", "place"): (_BEFORE_EACH_INSERT, "mutualisation_place_node"),
    ("mutualisation_allocation_line", "place"): (_BEFORE_EACH_INSERT, "mutualisation_place_allocation"),
    ("mutualisation_entry", "balanced"): (_AFTER_EACH_INSERT, "mutualisation_check_entry"),
    ("mutualisation_agreement_version", "whole"): (_AFTER_EACH_INSERT, "mutualisation_check_key"),
    ("mutualisation_allocation_run", "exact"): (_AFTER_EACH_INSERT, "mutualisation_check_allocation"),
}
"""Each trigger, by its table and the end of its name: its type (pg_trigger.tgtype) and the function that it calls."""

FUNCTIONS: dict[str, str] = {
    "mutualisation_check_allocation": "b17067af6f4cb09c",
    "mutualisation_check_entry": "6aea307302e7a6fe",
    "mutualisation_check_key": "3c7c5736f0b1976d",
    "mutualisation_close_year": "2700770a3a6480f4",
    "mutualisation_move_head": "a096b43a37019ec8",
    "mutualisation_place_allocation": "d2559d0ab6686633",
    "mutualisation_place_entry": "7a2a0020a0d28aa4",
    "mutualisation_place_line": "0e2d1e6c137ed213",
    "mutualisation_place_node": "4df814f7cae037fa",
    "mutualisation_refuse_change": "0a5088335c2cde16",
    "mutualisation_stamp": "f238d505df134240",
}
"""The first sixteen digits of the SHA-256 of each function's source (pg_proc.prosrc), as the last migration made it."""


class _Trigger(NamedTuple):
    table: str
    name: str
    type: int
    function: str
    enabled: str
    has_condition: bool
    source: str
    search_path: list[str] | None


def faults() -> Iterator[tuple[str, str]]:
    """Yield ``(code, name)`` of each guard that is ``trigger_missing``, ``trigger_disabled``, ``trigger_changed`` or
    ``function_changed``."""
    found = {(each.table, each.name): each for each in _triggers()}
    for (table, suffix), (kind, function) in TRIGGERS.items():
        name = f"{table}_{suffix}"
        trigger = found.get((table, name))
        if trigger is None:
            yield "trigger_missing", name
        elif trigger.enabled not in ("O", "A"):
            yield "trigger_disabled", name
        elif (trigger.type, trigger.function, trigger.has_condition) != (kind, function, False):
            yield "trigger_changed", name
    functions = {each.function: each for each in found.values()}
    for name, digest in FUNCTIONS.items():
        if name in functions and not _is_as_made(functions[name], digest):
            yield "function_changed", name


def digest_of(source: str) -> str:
    """Return what :data:`FUNCTIONS` holds for a source."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _is_as_made(function: _Trigger, digest: str) -> bool:
    path = function.search_path or []
    return digest_of(function.source) == digest and any(each.endswith(", pg_temp") for each in path)


def _triggers() -> list[_Trigger]:
    query = sa.text("""
        SELECT c.relname, t.tgname, t.tgtype, f.proname, t.tgenabled::text, t.tgqual IS NOT NULL, f.prosrc, f.proconfig
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND c.oid = to_regclass(c.relname::text)
          AND left(c.relname::text, 14) = 'mutualisation_'
    """)
    return [_Trigger(*row) for row in model.Session.execute(query)]
