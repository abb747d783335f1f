"""Create the books: agreements, their keys, ledgers, entries and allocations.

Revision ID: 3c1f0a6d52e7
Revises:
Create Date: 2026-11-23

Organisations are stored by id and name, without a foreign key: the books outlive them.
"""
from alembic import op

revision = "3c1f0a6d52e7"
down_revision = None
branch_labels = None
depends_on = None

CENTS = "BIGINT NOT NULL CHECK ({0} BETWEEN -9999999999999 AND 9999999999999)"
POSITIVE_CENTS = "BIGINT NOT NULL CHECK ({0} BETWEEN 1 AND 9999999999999)"
WHOLE = "NUMERIC NOT NULL CHECK ({0} = trunc({0}))"

TABLES = {
    "mutualisation_agreement": """
        id TEXT PRIMARY KEY,
        slug TEXT NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9_-]*$'),
        title TEXT NOT NULL CHECK (title <> ''),
        lead_organization_id TEXT NOT NULL,
        lead_organization_name TEXT NOT NULL,
        vat_regime TEXT NOT NULL DEFAULT '',
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        created_by TEXT NOT NULL
    """,
    "mutualisation_agreement_version": """
        id TEXT PRIMARY KEY,
        agreement_id TEXT NOT NULL REFERENCES mutualisation_agreement,
        number INTEGER NOT NULL CHECK (number > 0),
        valid_from DATE NOT NULL,
        valid_to DATE CHECK (valid_to >= valid_from),
        node_count INTEGER NOT NULL CHECK (node_count >= 2),
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        created_by TEXT NOT NULL,
        created_xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
        UNIQUE (agreement_id, number),
        UNIQUE (agreement_id, valid_from)
    """,
    "mutualisation_share_node": f"""
        version_id TEXT NOT NULL REFERENCES mutualisation_agreement_version,
        position INTEGER NOT NULL CHECK (position > 0),
        parent_position INTEGER CHECK (parent_position < position),
        organization_id TEXT,
        name TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        method TEXT,
        measure_num {WHOLE.format("measure_num")} CHECK (measure_num >= 0),
        measure_den {WHOLE.format("measure_den")} CHECK (measure_den > 0),
        PRIMARY KEY (version_id, position),
        UNIQUE (version_id, organization_id),
        FOREIGN KEY (version_id, parent_position) REFERENCES mutualisation_share_node (version_id, position),
        CONSTRAINT mutualisation_share_node_member_or_group CHECK ((organization_id IS NULL) = (method IS NOT NULL)),
        CONSTRAINT mutualisation_share_node_one_root CHECK ((position = 1) = (parent_position IS NULL))
    """,
    "mutualisation_ledger": """
        id TEXT PRIMARY KEY,
        agreement_id TEXT NOT NULL UNIQUE REFERENCES mutualisation_agreement,
        head_seq BIGINT NOT NULL DEFAULT 0,
        head_hash TEXT NOT NULL DEFAULT repeat('0', 64)
    """,
    "mutualisation_account": """
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ledger_id TEXT NOT NULL REFERENCES mutualisation_ledger,
        code TEXT NOT NULL CHECK (code <> ''),
        kind TEXT NOT NULL,
        section TEXT NOT NULL DEFAULT '',
        organization_id TEXT,
        organization_name TEXT,
        UNIQUE (ledger_id, code),
        UNIQUE (ledger_id, organization_id),
        UNIQUE (id, ledger_id),
        CONSTRAINT mutualisation_account_of_a_member CHECK ((kind = 'member') = (organization_id IS NOT NULL))
    """,
    "mutualisation_fiscal_year": """
        ledger_id TEXT NOT NULL REFERENCES mutualisation_ledger,
        year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 9999),
        status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
        PRIMARY KEY (ledger_id, year)
    """,
    "mutualisation_entry": f"""
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ledger_id TEXT NOT NULL REFERENCES mutualisation_ledger,
        seq BIGINT NOT NULL CHECK (seq > 0),
        journal TEXT NOT NULL CHECK (journal <> ''),
        year INTEGER NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        kind TEXT NOT NULL CHECK (kind <> ''),
        effective_date DATE NOT NULL,
        recorded_at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL,
        label TEXT NOT NULL CHECK (label <> ''),
        piece_ref TEXT NOT NULL,
        piece_sha256 TEXT NOT NULL,
        reverses_seq BIGINT CHECK (reverses_seq < seq),
        idempotency_key TEXT NOT NULL CHECK (idempotency_key <> ''),
        content_sha256 TEXT NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{{64}}$'),
        line_count INTEGER NOT NULL CHECK (line_count >= 2),
        total_cents {POSITIVE_CENTS.format("total_cents")},
        previous_hash TEXT NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{{64}}$'),
        hash_version INTEGER NOT NULL,
        hash TEXT NOT NULL CHECK (hash ~ '^[0-9a-f]{{64}}$'),
        created_xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
        UNIQUE (ledger_id, seq),
        UNIQUE (ledger_id, journal, year, number),
        UNIQUE (ledger_id, idempotency_key),
        UNIQUE (ledger_id, reverses_seq),
        UNIQUE (id, ledger_id),
        FOREIGN KEY (ledger_id, year) REFERENCES mutualisation_fiscal_year,
        FOREIGN KEY (ledger_id, reverses_seq) REFERENCES mutualisation_entry (ledger_id, seq),
        CONSTRAINT mutualisation_entry_in_its_year CHECK (extract(year FROM effective_date) = year)
    """,
    "mutualisation_line": f"""
        entry_id BIGINT NOT NULL,
        ledger_id TEXT NOT NULL,
        position INTEGER NOT NULL CHECK (position > 0),
        account_id BIGINT NOT NULL,
        debit_cents {CENTS.format("debit_cents")},
        credit_cents {CENTS.format("credit_cents")},
        PRIMARY KEY (entry_id, position),
        FOREIGN KEY (entry_id, ledger_id) REFERENCES mutualisation_entry (id, ledger_id),
        FOREIGN KEY (account_id, ledger_id) REFERENCES mutualisation_account (id, ledger_id),
        CONSTRAINT mutualisation_line_one_side
            CHECK ((debit_cents > 0 AND credit_cents = 0) OR (debit_cents = 0 AND credit_cents > 0))
    """,
    "mutualisation_allocation_run": f"""
        id TEXT PRIMARY KEY,
        ledger_id TEXT NOT NULL REFERENCES mutualisation_ledger,
        version_id TEXT NOT NULL REFERENCES mutualisation_agreement_version,
        expense_entry_id BIGINT NOT NULL UNIQUE,
        entry_id BIGINT NOT NULL UNIQUE,
        amount_cents {CENTS.format("amount_cents")},
        line_count INTEGER NOT NULL CHECK (line_count > 0),
        algorithm INTEGER NOT NULL,
        inputs TEXT NOT NULL,
        inputs_sha256 TEXT NOT NULL CHECK (inputs_sha256 ~ '^[0-9a-f]{{64}}$'),
        created_xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
        FOREIGN KEY (expense_entry_id, ledger_id) REFERENCES mutualisation_entry (id, ledger_id),
        FOREIGN KEY (entry_id, ledger_id) REFERENCES mutualisation_entry (id, ledger_id)
    """,
    "mutualisation_allocation_line": f"""
        run_id TEXT NOT NULL REFERENCES mutualisation_allocation_run,
        position INTEGER NOT NULL CHECK (position > 0),
        parent_position INTEGER CHECK (parent_position < position),
        organization_id TEXT,
        name TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        of_cents {CENTS.format("of_cents")},
        ratio_num {WHOLE.format("ratio_num")},
        ratio_den {WHOLE.format("ratio_den")} CHECK (ratio_den > 0),
        exact_num {WHOLE.format("exact_num")},
        exact_den {WHOLE.format("exact_den")} CHECK (exact_den > 0),
        cents {CENTS.format("cents")},
        reason TEXT NOT NULL,
        odd_cents INTEGER NOT NULL,
        rank INTEGER NOT NULL,
        PRIMARY KEY (run_id, position),
        UNIQUE (run_id, organization_id),
        FOREIGN KEY (run_id, parent_position) REFERENCES mutualisation_allocation_line (run_id, position),
        CONSTRAINT mutualisation_allocation_line_within_a_cent CHECK (abs(cents * exact_den - exact_num) < exact_den)
    """,
}

INDEXES = (
    "CREATE INDEX mutualisation_line_account ON mutualisation_line (account_id, entry_id)",
    "CREATE INDEX mutualisation_account_organization ON mutualisation_account (organization_id)",
    "CREATE INDEX mutualisation_share_node_organization ON mutualisation_share_node (organization_id)",
)


def upgrade():
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for index in INDEXES:
        op.execute(index)


def downgrade():
    for name in reversed(TABLES):
        op.execute(f"DROP TABLE {name}")
