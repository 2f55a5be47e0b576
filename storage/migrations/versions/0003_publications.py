"""Which version of a scenario new conversations begin with, and who took which side of a split."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SPLIT = sa.text("split IS NOT NULL")


def upgrade() -> None:
    """Make the table and the columns."""
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scenario_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("rival", sa.Text()),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["scenarios.digest"], name="fk_publications_digest"),
        sa.ForeignKeyConstraint(["rival"], ["scenarios.digest"], name="fk_publications_rival"),
        sa.PrimaryKeyConstraint("number", name="pk_publications"),
    )
    op.add_column("sessions", sa.Column("split", sa.Integer()))
    op.add_column("sessions", sa.Column("outcome", sa.Text()))
    op.create_index(
        "ix_sessions_split",
        "sessions",
        ["split"],
        sqlite_where=SPLIT,
        postgresql_where=SPLIT,
    )


def downgrade() -> None:
    """Drop the columns and the table."""
    op.drop_index("ix_sessions_split", "sessions")
    op.drop_column("sessions", "outcome")
    op.drop_column("sessions", "split")
    op.drop_table("publications")
