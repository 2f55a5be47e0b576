"""Surveys after a purchase, and which one a person is asked to explain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Sealed

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, in PostgreSQL the sequence of its numbers, and the column of contacts."""
    op.create_table(
        "surveys",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("grade", sa.SmallInteger()),
        sa.Column("answered_at", Instant()),
        sa.Column("reason", Sealed()),
        sa.Column("closed_at", Instant()),
        sa.Column("closed_by", sa.BigInteger()),
        sa.Column("done", Sealed()),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_surveys_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_surveys_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_surveys"),
    )
    for column in ("contact_id", "lead_id", "asked_at"):
        op.create_index(f"ix_surveys_{column}", "surveys", [column])
    op.add_column("contacts", sa.Column("awaited_survey", Identifier))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE surveys_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE surveys_numbers")
    op.drop_column("contacts", "awaited_survey")
    op.drop_table("surveys")
