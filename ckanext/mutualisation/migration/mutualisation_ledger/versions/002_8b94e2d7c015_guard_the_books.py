"""Guard the books: what was written is neither changed nor added to, and every entry balances.

Revision ID: 8b94e2d7c015
Revises: 3c1f0a6d52e7
Create Date: 2026-11-23

The functions name their schema, so that a temporary table of the same name cannot stand in for a real one.
`ckan db clean` leaves functions behind: hence CREATE OR REPLACE.
"""
from alembic import op

revision = "8b94e2d7c015"
down_revision = "3c1f0a6d52e7"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "mutualisation_agreement_version",
    "mutualisation_share_node",
    "mutualisation_account",
    "mutualisation_entry",
    "mutualisation_line",
    "mutualisation_allocation_run",
    "mutualisation_allocation_line",
)

FUNCTIONS = {
    "mutualisation_refuse_change": """
BEGIN
    RAISE EXCEPTION 'ledger: % is refused, % keeps what was written', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
""",
    # A ledger starts empty; its head only moves on to the entry just added.
    "mutualisation_move_head": """
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.head_seq <> 0 OR NEW.head_hash <> repeat('0', 64) THEN
            RAISE EXCEPTION 'ledger: a ledger starts empty' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.id <> OLD.id OR NEW.agreement_id <> OLD.agreement_id OR NEW.head_seq <> OLD.head_seq + 1
        OR NOT EXISTS (SELECT FROM mutualisation_entry
                       WHERE ledger_id = NEW.id AND seq = NEW.head_seq AND hash = NEW.head_hash) THEN
        RAISE EXCEPTION 'ledger: the head only moves on to the entry just added'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
""",
    "mutualisation_close_year": """
BEGIN
    IF NEW.ledger_id <> OLD.ledger_id OR NEW.year <> OLD.year OR (OLD.status = 'closed' AND NEW.status <> 'closed') THEN
        RAISE EXCEPTION 'ledger: a year is closed once and for all' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
""",
    # An entry goes to the end of its ledger, into an open year, under the next number of its journal.
    "mutualisation_place_entry": """
DECLARE
    head RECORD;
    year_status TEXT;
    last_number INTEGER;
BEGIN
    SELECT head_seq, head_hash INTO head FROM mutualisation_ledger WHERE id = NEW.ledger_id FOR UPDATE;
    IF NEW.seq <> head.head_seq + 1 OR NEW.previous_hash <> head.head_hash THEN
        RAISE EXCEPTION 'ledger: an entry follows the last one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT status INTO year_status FROM mutualisation_fiscal_year
        WHERE ledger_id = NEW.ledger_id AND year = NEW.year FOR SHARE;
    IF year_status IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'ledger: year % is not open', NEW.year USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(max(number), 0) INTO last_number FROM mutualisation_entry
        WHERE ledger_id = NEW.ledger_id AND journal = NEW.journal AND year = NEW.year;
    IF NEW.number <> last_number + 1 THEN
        RAISE EXCEPTION 'ledger: number % follows number %', last_number + 1, last_number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.created_xid := pg_current_xact_id();
    RETURN NEW;
END
""",
    "mutualisation_stamp": """
BEGIN
    NEW.created_xid := pg_current_xact_id();
    RETURN NEW;
END
""",
    # Lines, nodes and shares are added by the transaction that made their parent, up to the number that it announced.
    # The transaction is compared by its full id: a row's own xmin differs under a savepoint.
    "mutualisation_place_line": """
DECLARE
    parent RECORD;
BEGIN
    SELECT created_xid, line_count INTO parent FROM mutualisation_entry WHERE id = NEW.entry_id;
    IF parent.created_xid IS DISTINCT FROM pg_current_xact_id() OR NEW.position > parent.line_count THEN
        RAISE EXCEPTION 'ledger: no line is added to an entry already made'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
""",
    "mutualisation_place_node": """
DECLARE
    parent RECORD;
BEGIN
    SELECT created_xid, node_count INTO parent FROM mutualisation_agreement_version WHERE id = NEW.version_id;
    IF parent.created_xid IS DISTINCT FROM pg_current_xact_id() OR NEW.position > parent.node_count THEN
        RAISE EXCEPTION 'ledger: no share is added to a key already made'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
""",
    "mutualisation_place_allocation": """
DECLARE
    parent RECORD;
BEGIN
    SELECT created_xid, line_count INTO parent FROM mutualisation_allocation_run WHERE id = NEW.run_id;
    IF parent.created_xid IS DISTINCT FROM pg_current_xact_id() OR NEW.position > parent.line_count THEN
        RAISE EXCEPTION 'ledger: no share is added to an allocation already made'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
""",
    "mutualisation_check_entry": """
DECLARE
    lines RECORD;
BEGIN
    SELECT count(*) AS n, coalesce(sum(debit_cents), 0) AS debit, coalesce(sum(credit_cents), 0) AS credit INTO lines
        FROM mutualisation_line WHERE entry_id = NEW.id;
    IF lines.n <> NEW.line_count OR lines.debit <> NEW.total_cents OR lines.credit <> NEW.total_cents THEN
        RAISE EXCEPTION 'ledger: entry % has % lines of % and a total of %, but its % lines debit % and credit %',
            NEW.seq, NEW.line_count, NEW.ledger_id, NEW.total_cents, lines.n, lines.debit, lines.credit
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM mutualisation_ledger WHERE id = NEW.ledger_id AND head_seq >= NEW.seq) THEN
        RAISE EXCEPTION 'ledger: the head stays behind entry %', NEW.seq
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
""",
    "mutualisation_check_key": """
BEGIN
    IF (SELECT count(*) FROM mutualisation_share_node WHERE version_id = NEW.id) <> NEW.node_count THEN
        RAISE EXCEPTION 'ledger: the key of version % is not whole', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
""",
    # The members' cents add up to the amount; at each level the shares add up to what was to split there.
    "mutualisation_check_allocation": """
BEGIN
    IF (SELECT count(*) FROM mutualisation_allocation_line WHERE run_id = NEW.id) <> NEW.line_count
        OR (SELECT sum(cents) FROM mutualisation_allocation_line
            WHERE run_id = NEW.id AND organization_id IS NOT NULL) IS DISTINCT FROM NEW.amount_cents
        OR (SELECT sum(cents) FROM mutualisation_allocation_line
            WHERE run_id = NEW.id AND parent_position IS NULL) IS DISTINCT FROM NEW.amount_cents
        OR EXISTS (SELECT FROM mutualisation_allocation_line AS a_group
                   WHERE a_group.run_id = NEW.id AND a_group.organization_id IS NULL
                     AND a_group.cents IS DISTINCT FROM (
                         SELECT sum(share.cents) FROM mutualisation_allocation_line AS share
                         WHERE share.run_id = NEW.id AND share.parent_position = a_group.position)) THEN
        RAISE EXCEPTION 'ledger: the shares do not add up to the % cents allocated', NEW.amount_cents
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
""",
}

