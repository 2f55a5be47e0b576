"""What people were asked after a purchase, what they said, and what was done about it."""

from sqlalchemy import BigInteger, Column, SmallInteger, Table, Text

from storage.columns import Instant, Sealed
from storage.tables.base import metadata, own_id, reference

surveys = Table(
    "surveys",
    metadata,
    own_id(),
    reference("contacts", "contact_id", nullable=False, index=True),
    reference("leads", "lead_id", nullable=False, index=True),
    Column("product", Text),
    Column("scale", Text, nullable=False),  # nps, csi
    Column("asked_at", Instant, nullable=False, index=True),
    Column("grade", SmallInteger),
    Column("answered_at", Instant),
    Column("reason", Sealed),
    Column("closed_at", Instant),
    Column("closed_by", BigInteger),
    Column("done", Sealed),
)
