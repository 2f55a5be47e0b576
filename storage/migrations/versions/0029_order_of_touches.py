"""Due touches lie in the order in which they are taken, however many are due at one moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WHICH = {
    "ix_touches_due": sa.text("status = 'open' AND priority < 50"),
    "ix_touches_broadcasts": sa.text("status = 'open' AND priority >= 50"),
}


def upgrade() -> None:
    """Make both indexes anew, with the priority before the number."""
    _indexed(["due_at", "priority", "id"])


def downgrade() -> None:
    """As they were."""
    _indexed(["due_at", "id"])


def _indexed(columns: list[str]) -> None:
    for name, which in WHICH.items():
        op.drop_index(name, "touches")
        op.create_index(name, "touches", columns, sqlite_where=which, postgresql_where=which)
