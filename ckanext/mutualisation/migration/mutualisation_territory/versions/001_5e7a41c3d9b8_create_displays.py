"""Create displays

Revision ID: 5e7a41c3d9b8
Revises:
Create Date: 2026-11-23 13:25:00

"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5e7a41c3d9b8"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "mutualisation_display",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source_mark", sa.Text, nullable=False),
        sa.Column("content_mark", sa.Text),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('table', 'map')", name="mutualisation_display_kind"),
    )


def downgrade():
    op.drop_table("mutualisation_display")
