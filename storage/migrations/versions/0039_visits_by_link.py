"""An index that openings of links are counted from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NAME = "ix_visits_campaign"
BY_LINK = sa.text("campaign IS NOT NULL")


def upgrade() -> None:
    """In the place of a narrower one."""
    _made("campaign", "at", "channel")


def downgrade() -> None:
    """Bring the narrower one back."""
    _made("campaign")


def _made(*columns: str) -> None:
    op.drop_index(NAME, "visits")
    op.create_index(NAME, "visits", list(columns), sqlite_where=BY_LINK, postgresql_where=BY_LINK)
