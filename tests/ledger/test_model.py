from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories as ckan_factories
from ckan.tests.helpers import reset_db

from ckanext.mutualisation.ledger import agreements, verification
from ckanext.mutualisation.ledger import model as tables
from tests.ledger import factories


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_the_tables_are_those_that_the_migrations_made(table):
    made = {column["name"]: column for column in sa.inspect(model.meta.engine).get_columns(table.name)}
    described = {column.name: column for column in table.columns}
    assert set(made) - {"created_xid"} == set(described)
    for name, column in described.items():
        assert made[name]["nullable"] == column.nullable, name
        assert made[name]["type"]._type_affinity == column.type._type_affinity, name


def test_no_table_points_at_those_of_ckan():
    inspector = sa.inspect(model.meta.engine)
    for table in tables.metadata.tables:
        assert all(key["referred_table"].startswith("mutualisation_") for key in inspector.get_foreign_keys(table))


def test_the_books_outlive_ckans_own_clean_up():
    books = factories.pays_de_la_loire()
    reset_db()
    ckan_factories.Organization()
    found = agreements.find(books.slug)
    assert verification.verify(found).faults == ()
    assert found.title == "Plateforme des Pays de la Loire"
