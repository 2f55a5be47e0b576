"""Birthdays of people: the day and the month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Sealed

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody's is known."""
    op.add_column("contacts", sa.Column("birthday", Sealed))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("contacts", "birthday")
