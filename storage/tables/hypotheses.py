"""What marketing tries: the register of hypotheses."""

from sqlalchemy import BigInteger, Column, Table, Text

from storage.columns import Document, Instant, Words
from storage.tables.base import metadata, own_id

hypotheses = Table(
    "hypotheses",
    metadata,
    own_id(),
    Column("name", Words, nullable=False),
    Column("started", Text, nullable=False),  # days, YYYY-MM-DD, both included
    Column("ended", Text),
    Column("author", BigInteger, nullable=False),
    Column("author_name", Words, nullable=False),
    Column("locale", Text, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("product", Text),
    Column("channel", Text),
    Column("temperature", Text),
    Column("expects", Words, nullable=False),
    Column("aim", Document),
)
