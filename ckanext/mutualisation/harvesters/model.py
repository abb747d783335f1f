"""The two tables of the room: the runs, and what each source's datasets are here.

They have a MetaData of their own: CKAN's clean-up must not see them. Migrations make them.
"""
from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

__all__ = ["metadata", "record", "run"]

metadata = sa.MetaData()

run = Table(
    "mutualisation_harvest_run", metadata,
    Column("id", Text, primary_key=True),
    Column("job_id", Text, nullable=False, unique=True),  # ckanext-harvest's job
    Column("source_id", Text, nullable=False),
    Column("driver", Text, nullable=False),  # "queue" (ckanext-harvest's commands) or "command" (ours)
    Column("announced", Integer),
    Column("received", Integer, nullable=False, default=0),  # distinct datasets
    Column("planned", Integer, nullable=False, default=0),  # harvest objects made
    Column("done", Integer, nullable=False, default=0),  # of them
    Column("added", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("restored", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("removed", Integer, nullable=False, default=0),  # archived
    Column("deleted", Integer, nullable=False, default=0),  # after the delay
    Column("refused", Integer, nullable=False, default=0),  # records that cannot be read
    Column("failed", Integer, nullable=False, default=0),  # records that could not be written
    Column("complete", Boolean, nullable=False, default=False),
    Column("suspended", Text, nullable=False, default=""),  # why nothing was removed although some are missing
    Column("error", Text, nullable=False, default=""),  # why the listing stopped
    Column("problems", JSONB, nullable=False, default=list),  # [{"guid", "title", "reason"}], the first hundred
    Column("started", DateTime(timezone=True), nullable=False),
    Column("finished", DateTime(timezone=True)),
)  # fmt: skip

record = Table(
    "mutualisation_harvest_record", metadata,
    Column("source_id", Text, primary_key=True),
    Column("guid", Text, primary_key=True),
    Column("package_id", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("mapping_version", Integer, nullable=False),
    Column("remote_url", Text, nullable=False, default=""),
    Column("state", Text, nullable=False),  # current, archived or deleted
    Column("archived_at", DateTime(timezone=True)),
    Column("was_private", Boolean, nullable=False, default=False),  # before it was archived
    Column("indexed", Boolean, nullable=False, default=False),  # False between the database's commit and Solr's
    Column("written_at", DateTime(timezone=True), nullable=False),
)  # fmt: skip
