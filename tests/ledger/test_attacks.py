"""Raw SQL against the books, under the application's own role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import ckan.model as model
from ckan.tests.helpers import call_action

from ckanext.mutualisation.ledger import agreements, guards, verification
from tests.ledger import factories

APPEND_ONLY = (
    "agreement_version",
    "share_node",
    "account",
    "entry",
    "line",
    "allocation_run",
    "allocation_line",
)


@pytest.fixture
def books(standing_books):
    """Return the same books for all: every attack is refused or undone."""
    return standing_books


@pytest.fixture
def attacker(books):
    """Return a connection of the application's own role; what it changed and did not commit is undone."""
    model.Session.commit()
    with model.meta.engine.connect() as connection:
        yield connection
        connection.rollback()


def ids(connection, books):
    """Return the ledger, its first entry and two accounts, as parameters of a query."""
    row = connection.execute(
        sa.text("""
            SELECT l.id AS ledger, e.id AS entry, e.hash AS hash,
                (SELECT min(id) FROM mutualisation_account WHERE ledger_id = l.id) AS one,
                (SELECT max(id) FROM mutualisation_account WHERE ledger_id = l.id) AS other
            FROM mutualisation_ledger l JOIN mutualisation_agreement a ON a.id = l.agreement_id
            JOIN mutualisation_entry e ON e.ledger_id = l.id AND e.seq = 1 WHERE a.slug = :slug"""),
        {"slug": books.slug},
    ).one()
    return row._mapping


ADD_PAIR = sa.text("""
    INSERT INTO mutualisation_line (entry_id, ledger_id, position, account_id, debit_cents, credit_cents)
    VALUES (:entry, :ledger, :first, :one, 5, 0), (:entry, :ledger, :first + 1, :other, 0, 5)""")
NEW_ENTRY = sa.text("""
    INSERT INTO mutualisation_entry (ledger_id, seq, journal, year, number, kind, effective_date, recorded_at, actor,
        label, piece_ref, piece_sha256, idempotency_key, content_sha256, line_count, total_cents, previous_hash,
        hash_version, hash)
    SELECT id, head_seq + :step, 'expenses', 2012, :number, 'expense', '2012-12-31', now(), '', 'forged', '', '',
        'forged',        repeat('a', 64), :line_count, :total, coalesce(:previous, head_hash), 1, repeat('b', 64)
    FROM mutualisation_ledger WHERE id = :ledger RETURNING id""")
MOVE_HEAD = sa.text(
    "UPDATE mutualisation_ledger SET head_seq = head_seq + 1, head_hash = repeat('b', 64) WHERE id = :ledger"
)


