"""Create duties

Revision ID: 4b1d0c7a52e9
Revises:
Create Date: 2026-11-23 13:10:00

"""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4b1d0c7a52e9"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "mutualisation_duty",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("user_id", "organization_id", "room"),
        sa.CheckConstraint("room in ('portal', 'sources', 'ledger')", name="mutualisation_duty_room"),
    )


def downgrade():
    op.drop_table("mutualisation_duty")
