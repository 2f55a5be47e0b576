"""What can be sold, and who waits for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "supply",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("items", Document, nullable=False),
        sa.Column("read_at", Instant()),
        sa.Column("next_at", Instant()),
        sa.Column("failing_since", Instant()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_supply"),
    )
    op.create_table(
        "product_supply",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("gone_since", Instant()),
        sa.Column("season_first", sa.Text()),
        sa.Column("season_last", sa.Text()),
        sa.Column("marked_by", sa.BigInteger()),
        sa.Column("marked_at", Instant()),
        sa.PrimaryKeyConstraint("product", name="pk_product_supply"),
    )
    op.create_table(
        "waits",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("told_at", Instant()),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_waits_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_waits_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waits"),
    )
    op.create_index("ix_waits_contact_id", "waits", ["contact_id"])
    op.create_index("ix_waits_lead_id", "waits", ["lead_id"])
    op.create_index(
        "ix_waits_untold",
        "waits",
        ["product", "since"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE waits_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE waits_numbers")
    op.drop_table("waits")
    op.drop_table("product_supply")
    op.drop_table("supply")
