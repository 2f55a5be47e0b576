"""What of ours is where in the CRMs, and their tokens."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from storage.columns import Instant, Key, Sealed, Words
from storage.tables.base import metadata, own_id

# One row per account and card. Without `remote_id` somebody began to create it.
crm_links = Table(
    "crm_links",
    metadata,
    own_id(),
    Column("key", Key, nullable=False, unique=True),  # account:key of ours
    Column("account", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("our_id", BigInteger, nullable=False),
    Column("remote_id", Text),
    Column("url", Words),
    Column("remote_version", Words),
    Column("sent", Sealed, nullable=False),
    Column("known", Sealed),
    Column("tried_at", Instant),
    Column("held_by", Text),
    Column("held_until", Instant),
    Column("written_at", Instant),
    Column("found_at", Instant),  # it was there before us
)
Index("ix_crm_links_remote", crm_links.c.account, crm_links.c.entity, crm_links.c.remote_id)
Index("ix_crm_links_ours", crm_links.c.entity, crm_links.c.our_id)

crm_tokens = Table(
    "crm_tokens",
    metadata,
    own_id(),
    Column("account", Key, nullable=False, unique=True),
    Column("tokens", Sealed, nullable=False),
    Column("held_by", Text),
    Column("held_until", Instant),
)
