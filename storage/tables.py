"""The schema: every table on one page. Values become rows in the module of their domain.

Ids are allotted by the application (storage/ids.py). `Sealed` columns hold personal data.
A change here is a migration too; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    func,
    text,
)

from storage.columns import Document, Identifier, Instant, Key, Sealed, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Identifier, primary_key=True, autoincrement=False)


def _to(table: str, name: str, *, nullable: bool = True, index: bool = False) -> Column[int]:
    return Column(name, Identifier, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _part(table: str, name: str) -> Column[int]:
    """A reference of a row that goes with what it refers to."""
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, Identifier, key, nullable=False, index=True)


def _where(name: str, table: Table, *columns: str, where: str, unique: bool = False) -> None:
    """An index over the few rows that are still of interest."""
    parts = [table.c[column] for column in columns]
    condition = text(where)
    Index(name, *parts, unique=unique, sqlite_where=condition, postgresql_where=condition)


inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Identifier, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # new, done, dead
    Column("attempts", SmallInteger, nullable=False),
    Column("error", Words),
    Column("received_at", Instant, nullable=False, index=True),
    Column("done_at", Instant),
)
_where("ix_inbox_new", inbox, "update_id", where="status = 'new'")

companies = Table(
    "companies",
    metadata,
    _id(),
    Column("name", Words),
    Column("inn", Words, index=True),
    Column("domain", Words, index=True),
    Column("grade", Text),
    Column("name_key", Key, index=True),  # what spellings of the name have in common
    Column("joined_to", Identifier, index=True),
)

# Two companies that are one, may be, or were split again; what moved from the first is kept here.
company_ties = Table(
    "company_ties",
    metadata,
    _id(),
    _part("companies", "company_id"),
    _part("companies", "into_id"),
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
    _id(),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("name", Sealed),
    Column("username", Sealed),
    Column("language", Text, nullable=False),
    Column("phone", Sealed),
    Column("phone_index", LargeBinary, index=True),
    Column("email", Sealed),
    Column("email_index", LargeBinary, index=True),
    Column("role", Text),
    _to("companies", "company_id", index=True),
    Column("first_source", Document),
    Column("last_source", Document),
    Column("zone", Text),  # IANA name of the clock of the person's city
    Column("quiet_start", Text),  # the person's own quiet hours, HH:MM
    Column("quiet_end", Text),
    Column("human_since", Instant),  # a human writes with the person, the bot is quiet
    Column("blocked_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
    Column("erased_index", LargeBinary, index=True),
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("scenario_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

# Append-only: the last row of a scenario says what its new conversations begin with.
publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_id", Text, nullable=False),
    Column("digest", Text, ForeignKey("scenarios.digest"), nullable=False),
    Column("rival", Text, ForeignKey("scenarios.digest")),
    Column("share", SmallInteger, nullable=False),  # per cent of people who get the rival
    Column("at", Instant, nullable=False),
    Column("by", Words, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    _id(),
    _to("contacts", "contact_id", nullable=False, index=True),
    _to("companies", "company_id", index=True),
    Column("product", Text),
    Column("funnel", Text, nullable=False),
    Column("temperature", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("stage_since", Instant),
    Column("owner_id", BigInteger),
    Column("verdict", Sealed),
    Column("outcome", Text),
    Column("fit", Integer),
    Column("intent", Integer),
    Column("brief", Sealed, nullable=False),
    Column("brief_done", Boolean, nullable=False),
    Column("brief_done_at", Instant, index=True),
    Column("amount", BigInteger),
    Column("discount", BigInteger),
    Column("currency", Text, nullable=False),
    Column("loss_reason", Words),
    Column("own_loss_reason", Sealed),
    Column("channel", Words),
    Column("campaign", Words),
    Column("enquired_at", Instant, index=True),
    Column("first_reply_at", Instant),
    Column("half_at", Instant),
    Column("qualified_at", Instant),
    Column("taken_at", Instant, index=True),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
)
_where("ix_leads_owned", leads, "owner_id", where="owner_id IS NOT NULL AND closed_at IS NULL")
Index(
    "uq_leads_open",  # one open lead per person and product
    leads.c.contact_id,
    func.coalesce(leads.c.product, text("''")),
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

# Every entry of a lead into a stage: what the funnel's figures are counted from.
lead_stages = Table(
    "lead_stages",
    metadata,
    _id(),
    _to("leads", "lead_id", nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)
Index("ix_lead_stages_entered", lead_stages.c.entered_at, lead_stages.c.stage)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    _to("contacts", "contact_id", nullable=False, index=True),
    _to("leads", "lead_id", index=True),
    Column("scenario_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("split", Integer),  # number of the publication that chose between two versions
    Column("status", Text, nullable=False),
    Column("outcome", Text),
    Column("state", Sealed, nullable=False),
    Column("row_version", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
_where("uq_sessions_active", sessions, "contact_id", where="status = 'active'", unique=True)
_where("ix_sessions_split", sessions, "split", where="split IS NOT NULL")

events = Table(
    "events",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    _to("contacts", "contact_id", index=True),
    _to("leads", "lead_id", index=True),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger),
    Column("details", Sealed, nullable=False),
)
Index("ix_events_kind_at", events.c.kind, events.c.at)

# An open row is due at `due_at`; while it is leased that is the instant when the lease runs out.
outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("topic", Text, nullable=False),
    Column("key", Key, nullable=False, unique=True),
    Column("lane", Text, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # open, done, parked
    Column("due_at", Instant, nullable=False),
    Column("lease_owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Words),
    Column("sent_ref", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
)
_where("ix_outbox_due", outbox, "due_at", "id", where="status = 'open'")
_where("ix_outbox_lane", outbox, "lane", "id", where="status = 'open'")

touches = Table(
    "touches",
    metadata,
    _id(),
    Column("key", Key, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    _to("contacts", "contact_id", index=True),
    _to("leads", "lead_id", index=True),
    Column("audience", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # open, done, expired, cancelled, dead
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("priority", SmallInteger, nullable=False),
    Column("lease_owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Words),
    Column("done_at", Instant),
)
_where("ix_touches_due", touches, "due_at", "id", where="status = 'open'")

# One row per lead that was ever offered to a member of the team: the last offer.
assignments = Table(
    "assignments",
    metadata,
    Column("lead_id", Identifier, ForeignKey("leads.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_assignments_member", assignments.c.member_id, assignments.c.at)

absences = Table(
    "absences",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("first", Text, nullable=False),  # days, YYYY-MM-DD, both included
    Column("last", Text),
)

# Rows are added and never changed or deleted: a trigger refuses it (migration 0004).
consents = Table(
    "consents",
    metadata,
    _id(),
    _to("contacts", "contact_id", nullable=False, index=True),
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
    _id(),
    _to("contacts", "contact_id", index=True),
    Column("channel", Words, nullable=False),
    Column("campaign", Words),
    Column("start_parameter", Words),
    Column("at", Instant, nullable=False, index=True),
)

products = Table(
    "products",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Document, nullable=False),  # locale → text
    Column("active", Boolean, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("code", Text, primary_key=True),  # the start parameter, opaque to the person
    Column("channel", Words, nullable=False),
    Column("name", Text, nullable=False),
    Column("product", Text),
    Column("temperature", Text, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    _id(),
    _to("leads", "lead_id", nullable=False, index=True),
    _to("contacts", "contact_id", nullable=False, index=True),
    _to("companies", "company_id", index=True),
    Column("product", Text),
    Column("amount", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("paid_at", Instant, nullable=False, index=True),
)

tasks = Table(
    "tasks",
    metadata,
    _id(),
    _to("leads", "lead_id", nullable=False, index=True),
    Column("owner_id", BigInteger, index=True),
    Column("title", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
)

# Topics of the sales group, by company or person; two keys may share one topic.
threads = Table(
    "threads",
    metadata,
    Column("key", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    _to("contacts", "contact_id", nullable=False, index=True),
    Column("attempts", SmallInteger, nullable=False),
    Column("tried_at", Instant),
)
Index("ix_threads_topic", threads.c.chat_id, threads.c.thread_id)

# What we posted where staff read, by the key of its outbox row.
posts = Table(
    "posts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    _to("contacts", "contact_id", nullable=False, index=True),
    _to("leads", "lead_id", index=True),
)
Index("ix_posts_message", posts.c.chat_id, posts.c.message_id)
