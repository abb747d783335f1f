"""Create the runs of the harvest, and what each source's datasets are here.

Revision ID: 5d0b7c3e91af
Revises:
"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5d0b7c3e91af"
down_revision = None
branch_labels = None
depends_on = None

COUNTS = (
    "planned", "done", "added", "changed", "restored", "unchanged", "removed", "deleted", "refused", "failed",
)  # fmt: skip


def upgrade():
    op.create_table(
        "mutualisation_harvest_run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("job_id", sa.Text, nullable=False, unique=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("driver", sa.Text, nullable=False),
        sa.Column("announced", sa.Integer),
        sa.Column("received", sa.Integer, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in COUNTS),
        sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("suspended", sa.Text, nullable=False, server_default=""),
        sa.Column("error", sa.Text, nullable=False, server_default=""),
        sa.Column("problems", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.CheckConstraint("driver IN ('queue', 'command')", name="mutualisation_harvest_run_driver"),
    )
    op.create_index("mutualisation_harvest_run_source", "mutualisation_harvest_run", ["source_id", "started"])
    op.create_table(
        "mutualisation_harvest_record",
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("guid", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False, unique=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("mapping_version", sa.Integer, nullable=False),
        sa.Column("remote_url", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.Column("was_private", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("indexed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('current', 'archived', 'deleted')", name="mutualisation_harvest_record_state"),
    )


def downgrade():
    op.drop_table("mutualisation_harvest_record")
    op.drop_table("mutualisation_harvest_run")
