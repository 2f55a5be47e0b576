"""To whom leads are offered, and when members of the team are away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OWNED = sa.text("owner_id IS NOT NULL AND closed_at IS NULL")


def upgrade() -> None:
    """Add the tables, and an index over the leads that somebody carries."""
    op.create_table(
        "assignments",
        sa.Column("lead_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_assignments_lead_id"),
        sa.PrimaryKeyConstraint("lead_id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_member", "assignments", ["member_id", "at"])
    op.create_table(
        "absences",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text()),
        sa.PrimaryKeyConstraint("member_id", name="pk_absences"),
    )
    op.create_index(
        "ix_leads_owned",
        "leads",
        ["owner_id"],
        sqlite_where=OWNED,
        postgresql_where=OWNED,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_leads_owned", "leads")
    op.drop_table("absences")
    op.drop_table("assignments")
