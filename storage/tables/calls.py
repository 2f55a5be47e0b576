"""Calls that staff answer."""

from sqlalchemy import BigInteger, Column, Table

from storage.columns import Instant
from storage.tables.base import metadata, reference

# A row per member of staff who fills in for a caller right now.
calls = Table(
    "calls",
    metadata,
    Column("by_id", BigInteger, primary_key=True, autoincrement=False),
    reference("contacts", "contact_id", nullable=False, index=True),
    Column("begun_at", Instant, nullable=False),
)
