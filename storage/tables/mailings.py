"""Mailings to a segment. To whom one goes are touches, whether it arrived says the outbox."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from storage.columns import Document, Identifier, Instant, Words
from storage.tables.base import metadata, own_id

mailings = Table(
    "mailings",
    metadata,
    own_id(),
    Column("state", Text, nullable=False),
    Column("segment", Document, nullable=False),
    Column("text", Words, nullable=False),
    Column("product", Text),
    Column("asks", Boolean, nullable=False),
    Column("expected", Document),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("tested_at", Instant),
    Column("approved_by", BigInteger),
    Column("approver", Words, nullable=False),
    Column("begins_at", Instant),
    Column("planned", Identifier, nullable=False),  # contacts up to this one have their touch
    Column("last", Identifier, nullable=False),
    Column("finished_at", Instant),
    Column("deleting_at", Instant),
    Column("gone", Identifier, nullable=False),  # the same of taking it away
    Column("results", Document),  # as they were when they were counted last
)
Index("ix_mailings_state", mailings.c.state)
