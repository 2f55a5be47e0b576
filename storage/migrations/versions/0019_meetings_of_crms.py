"""Where a meeting was made in a CRM, and its name there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Words

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and their index."""
    op.add_column("meetings", sa.Column("crm", sa.Text()))
    op.add_column("meetings", sa.Column("mark", Words()))
    op.create_index("ix_meetings_mark", "meetings", ["crm", "mark"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_meetings_mark", "meetings")
    with op.batch_alter_table("meetings") as meetings:
        meetings.drop_column("mark")
        meetings.drop_column("crm")
