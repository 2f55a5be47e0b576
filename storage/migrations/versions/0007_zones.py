"""The clock that a person lives by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("contacts", sa.Column("zone", sa.Text()))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("contacts", "zone")
