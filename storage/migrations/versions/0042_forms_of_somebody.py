"""Forms by their person and lead without those that have none yet: storing one writes less."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

COLUMNS = ("contact_id", "lead_id")


def upgrade() -> None:
    """Leave the forms of nobody out."""
    for column in COLUMNS:
        known = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_submissions_{column}", "submissions")
        op.create_index(
            f"ix_submissions_{column}",
            "submissions",
            [column],
            sqlite_where=known,
            postgresql_where=known,
        )


def downgrade() -> None:
    """Take every form in again."""
    for column in COLUMNS:
        op.drop_index(f"ix_submissions_{column}", "submissions")
        op.create_index(f"ix_submissions_{column}", "submissions", [column])
