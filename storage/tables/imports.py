"""What was brought from an existing base: people and deals, and which of its rows came already."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.columns import Identifier, Instant, Key, Sealed, Words
from storage.tables.base import metadata, own_id, reference

# People of the base who never wrote to the bot, so there is no Telegram id and no consent.
imported_people = Table(
    "imported_people",
    metadata,
    own_id(),
    reference("companies", "company_id", index=True),
    Column("name", Sealed),
    Column("word_1", LargeBinary, index=True),  # as those of contacts
    Column("word_2", LargeBinary, index=True),
    Column("word_3", LargeBinary, index=True),
    Column("phone", Sealed),
    Column("phone_index", LargeBinary, index=True),
    Column("email", Sealed),
    Column("email_index", LargeBinary, index=True),
    Column("role", Sealed),
    Column("added_at", Instant, nullable=False),
    Column("erased_at", Instant),
)

# Who of them followed a link of theirs, and whom we know them as since.
imported_arrivals = Table(
    "imported_arrivals",
    metadata,
    Column("person_id", Identifier, ForeignKey("imported_people.id"), primary_key=True),
    reference("contacts", "contact_id", nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

imported_deals = Table(
    "imported_deals",
    metadata,
    own_id(),
    reference("companies", "company_id", index=True),
    reference("imported_people", "person_id", index=True),
    Column("title", Sealed),
    Column("product", Words),
    Column("stage", Words),  # in the base's own word
    Column("ended", Text),  # won, lost
    Column("amount", BigInteger),
    Column("currency", Text, nullable=False),
    Column("loss_reason", Sealed),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
)

# One row per row of the base: what it became here. Rows without an id of their own are counted,
# since two that say the same are two: `seen` of them in the run that began at `seen_at`.
imported = Table(
    "imported",
    metadata,
    Column("key", Key, primary_key=True),  # base:kind:id
    Column("our_id", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
Index("ix_imported_our_id", imported.c.our_id)
