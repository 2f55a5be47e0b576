"""Mailings to a segment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Words

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HELD = sa.text("status = 'held'")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "mailings",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("segment", Document, nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("expected", Document),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("tested_at", Instant()),
        sa.Column("approved_by", sa.BigInteger()),
        sa.Column("approver", Words(), nullable=False),
        sa.Column("begins_at", Instant()),
        sa.Column("planned", Identifier, nullable=False),
        sa.Column("last", Identifier, nullable=False),
        sa.Column("finished_at", Instant()),
        sa.Column("deleting_at", Instant()),
        sa.Column("gone", Identifier, nullable=False),
        sa.Column("results", Document),
        sa.PrimaryKeyConstraint("id", name="pk_mailings"),
    )
    op.create_index("ix_mailings_state", "mailings", ["state"])
    op.create_index("ix_touches_held", "touches", ["key"], sqlite_where=HELD, postgresql_where=HELD)
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE mailings_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop it."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE mailings_numbers")
    op.drop_index("ix_touches_held", "touches")
    op.drop_table("mailings")
