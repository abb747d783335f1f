"""Keep each publication of a brand, its draft, a former site's redirects, and what a portal includes around it

Revision ID: 8b2e6f1d40ac
Revises: 4f1c9a02b7de
Create Date: 2026-11-24 04:40:00

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8b2e6f1d40ac"
down_revision = "4f1c9a02b7de"
branch_labels = None
depends_on = None

_BRAND_COLUMNS = ("title", "primary_colour", "secondary_colour", "tagline", "logo_sha256")


def _portal_id():
    return sa.ForeignKey("mutualisation_portal.id", ondelete="CASCADE")


def upgrade():
    op.create_table(
        "mutualisation_portal_version",
        sa.Column("portal_id", sa.Text, _portal_id(), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("brand", JSONB, nullable=False),
        sa.Column("author_id", sa.Text),
        sa.Column("author_name", sa.Text, nullable=False, server_default=""),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("published", sa.DateTime, nullable=False),
        sa.CheckConstraint("number > 0", name="mutualisation_portal_version_number"),
    )
    op.create_table(
        "mutualisation_portal_draft",
        sa.Column("portal_id", sa.Text, _portal_id(), primary_key=True),
        sa.Column("brand", JSONB, nullable=False),
        sa.Column("author_id", sa.Text),
        sa.Column("author_name", sa.Text, nullable=False, server_default=""),
        sa.Column("modified", sa.DateTime, nullable=False),
    )
    op.create_table(
        "mutualisation_portal_redirect",
        sa.Column("portal_id", sa.Text, _portal_id(), primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("hits", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("last_hit", sa.DateTime),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    op.add_column("mutualisation_portal", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("mutualisation_portal", sa.Column("include", JSONB, nullable=False, server_default="[]"))
    op.execute(
        """
        INSERT INTO mutualisation_portal_version (portal_id, number, brand, published)
        SELECT p.id, 1,
               jsonb_build_object(
                   'title', p.title, 'tagline', p.tagline,
                   'colours', jsonb_build_object('primary', p.primary_colour, 'secondary', p.secondary_colour),
                   'logo', CASE WHEN f.sha256 IS NULL THEN 'null'::jsonb
                           ELSE jsonb_build_object('sha256', f.sha256, 'media_type', f.media_type) END),
               p.modified
        FROM mutualisation_portal p LEFT JOIN mutualisation_portal_file f ON f.sha256 = p.logo_sha256
        """
    )
    for column in _BRAND_COLUMNS:
        op.drop_column("mutualisation_portal", column)


def downgrade():
    op.add_column("mutualisation_portal", sa.Column("title", JSONB))
    op.add_column("mutualisation_portal", sa.Column("primary_colour", sa.Text))
    op.add_column("mutualisation_portal", sa.Column("secondary_colour", sa.Text))
    op.add_column("mutualisation_portal", sa.Column("tagline", JSONB))
    op.add_column(
        "mutualisation_portal", sa.Column("logo_sha256", sa.Text, sa.ForeignKey("mutualisation_portal_file.sha256"))
    )
    op.execute(
        """
        UPDATE mutualisation_portal p
        SET title = v.brand -> 'title',
            tagline = coalesce(v.brand -> 'tagline', '{}'::jsonb),
            primary_colour = coalesce(v.brand #>> '{colours,primary}', '#1b3a5c'),
            secondary_colour = coalesce(v.brand #>> '{colours,secondary}', '#e08e0b'),
            logo_sha256 = v.brand #>> '{logo,sha256}'
        FROM mutualisation_portal_version v WHERE v.portal_id = p.id AND v.number = p.version
        """
    )
    for column in ("title", "primary_colour", "secondary_colour", "tagline"):
        op.alter_column("mutualisation_portal", column, nullable=False)
    op.drop_column("mutualisation_portal", "include")
    op.drop_column("mutualisation_portal", "version")
    for table in ("redirect", "draft", "version"):
        op.drop_table(f"mutualisation_portal_{table}")
