"""Calls: for whom staff answer the quiz."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "calls",
        sa.Column("by_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_calls_contact_id"),
        sa.PrimaryKeyConstraint("by_id", name="pk_calls"),
    )
    op.create_index("ix_calls_contact_id", "calls", ["contact_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("calls")
