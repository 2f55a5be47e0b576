"""Meetings with people, and what is known of the calendars of those who hold them."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text

from storage.columns import Document, Identifier, Instant, Words
from storage.tables.base import metadata, own_id, partial_index, reference

meetings = Table(
    "meetings",
    metadata,
    own_id(),
    reference("leads", "lead_id", nullable=False, index=True),
    reference("contacts", "contact_id", nullable=False, index=True),
    Column("owner_id", BigInteger, nullable=False),
    Column("owner", Words, nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("product", Text),
    Column("made_by", Text, nullable=False),  # person, staff, crm
    Column("state", Text, nullable=False),  # booked, held, missed, cancelled
    Column("sequence", Integer, nullable=False),
    Column("handed", SmallInteger),  # how often of these with its lead alone
    Column("answered", SmallInteger, nullable=False),
    Column("asked", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("closed_at", Instant),
    Column("crm", Text),  # the account in which it was made, and its name there
    Column("mark", Words),
)
Index("ix_meetings_mark", meetings.c.crm, meetings.c.mark)
# Nobody is met twice at once, and nobody has two meetings with us that are still to be.
partial_index(
    "uq_meetings_owner", meetings, "owner_id", "starts_at", where="state = 'booked'", unique=True
)
partial_index("uq_meetings_lead", meetings, "lead_id", where="state = 'booked'", unique=True)

# One row per salesperson who was ever booked with: whoever books holds it. What their own calendar
# says is read into it, and when that is due again.
calendars = Table(
    "calendars",
    metadata,
    Column("owner_id", Identifier, primary_key=True, autoincrement=False),
    Column("busy", Document, nullable=False),
    Column("read_at", Instant),
    Column("next_at", Instant),
    Column("failing_since", Instant),
)
