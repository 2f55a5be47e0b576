"""When sales got a lead half-finished, because the person had stopped answering."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("leads", sa.Column("half_at", Instant()))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("leads", "half_at")
