"""Leads that are offered to partners, and what becomes of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AWAITED = sa.text("awaited_from IS NOT NULL")


def upgrade() -> None:
    """Add the table, and in PostgreSQL the sequence of its numbers."""
    op.create_table(
        "referrals",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("data", Document, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("handed_at", Instant()),
        sa.Column("accept_by", Instant()),
        sa.Column("accepted_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("opinion", sa.SmallInteger()),
        sa.Column("awaited_from", sa.BigInteger()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_referrals_lead_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_referrals_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
    )
    for column in ("lead_id", "contact_id", "partner", "offered_at"):
        op.create_index(f"ix_referrals_{column}", "referrals", [column])
    op.create_index(
        "ix_referrals_awaited",
        "referrals",
        ["awaited_from"],
        sqlite_where=AWAITED,
        postgresql_where=AWAITED,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE referrals_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE referrals_numbers")
    op.drop_table("referrals")
