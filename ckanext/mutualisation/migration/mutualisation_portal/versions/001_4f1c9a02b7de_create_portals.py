"""Create portals, their hosts, organisations and files, and the version of the registry

Revision ID: 4f1c9a02b7de
Revises:
Create Date: 2026-11-23 13:10:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "4f1c9a02b7de"
down_revision = None
branch_labels = None
depends_on = None


def _portal_id():
    return sa.ForeignKey("mutualisation_portal.id", ondelete="CASCADE")


def upgrade():
    op.create_table(
        "mutualisation_portal_file",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "mutualisation_portal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("primary_colour", sa.Text, nullable=False),
        sa.Column("secondary_colour", sa.Text, nullable=False),
        sa.Column("tagline", JSONB, nullable=False),
        sa.Column("logo_sha256", sa.Text, sa.ForeignKey("mutualisation_portal_file.sha256")),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'closed')", name="mutualisation_portal_state"),
    )
    op.create_table(
        "mutualisation_portal_host",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("portal_id", sa.Text, _portal_id(), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("scheme", sa.Text),
        sa.Column("port", sa.Integer),
    )
    op.create_table(
        "mutualisation_portal_organization",
        sa.Column("portal_id", sa.Text, _portal_id(), primary_key=True),
        sa.Column("organization_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    registry = op.create_table(
        "mutualisation_portal_registry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="mutualisation_portal_registry_single"),
    )
    op.bulk_insert(registry, [{"id": 1, "version": 1}])


def downgrade():
    op.drop_table("mutualisation_portal_registry")
    op.drop_table("mutualisation_portal_organization")
    op.drop_table("mutualisation_portal_host")
    op.drop_table("mutualisation_portal")
    op.drop_table("mutualisation_portal_file")
