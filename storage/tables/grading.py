"""What the client base taught, night by night."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, Table, Text

from storage.columns import Document, Instant
from storage.tables.base import metadata, own_id

# Appended to; the last row is what companies and leads are measured by.
yardsticks = Table(
    "yardsticks",
    metadata,
    own_id(),
    Column("at", Instant, nullable=False),
    Column("currency", Text, nullable=False),
    Column("months", Integer, nullable=False),
    Column("a_from", BigInteger, nullable=False),
    Column("b_from", BigInteger, nullable=False),
    Column("clients", Integer, nullable=False),
    Column("assumed", Boolean, nullable=False),
    Column("pace", Float, nullable=False),
    Column("bands", Document, nullable=False),
)
