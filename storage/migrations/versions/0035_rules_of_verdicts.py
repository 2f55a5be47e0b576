"""The rules that verdicts rest on, in the clear: so they are counted without opening them all.

Verdicts of before are opened in step 0040, once for all that stands beside them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TOLD = sa.text("rules IS NOT NULL")


def upgrade() -> None:
    """Add the column and its index."""
    op.add_column("events", sa.Column("rules", sa.Text()))
    op.create_index(
        "ix_events_rules",
        "events",
        ["lead_id", "id", "at", "rules"],
        sqlite_where=TOLD,
        postgresql_where=TOLD,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_events_rules", "events")
    op.drop_column("events", "rules")