def new_entry(connection, books, **changes):
    values = {
        "step": 1,
        "number": 2,
        "line_count": 2,
        "total": 5,
        "previous": None,
        **ids(connection, books),
        **changes,
    }
    return connection.execute(NEW_ENTRY, values).scalar_one()


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
    def test_changing_what_was_written(self, attacker, table, statement):
        column = {"agreement_version": "number", "account": "code", "entry": "label", "allocation_run": "inputs"}
        name = column.get(table, "position")
        with pytest.raises(DBAPIError, match="keeps what was written"):
            attacker.execute(sa.text(statement.format(f"mutualisation_{table}", name, name)))

    @pytest.mark.parametrize("table", ["ledger", "fiscal_year"])
    @pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_removing_a_ledger_or_a_year(self, attacker, table, statement):
        with pytest.raises(DBAPIError, match="keeps what was written"):
            attacker.execute(sa.text(statement.format(f"mutualisation_{table}")))

    def test_writing_over_an_entry_by_a_conflict(self, attacker, books):
        with pytest.raises(DBAPIError, match="keeps what was written"):
            attacker.execute(
                sa.text("""INSERT INTO mutualisation_account (ledger_id, code, kind)
                    VALUES (:ledger, 'cost.investment', 'x')
                    ON CONFLICT (ledger_id, code) DO UPDATE SET kind = 'x'"""),
                dict(ids(attacker, books)),
            )

    @pytest.mark.parametrize("first", [1, 3, -1])
    def test_adding_a_balanced_pair_of_lines_to_an_entry(self, attacker, books, first):
        with pytest.raises(DBAPIError, match="already made|duplicate|violates"):
            attacker.execute(ADD_PAIR, {**ids(attacker, books), "first": first})

    def test_adding_lines_to_an_entry_under_a_savepoint(self, attacker, books):
        attacker.execute(sa.text("SAVEPOINT here"))
        with pytest.raises(DBAPIError, match="already made"):
            attacker.execute(ADD_PAIR, {**ids(attacker, books), "first": 3})
        attacker.execute(sa.text("ROLLBACK TO SAVEPOINT here"))
        assert call_action("mutualisation_ledger_verify", context={"ignore_auth": True}, agreement=books.slug)[
            "is_valid"
        ]

    def test_adding_lines_after_the_check_of_the_same_transaction(self, attacker, books):
        entry = new_entry(attacker, books)
        values = {**ids(attacker, books), "entry": entry}
        attacker.execute(ADD_PAIR, {**values, "first": 1})
        attacker.execute(MOVE_HEAD, values)
        attacker.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        with pytest.raises(DBAPIError, match="already made"):
            attacker.execute(ADD_PAIR, {**values, "first": 3})

    def test_hiding_the_entries_behind_a_temporary_table(self, attacker, books):
        values = ids(attacker, books)
        attacker.execute(sa.text("CREATE TEMP TABLE mutualisation_entry (id bigint, created_xid xid8, line_count int)"))
        attacker.execute(
            sa.text("INSERT INTO mutualisation_entry VALUES (:entry, pg_current_xact_id(), 99)"),
            {"entry": values["entry"]},
        )
        with pytest.raises(DBAPIError, match="already made"):
            attacker.execute(ADD_PAIR, {**values, "first": 3})

    @pytest.mark.parametrize(
        "lines",
        [
            [(1, 5, 0), (2, 0, 4)],
            [(1, 5, 0)],
            [(1, 4, 0), (2, 0, 4)],
            [],
        ],
    )
    def test_an_entry_that_does_not_balance(self, attacker, books, lines):
        values = {**ids(attacker, books), "entry": new_entry(attacker, books)}
        for position, debit, credit in lines:
            attacker.execute(
                sa.text("""INSERT INTO mutualisation_line
                    (entry_id, ledger_id, position, account_id, debit_cents, credit_cents)
                    VALUES (:entry, :ledger, :position, :one, :debit, :credit)"""),
                {**values, "position": position, "debit": debit, "credit": credit},
            )
        attacker.execute(MOVE_HEAD, values)
        with pytest.raises(DBAPIError, match="but its"):
            attacker.commit()

    @pytest.mark.parametrize(("debit", "credit"), [(5, 5), (0, 0), (-5, 0), (0, -5), (10**13, 0)])
    def test_a_line_that_is_not_on_one_side(self, attacker, books, debit, credit):
        values = {**ids(attacker, books), "entry": new_entry(attacker, books), "debit": debit, "credit": credit}
        with pytest.raises(DBAPIError, match="violates check"):
            attacker.execute(
                sa.text("""INSERT INTO mutualisation_line
                    (entry_id, ledger_id, position, account_id, debit_cents, credit_cents)
                    VALUES (:entry, :ledger, 1, :one, :debit, :credit)"""),
                values,
            )

    def test_a_line_on_the_account_of_another_ledger(self, attacker, books):
        other = ids(attacker, factories.pays_de_la_loire())
        values = {**ids(attacker, books), "entry": new_entry(attacker, books), "one": other["one"]}
        with pytest.raises(DBAPIError, match="foreign key"):
            attacker.execute(ADD_PAIR, {**values, "first": 1})

    def test_an_entry_whose_ledger_does_not_move_on(self, attacker, books):
        values = {**ids(attacker, books), "entry": new_entry(attacker, books), "first": 1}
        attacker.execute(ADD_PAIR, values)
        with pytest.raises(DBAPIError, match="stays behind"):
            attacker.commit()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"step": 2}, "follows the last"),
            ({"step": 0}, "follows the last"),
            ({"previous": "c" * 64}, "follows the last"),
            ({"number": 3}, "number 2 follows number 1"),
            ({"number": 1}, "number 2 follows number 1"),
            ({"line_count": 1}, "violates check"),
        ],
    )
    def test_an_entry_out_of_its_place(self, attacker, books, changes, words):
        with pytest.raises(DBAPIError, match=words):
            new_entry(attacker, books, **changes)

    @pytest.mark.parametrize(
        "change",
        [
            "head_hash = repeat('f', 64)",
            "head_seq = 0, head_hash = repeat('0', 64)",
            "head_seq = head_seq + 1",
            "head_seq = head_seq",
            "agreement_id = 'x'",
        ],
    )
    def test_moving_the_head_of_a_ledger(self, attacker, books, change):
        with pytest.raises(DBAPIError, match="only moves on"):
            attacker.execute(sa.text(f"UPDATE mutualisation_ledger SET {change}"))

    def test_a_ledger_that_does_not_start_empty(self, attacker, books):
        with pytest.raises(DBAPIError, match="starts empty"):
            attacker.execute(
                sa.text("INSERT INTO mutualisation_ledger (id, agreement_id, head_seq) VALUES ('x', 'x', 1)")
            )

    def test_entries_in_a_closed_year_and_opening_it_again(self, attacker, books):
        attacker.execute(sa.text("UPDATE mutualisation_fiscal_year SET status = 'closed' WHERE ledger_id = :ledger"),
                         dict(ids(attacker, books)))  # fmt: skip
        attacker.execute(sa.text("SAVEPOINT closed"))
        with pytest.raises(DBAPIError, match="not open"):
            new_entry(attacker, books)
        attacker.execute(sa.text("ROLLBACK TO SAVEPOINT closed"))
        with pytest.raises(DBAPIError, match="once and for all"):
            attacker.execute(sa.text("UPDATE mutualisation_fiscal_year SET status = 'open'"))

    def test_a_share_added_to_a_key_or_to_an_allocation(self, attacker, books):
        for statement in (
            """INSERT INTO mutualisation_share_node
               SELECT version_id, node, 1, 'x', 'x', '', NULL, 1, 1
               FROM mutualisation_share_node, (VALUES (7)) AS n(node) LIMIT 1""",
            """INSERT INTO mutualisation_allocation_line
               SELECT run_id, 7, NULL, 'x', 'x', '', 0, 0, 1, 0, 1, 0, 'exact', 0, 0
               FROM mutualisation_allocation_line LIMIT 1""",
        ):
            attacker.execute(sa.text("SAVEPOINT here"))
            with pytest.raises(DBAPIError, match="already made"):
                attacker.execute(sa.text(statement))
            attacker.execute(sa.text("ROLLBACK TO SAVEPOINT here"))

    def test_an_allocation_that_does_not_add_up(self, attacker, books):
        attacker.execute(
            sa.text("""INSERT INTO mutualisation_allocation_run
                (id, ledger_id, version_id, expense_entry_id, entry_id, amount_cents, line_count, algorithm, inputs,
                inputs_sha256)
                SELECT 'forged', ledger_id, version_id, entry_id, expense_entry_id, 100, 1, 1, '', inputs_sha256
                FROM mutualisation_allocation_run WHERE ledger_id = :ledger"""),
            dict(ids(attacker, books)),
        )
        attacker.execute(
            sa.text("""INSERT INTO mutualisation_allocation_line
            VALUES ('forged', 1, NULL, 'x', 'x', '', 100, 1, 1, 99, 1, 99, 'exact', 0, 0)""")
        )
        with pytest.raises(DBAPIError, match="do not add up"):
            attacker.commit()


