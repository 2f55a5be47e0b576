"""A human writes with the person: since when, in which topic, and what was posted there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("contacts", sa.Column("human_since", Instant()))
    op.create_table(
        "threads",
        sa.Column("key", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("tried_at", Instant()),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_threads_contact_id"),
        sa.PrimaryKeyConstraint("key", name="pk_threads"),
    )
    op.create_index("ix_threads_contact_id", "threads", ["contact_id"])
    op.create_index("ix_threads_topic", "threads", ["chat_id", "thread_id"])
    op.create_table(
        "posts",
        sa.Column("key", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("lead_id", Identifier),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_posts_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_posts_lead_id"),
        sa.PrimaryKeyConstraint("key", name="pk_posts"),
    )
    op.create_index("ix_posts_contact_id", "posts", ["contact_id"])
    op.create_index("ix_posts_lead_id", "posts", ["lead_id"])
    op.create_index("ix_posts_message", "posts", ["chat_id", "message_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("posts")
    op.drop_table("threads")
    op.drop_column("contacts", "human_since")
