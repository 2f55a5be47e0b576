"""What CRMs have told us that waits to be dealt with, what was dealt with, and how far we asked."""

from sqlalchemy import Column, Integer, SmallInteger, Table, Text

from storage.columns import Instant, Key, Sealed, Words
from storage.tables.base import metadata, own_id, partial_index

# A call as it came, emptied as soon as it is dealt with.
crm_calls = Table(
    "crm_calls",
    metadata,
    own_id(),
    Column("account", Text, nullable=False),
    Column("request", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # new, done
    Column("attempts", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("error", Words),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
)
partial_index("ix_crm_calls_new", crm_calls, "account", "due_at", where="status = 'new'")

# Events that were dealt with, by a hash of account and id.
crm_heard = Table(
    "crm_heard",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

# How far each account was asked for changes, and who listens to it at this moment.
crm_feeds = Table(
    "crm_feeds",
    metadata,
    Column("account", Key, primary_key=True),
    Column("cursor", Words),
    Column("next_at", Instant),
    Column("failed", Integer, nullable=False),
    Column("held_by", Text),
    Column("held_until", Instant),
)
