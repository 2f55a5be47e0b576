"""Forms of sites as they were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Sealed, Words

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NEW = sa.text("status = 'new'")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "submissions",
        sa.Column("number", Identifier, autoincrement=False, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("said", Sealed(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("error", Words()),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("contact_id", Identifier),
        sa.Column("lead_id", Identifier),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.Column("reader_id", Identifier),
        sa.PrimaryKeyConstraint("number", name="pk_submissions"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_submissions_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_submissions_lead_id"),
    )
    for column in ("sent_at", "contact_id", "lead_id"):
        op.create_index(f"ix_submissions_{column}", "submissions", [column])
    op.create_index(
        "ix_submissions_new", "submissions", ["due_at"], sqlite_where=NEW, postgresql_where=NEW
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("submissions")
