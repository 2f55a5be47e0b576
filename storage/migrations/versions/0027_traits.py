"""Choices made in a lead's conversations, for segments; sealed verdicts of before tell none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Words

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of earlier leads no choice is known."""
    op.add_column("leads", sa.Column("traits", Words()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("leads", "traits")
