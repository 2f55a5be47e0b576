"""What can be sold: the last reading of the source, what sellers said, and who waits."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from storage.columns import Document, Instant
from storage.tables.base import metadata, own_id, partial_index, reference

# One row: what the source said last, and when it is asked again.
supply = Table(
    "supply",
    metadata,
    Column("key", Text, primary_key=True),
    Column("items", Document, nullable=False),
    Column("read_at", Instant),
    Column("next_at", Instant),
    Column("failing_since", Instant),
    Column("version", Integer, nullable=False),
)

# Products that staff know to be gone, or that a seller said something of.
product_supply = Table(
    "product_supply",
    metadata,
    Column("product", Text, primary_key=True),
    Column("gone_since", Instant),
    Column("season_first", Text),  # days, YYYY-MM-DD, both included
    Column("season_last", Text),
    Column("marked_by", BigInteger),
    Column("marked_at", Instant),
)

waits = Table(
    "waits",
    metadata,
    own_id(),
    reference("contacts", "contact_id", nullable=False, index=True),
    reference("leads", "lead_id", nullable=False, index=True),
    Column("product", Text, nullable=False),
    Column("condition", Text, nullable=False),  # stock, season
    Column("since", Instant, nullable=False),
    Column("was", Text, nullable=False),  # the stage that the lead goes on from
    Column("told_at", Instant),
)
partial_index("ix_waits_untold", waits, "product", "since", where="told_at IS NULL")
