"""Leads that were offered to partners, and what became of them."""

from sqlalchemy import BigInteger, Column, SmallInteger, Table, Text

from storage.columns import Document, Instant, Words
from storage.tables.base import metadata, own_id, partial_index, reference

referrals = Table(
    "referrals",
    metadata,
    own_id(),
    reference("leads", "lead_id", nullable=False, index=True),
    reference("contacts", "contact_id", nullable=False, index=True),
    Column("partner", Text, nullable=False, index=True),
    Column("name", Words, nullable=False),  # of the partner, as the person read it
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("was", Text, nullable=False),  # the stage that the lead comes back to
    Column("region", Text),
    Column("data", Document, nullable=False),  # codes of what is passed on
    Column("language", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("offered_at", Instant, nullable=False, index=True),
    Column("handed_at", Instant),
    Column("accept_by", Instant),
    Column("accepted_at", Instant),
    Column("closed_at", Instant),
    Column("amount", BigInteger),
    Column("currency", Text, nullable=False),
    Column("reason", Text),
    Column("opinion", SmallInteger),
    Column("awaited_from", BigInteger),
)
partial_index("ix_referrals_awaited", referrals, "awaited_from", where="awaited_from IS NOT NULL")
