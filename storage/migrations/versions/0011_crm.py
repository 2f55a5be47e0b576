"""What of ours is where in the CRMs, how fast they may be called, and their tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Key, Sealed, Words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBERED = ("crm_links", "crm_tokens")


def upgrade() -> None:
    """Make the tables, and the sequences of their numbers."""
    op.create_table(
        "crm_links",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("our_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.Text()),
        sa.Column("url", Words()),
        sa.Column("remote_version", Words()),
        sa.Column("sent", Sealed(), nullable=False),
        sa.Column("tried_at", Instant()),
        sa.Column("held_by", sa.Text()),
        sa.Column("held_until", Instant()),
        sa.Column("written_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_crm_links"),
        sa.UniqueConstraint("key", name="uq_crm_links_key"),
    )
    op.create_index("ix_crm_links_remote", "crm_links", ["account", "entity", "remote_id"])
    op.create_index("ix_crm_links_ours", "crm_links", ["entity", "our_id"])
    op.create_table(
        "crm_paces",
        sa.Column("key", Key, nullable=False),
        sa.Column("due", Instant()),
        sa.Column("paused_until", Instant()),
        sa.PrimaryKeyConstraint("key", name="pk_crm_paces"),
    )
    op.create_table(
        "crm_tokens",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("account", Key, nullable=False),
        sa.Column("tokens", Sealed(), nullable=False),
        sa.Column("held_by", sa.Text()),
        sa.Column("held_until", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_crm_tokens"),
        sa.UniqueConstraint("account", name="uq_crm_tokens_account"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"CREATE SEQUENCE {table}_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"DROP SEQUENCE {table}_numbers")
    op.drop_table("crm_tokens")
    op.drop_table("crm_paces")
    op.drop_table("crm_links")
