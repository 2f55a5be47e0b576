"""The texts of scenarios, which of them is live, and the conversations about them."""

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, Table, Text

from storage.columns import Instant, Sealed, Words
from storage.tables.base import metadata, own_id, partial_index, reference

scenarios = Table(
    "scenarios",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("scenario_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

# Append-only: the last row of a scenario says what its new conversations begin with.
publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_id", Text, nullable=False),
    Column("digest", Text, ForeignKey("scenarios.digest"), nullable=False),
    Column("rival", Text, ForeignKey("scenarios.digest")),
    Column("share", SmallInteger, nullable=False),  # per cent of people who get the rival
    Column("at", Instant, nullable=False),
    Column("by", Words, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    own_id(),
    reference("contacts", "contact_id", nullable=False, index=True),
    reference("leads", "lead_id", index=True),
    Column("scenario_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("split", Integer),  # number of the publication that chose between two versions
    Column("status", Text, nullable=False),
    Column("outcome", Text),
    Column("state", Sealed, nullable=False),
    Column("row_version", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
partial_index("uq_sessions_active", sessions, "contact_id", where="status = 'active'", unique=True)
partial_index("ix_sessions_split", sessions, "split", where="split IS NOT NULL")
