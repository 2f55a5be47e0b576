"""What CRMs tell of leads: their calls, what was heard, how far they were asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Key, Sealed, Words

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; links learn what is known to stand in their cards."""
    with op.batch_alter_table("crm_links") as links:
        links.add_column(sa.Column("known", Sealed()))
    op.create_table(
        "crm_calls",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("request", Sealed(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("error", Words()),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_crm_calls"),
    )
    op.create_index("ix_crm_calls_done_at", "crm_calls", ["done_at"])
    op.create_index(
        "ix_crm_calls_new",
        "crm_calls",
        ["account", "due_at"],
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_table(
        "crm_heard",
        sa.Column("key", Key, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_crm_heard"),
    )
    op.create_index("ix_crm_heard_at", "crm_heard", ["at"])
    op.create_table(
        "crm_feeds",
        sa.Column("account", Key, nullable=False),
        sa.Column("cursor", Words()),
        sa.Column("next_at", Instant()),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.Text()),
        sa.Column("held_until", Instant()),
        sa.PrimaryKeyConstraint("account", name="pk_crm_feeds"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE crm_calls_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE crm_calls_numbers")
    op.drop_table("crm_feeds")
    op.drop_table("crm_heard")
    op.drop_table("crm_calls")
    with op.batch_alter_table("crm_links") as links:
        links.drop_column("known")
