"""Mailings under which the bot asks what is missing of a person's answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no earlier mailing asks."""
    with op.batch_alter_table("mailings") as mailings:
        mailings.add_column(
            sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("mailings") as mailings:
        mailings.alter_column("asks", server_default=None)


def downgrade() -> None:
    """Drop it."""
    op.drop_column("mailings", "asks")
