"""Keys of the page of reports: one-time links, browsers on it, devices that are known."""

from sqlalchemy import BigInteger, Column, Table, Text

from storage.columns import Instant
from storage.tables.base import metadata, own_id

page_keys = Table(
    "page_keys",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("person", BigInteger, nullable=False, index=True),
    Column("locale", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("device", Text, nullable=False),
    Column("code", Text, nullable=False),
)
