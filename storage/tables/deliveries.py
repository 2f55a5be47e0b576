"""What came in, what has to go out and when, and where it was posted."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text

from storage.columns import Identifier, Instant, Key, Sealed, Words
from storage.tables.base import metadata, own_id, partial_index, reference

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
partial_index("ix_inbox_new", inbox, "update_id", where="status = 'new'")

# An open row is due at `due_at`; while it is leased (and while it is `sending`) that is the instant
# when the lease runs out.
outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("topic", Text, nullable=False),
    Column("key", Key, nullable=False, unique=True),
    Column("lane", Text, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # open, sending, done, parked, unknown, dropped
    Column("priority", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("lease_owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Words),
    Column("sent_ref", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
)
partial_index("ix_outbox_due", outbox, "priority", "due_at", "id", where="status = 'open'")
partial_index("ix_outbox_sending", outbox, "due_at", where="status = 'sending'")
partial_index("ix_outbox_lane", outbox, "lane", "id", where="status = 'open'")

# When the next call of an outside account is due, and pauses of all of it or of one method.
paces = Table(
    "paces",
    metadata,
    Column("key", Key, primary_key=True),
    Column("due", Instant),
    Column("paused_until", Instant),
)

touches = Table(
    "touches",
    metadata,
    own_id(),
    Column("key", Key, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    reference("contacts", "contact_id", index=True),
    reference("leads", "lead_id", index=True),
    Column("audience", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("status", Text, nullable=False),  # open, held, done, expired, cancelled, dead
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("priority", SmallInteger, nullable=False),
    Column("lease_owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Words),
    Column("done_at", Instant),
)
# Thousands of broadcasts that wait for their turn must not lie in the way of a reminder.
ORDINARY, BROADCASTS = "priority < 50", "priority >= 50"
for _name, _which in (("ix_touches_due", ORDINARY), ("ix_touches_broadcasts", BROADCASTS)):
    where = f"status = 'open' AND {_which}"
    # The order in which they are taken: thousands may be due at one moment, at ten in the morning.
    partial_index(_name, touches, "due_at", "priority", "id", where=where)

WHILE_HELD = "status = 'held'"
partial_index("ix_touches_held", touches, "key", where=WHILE_HELD)

# Topics of the sales group, by company or person; two keys may share one topic.
threads = Table(
    "threads",
    metadata,
    Column("key", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    reference("contacts", "contact_id", nullable=False, index=True),
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
    reference("contacts", "contact_id", nullable=False, index=True),
    reference("leads", "lead_id", index=True),
)
Index("ix_posts_message", posts.c.chat_id, posts.c.message_id)
