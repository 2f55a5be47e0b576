"""Cards of a CRM that were there before us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Room for when a card was found."""
    with op.batch_alter_table("crm_links") as links:
        links.add_column(sa.Column("found_at", Instant()))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("crm_links") as links:
        links.drop_column("found_at")
