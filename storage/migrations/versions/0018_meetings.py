"""Meetings, and what is known of salespeople's calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Words

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BOOKED = sa.text("state = 'booked'")


def upgrade() -> None:
    """Make the tables, and in PostgreSQL the sequence of meetings' numbers."""
    op.create_table(
        "meetings",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("owner", Words(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answered", sa.SmallInteger(), nullable=False),
        sa.Column("asked", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_meetings_lead_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_meetings_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    for column in ("lead_id", "contact_id", "starts_at"):
        op.create_index(f"ix_meetings_{column}", "meetings", [column])
    for name, columns in (
        ("uq_meetings_owner", ["owner_id", "starts_at"]),
        ("uq_meetings_lead", ["lead_id"]),
    ):
        op.create_index(
            name, "meetings", columns, unique=True, sqlite_where=BOOKED, postgresql_where=BOOKED
        )
    op.create_table(
        "calendars",
        sa.Column("owner_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("busy", Document, nullable=False),
        sa.Column("read_at", Instant()),
        sa.Column("next_at", Instant()),
        sa.Column("failing_since", Instant()),
        sa.PrimaryKeyConstraint("owner_id", name="pk_calendars"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE meetings_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE meetings_numbers")
    op.drop_table("calendars")
    op.drop_table("meetings")
