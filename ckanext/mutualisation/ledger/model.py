"""The tables of the books, on a MetaData of their own: CKAN's clean-up must neither see nor empty them.

The migrations make the tables and the triggers that guard them; what is here is what queries need.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Numeric, Table, Text

__all__ = [
    "account",
    "agreement",
    "allocation_line",
    "allocation_run",
    "entry",
    "fiscal_year",
    "ledger",
    "line",
    "metadata",
    "share_node",
    "version",
]

metadata = sa.MetaData()
_PREFIX = "mutualisation_"

agreement = Table(
    _PREFIX + "agreement", metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("lead_organization_id", Text, nullable=False),
    Column("lead_organization_name", Text, nullable=False),
    Column("vat_regime", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
)  # fmt: skip

version = Table(
    _PREFIX + "agreement_version", metadata,
    Column("id", Text, primary_key=True),
    Column("agreement_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("node_count", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
)  # fmt: skip

share_node = Table(
    _PREFIX + "share_node", metadata,
    Column("version_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("parent_position", Integer),
    Column("organization_id", Text),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("method", Text),
    Column("measure_num", Numeric, nullable=False),
    Column("measure_den", Numeric, nullable=False),
)  # fmt: skip

ledger = Table(
    _PREFIX + "ledger", metadata,
    Column("id", Text, primary_key=True),
    Column("agreement_id", Text, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("head_hash", Text, nullable=False),
)  # fmt: skip

account = Table(
    _PREFIX + "account", metadata,
    Column("id", BigInteger, sa.Identity(always=True), primary_key=True),
    Column("ledger_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("organization_id", Text),
    Column("organization_name", Text),
)  # fmt: skip

fiscal_year = Table(
    _PREFIX + "fiscal_year", metadata,
    Column("ledger_id", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
)  # fmt: skip

entry = Table(
    _PREFIX + "entry", metadata,
    Column("id", BigInteger, sa.Identity(always=True), primary_key=True),
    Column("ledger_id", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("journal", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_date", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("piece_ref", Text, nullable=False),
    Column("piece_sha256", Text, nullable=False),
    Column("reverses_seq", BigInteger),
    Column("idempotency_key", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("total_cents", BigInteger, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash_version", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)  # fmt: skip

line = Table(
    _PREFIX + "line", metadata,
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ledger_id", Text, nullable=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("account_id", BigInteger, nullable=False),
    Column("debit_cents", BigInteger, nullable=False),
    Column("credit_cents", BigInteger, nullable=False),
)  # fmt: skip

allocation_run = Table(
    _PREFIX + "allocation_run", metadata,
    Column("id", Text, primary_key=True),
    Column("ledger_id", Text, nullable=False),
    Column("version_id", Text, nullable=False),
    Column("expense_entry_id", BigInteger, nullable=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("algorithm", Integer, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("inputs_sha256", Text, nullable=False),
)  # fmt: skip

allocation_line = Table(
    _PREFIX + "allocation_line", metadata,
    Column("run_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("parent_position", Integer),
    Column("organization_id", Text),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("of_cents", BigInteger, nullable=False),
    Column("ratio_num", Numeric, nullable=False),
    Column("ratio_den", Numeric, nullable=False),
    Column("exact_num", Numeric, nullable=False),
    Column("exact_den", Numeric, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("odd_cents", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
)  # fmt: skip
