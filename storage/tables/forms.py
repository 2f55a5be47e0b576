"""Forms of sites as they were sent."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, SmallInteger, Table, Text

from storage.columns import Identifier, Instant, Sealed, Words
from storage.tables.base import metadata, partial_index, reference

# The number is made of the form and the key by which a repetition is known. What was said is
# reduced to the answers, which the form's link shows, as soon as it is dealt with.
submissions = Table(
    "submissions",
    metadata,
    Column("number", Identifier, primary_key=True, autoincrement=False),
    Column("form", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # a blind index: tells two contents apart
    Column("said", Sealed, nullable=False),
    Column("signed_at", BigInteger, nullable=False),  # microseconds, 0 for one from a page
    Column("status", Text, nullable=False),  # new, done
    Column("attempts", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("error", Words),
    Column("sent_at", Instant, nullable=False, index=True),
    reference("contacts", "contact_id"),
    reference("leads", "lead_id"),
    Column("made", Boolean, nullable=False),
    Column("opened", Boolean, nullable=False),
    Column("digest", Text),  # of the scenario that the answers fit
    Column("reader_id", Identifier),  # who opened the link first
)
partial_index("ix_submissions_new", submissions, "due_at", where="status = 'new'")
# A form belongs to nobody while its sender waits for the answer: these are written afterwards.
for _owner in ("contact_id", "lead_id"):
    partial_index(f"ix_submissions_{_owner}", submissions, _owner, where=f"{_owner} IS NOT NULL")
