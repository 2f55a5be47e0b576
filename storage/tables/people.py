"""Companies, contacts, what they agreed to, and where they came from."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Table, Text

from storage.columns import Document, Identifier, Instant, Key, Sealed, Words
from storage.tables.base import belonging, metadata, own_id, partial_index, reference

companies = Table(
    "companies",
    metadata,
    own_id(),
    Column("name", Words),
    Column("inn", Words, index=True),
    Column("domain", Words, index=True),
    Column("grade", Text),
    Column("potential", Document),
    Column("name_key", Key, index=True),  # what spellings of the name have in common
    Column("word_1", Key, index=True),  # how words of the name begin
    Column("word_2", Key, index=True),
    Column("word_3", Key, index=True),
    Column("joined_to", Identifier, index=True),
)

# Two companies that are one, may be, or were split again; what moved from the first is kept here.
company_ties = Table(
    "company_ties",
    metadata,
    own_id(),
    belonging("companies", "company_id"),
    belonging("companies", "into_id"),
    Column("status", Text, nullable=False),  # suggested, joined, split
    Column("evidence", Document, nullable=False),
    Column("moved", Document, nullable=False),
    Column("given", Document, nullable=False),
    Column("contact_id", Identifier, index=True),
    Column("by_id", BigInteger),
    Column("at", Instant, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    own_id(),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("name", Sealed),
    Column("word_1", LargeBinary, index=True),  # how words of the name begin, blind
    Column("word_2", LargeBinary, index=True),
    Column("word_3", LargeBinary, index=True),
    Column("username", Sealed),
    Column("language", Text, nullable=False),
    Column("phone", Sealed),
    Column("phone_index", LargeBinary, index=True),
    Column("email", Sealed),
    Column("email_index", LargeBinary, index=True),
    Column("role", Text),
    Column("birthday", Sealed),  # MM-DD
    reference("companies", "company_id", index=True),
    Column("first_source", Document),
    Column("last_source", Document),
    Column("zone", Text),  # IANA name of the clock of the person's city
    Column("quiet_start", Text),  # the person's own quiet hours, HH:MM
    Column("quiet_end", Text),
    Column("human_since", Instant),  # a human writes with the person, the bot is quiet
    Column("awaited_survey", Identifier),  # whose grade they are asked to explain
    Column("blocked_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
    Column("erased_index", LargeBinary, index=True),
)

# Rows are added and never changed or deleted: a trigger refuses it (migration 0004).
consents = Table(
    "consents",
    metadata,
    own_id(),
    reference("contacts", "contact_id", nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("partner", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("message_id", BigInteger),
    Column("button", Text),
    Column("source", Text, nullable=False),
)

# The texts that were agreed to, word for word, under the hash that the ledger names.
documents = Table(
    "documents",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    own_id(),
    reference("contacts", "contact_id", index=True),
    Column("channel", Words, nullable=False),
    Column("campaign", Words),
    Column("start_parameter", Words),
    Column("at", Instant, nullable=False, index=True),
)

partial_index(  # all that openings are counted from, so that no row is looked up
    "ix_visits_campaign",
    visits,
    *("campaign", "at", "channel"),
    where="campaign IS NOT NULL",
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("code", Text, primary_key=True),  # the start parameter, opaque to the person
    Column("channel", Words, nullable=False),
    Column("name", Text, nullable=False),
    Column("product", Text),
    Column("temperature", Text, nullable=False),
    Column("quiz", Text),
    Column("partner", Text, index=True, unique=True),  # who brings people by it
    Column("made_at", Instant),  # unset for those of the campaigns file
    Column("made_by", BigInteger),
)
