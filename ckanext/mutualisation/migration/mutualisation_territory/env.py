"""Run the migrations of this folder, which bears its plugin's name."""
from __future__ import annotations

import os

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckanext.mutualisation.territory.model import Base

name = os.path.basename(os.path.dirname(__file__))
settings = {
    "target_metadata": Base.metadata,
    "version_table": f"{name}_alembic_version",
    "include_object": lambda thing, thing_name, kind, *_: kind != "table" or thing_name in Base.metadata.tables,
}

if context.is_offline_mode():
    context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True, **settings)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = engine_from_config(
        context.config.get_section(context.config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(connection=connection, **settings)
        with context.begin_transaction():
            context.run_migrations()