class TestVerifyDetects:
    """What an owner of the tables can do cannot be refused; it is seen. Each test undoes its own damage."""

    def faults(self, books):
        found = agreements.find(books.slug)
        assert found is not None
        return [(fault.code, fault.seq) for fault in verification.verify(found).faults]

    def rewrite(self, table, change):
        """Rewrite rows as the owner does, in a transaction that is left open; the session that verifies is the same."""
        run = model.Session.execute
        run(sa.text(f"ALTER TABLE mutualisation_{table} DISABLE TRIGGER USER"))
        run(sa.text(change))
        run(sa.text(f"ALTER TABLE mutualisation_{table} ENABLE TRIGGER USER"))

    def test_nothing_in_sound_books(self, books):
        assert self.faults(books) == []

    def test_each_disabled_trigger(self, books):
        for table, suffix in guards.TRIGGERS:
            model.Session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_{suffix}"))
            assert list(guards.faults()) == [("trigger_disabled", f"{table}_{suffix}")]
            model.Session.rollback()

    def test_each_missing_trigger(self, books):
        for table, suffix in guards.TRIGGERS:
            model.Session.execute(sa.text(f"DROP TRIGGER {table}_{suffix} ON {table}"))
            assert list(guards.faults()) == [("trigger_missing", f"{table}_{suffix}")]
            model.Session.rollback()

    def test_a_trigger_that_fires_on_condition_only(self, books):
        model.Session.execute(sa.text("DROP TRIGGER mutualisation_line_place ON mutualisation_line"))
        model.Session.execute(
            sa.text("""CREATE TRIGGER mutualisation_line_place BEFORE INSERT ON mutualisation_line
            FOR EACH ROW WHEN (NEW.debit_cents = 7) EXECUTE FUNCTION mutualisation_place_line()""")
        )
        assert self.faults(books) == [("trigger_changed", None)]

    def test_a_function_emptied_of_its_meaning(self, books):
        model.Session.execute(
            sa.text("""CREATE OR REPLACE FUNCTION mutualisation_refuse_change() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS 'BEGIN RETURN NULL; END'""")
        )
        assert self.faults(books) == [("function_changed", None)]

    def test_a_function_that_looks_elsewhere(self, books):
        model.Session.execute(sa.text("ALTER FUNCTION mutualisation_place_line() RESET search_path"))
        assert self.faults(books) == [("function_changed", None)]

    @pytest.mark.parametrize(
        ("table", "change", "fault"),
        [
            ("entry", "UPDATE mutualisation_entry SET label = label || '!' WHERE {0} AND seq = 2", ("chain_hash", 2)),
            ("entry", "UPDATE mutualisation_entry SET actor = 'x' WHERE {0} AND seq = 1", ("chain_hash", 1)),
            ("entry", "UPDATE mutualisation_entry SET hash = repeat('d', 64) WHERE {0} AND seq = 1", ("chain_hash", 1)),
            ("entry", "UPDATE mutualisation_entry SET total_cents = 1 WHERE {0} AND seq = 2", ("entry_total", 2)),
            ("line", "UPDATE mutualisation_line SET debit_cents = debit_cents + 1 WHERE {0} AND debit_cents = 3500000",
             ("chain_hash", 2)),
            ("line", "DELETE FROM mutualisation_line WHERE {0} AND debit_cents = 3500000", ("chain_hash", 2)),
            ("account", "UPDATE mutualisation_account SET organization_id = 'thief' WHERE {0} AND code LIKE 'member.%' "
             "AND id = (SELECT max(id) FROM mutualisation_account WHERE {0})", ("chain_hash", 2)),
            ("ledger", "UPDATE mutualisation_ledger SET head_hash = repeat('e', 64) WHERE id = '{1}'",
             ("head_differs", 2)),
            ("allocation_line", "UPDATE mutualisation_allocation_line SET reason = 'fixed'", ("allocation_shares", 2)),
            ("allocation_run", "UPDATE mutualisation_allocation_run SET inputs = replace(inputs, '21000000', '9')",
             ("allocation_inputs", 2)),
            ("allocation_run", "UPDATE mutualisation_allocation_run SET amount_cents = 1", ("allocation_amount", 2)),
            ("share_node", "UPDATE mutualisation_share_node SET method = 'weights' WHERE position = 1",
             ("key_changed", 2)),
        ],
    )  # fmt: skip
    def test_each_rewritten_row(self, books, table, change, fault):
        agreement = agreements.find(books.slug)
        self.rewrite(table, change.format(f"ledger_id = '{agreement.ledger_id}'", agreement.ledger_id))
        found = self.faults(books)
        assert found[0] == fault

    def test_the_last_entry_cut_off(self):
        books = factories.pays_de_la_loire()
        factories.expense(books.slug, reference="last")
        ledger_id = agreements.find(books.slug).ledger_id
        for table in ("line", "entry"):
            self.rewrite(
                table,
                f"""DELETE FROM mutualisation_{table} WHERE {"entry_id" if table == "line" else "id"} IN
                (SELECT id FROM mutualisation_entry WHERE seq = 3 AND ledger_id = '{ledger_id}')""",
            )
        assert self.faults(books) == [("head_differs", 3)]

    def test_an_allocation_that_was_removed(self, books):
        self.rewrite("allocation_line", "DELETE FROM mutualisation_allocation_line")
        self.rewrite("allocation_run", "DELETE FROM mutualisation_allocation_run")
        assert self.faults(books) == [("entry_without_allocation", 2)]
