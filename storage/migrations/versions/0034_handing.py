"""Who took a lead that others have since; how often a meeting went with its lead alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TAKERS = sa.text(
    "UPDATE leads SET taken_by = (SELECT by_id FROM events WHERE events.lead_id = leads.id"
    " AND events.kind = 'taken' ORDER BY events.id LIMIT 1)"
    " WHERE id IN (SELECT lead_id FROM events WHERE kind = 'owner_changed')"
)
"""Of leads whose owner a CRM changed before."""


def upgrade() -> None:
    """Add the columns, and fill in what history tells."""
    op.add_column("leads", sa.Column("taken_by", sa.BigInteger()))
    op.add_column("meetings", sa.Column("handed", sa.SmallInteger()))
    op.execute(TAKERS)


def downgrade() -> None:
    """Drop them."""
    op.drop_column("meetings", "handed")
    op.drop_column("leads", "taken_by")