ROW_TRIGGERS = {
    "mutualisation_ledger_head": ("INSERT OR UPDATE", "mutualisation_ledger", "mutualisation_move_head"),
    "mutualisation_fiscal_year_closing": ("UPDATE", "mutualisation_fiscal_year", "mutualisation_close_year"),
    "mutualisation_entry_place": ("INSERT", "mutualisation_entry", "mutualisation_place_entry"),
    "mutualisation_agreement_version_stamp": ("INSERT", "mutualisation_agreement_version", "mutualisation_stamp"),
    "mutualisation_allocation_run_stamp": ("INSERT", "mutualisation_allocation_run", "mutualisation_stamp"),
    "mutualisation_line_place": ("INSERT", "mutualisation_line", "mutualisation_place_line"),
    "mutualisation_share_node_place": ("INSERT", "mutualisation_share_node", "mutualisation_place_node"),
    "mutualisation_allocation_line_place": (
        "INSERT", "mutualisation_allocation_line", "mutualisation_place_allocation"),
}

DEFERRED_TRIGGERS = {
    "mutualisation_entry_balanced": ("mutualisation_entry", "mutualisation_check_entry"),
    "mutualisation_agreement_version_whole": ("mutualisation_agreement_version", "mutualisation_check_key"),
    "mutualisation_allocation_run_exact": ("mutualisation_allocation_run", "mutualisation_check_allocation"),
}


def upgrade():
    op.execute(_create_functions())
    for name, (event, table, function) in ROW_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")
    for name, (table, function) in DEFERRED_TRIGGERS.items():
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    for table in APPEND_ONLY:
        _refuse("UPDATE OR DELETE OR TRUNCATE", table)
    for table in ("mutualisation_ledger", "mutualisation_fiscal_year"):
        _refuse("DELETE OR TRUNCATE", table)


def _create_functions():
    """Return one statement that makes every function in the schema where the tables are."""
    statements = "".join(
        f"EXECUTE format($sql$CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = %I, pg_temp AS $body${_escaped(body)}$body$ $sql$, current_schema());\n"
        for name, body in FUNCTIONS.items()
    )
    return f"DO $do$ BEGIN\n{statements}END $do$"


def _escaped(body):
    return body.replace("%", "%%")


def _refuse(events, table):
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE {events} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION mutualisation_refuse_change()"
    )


def downgrade():
    for name, (_, table, _function) in ROW_TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name, (table, _function) in DEFERRED_TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for table in (*APPEND_ONLY, "mutualisation_ledger", "mutualisation_fiscal_year"):
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
