"""Who goes first in the outbox, what is sent at most once, and one pace for every process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant, Key

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN, SENDING = sa.text("status = 'open'"), sa.text("status = 'sending'")
DUE, BEING_SENT = "ix_outbox_due", "ix_outbox_sending"
ORDINARY = sa.text("status = 'open' AND priority < 50")
BROADCASTS = sa.text("status = 'open' AND priority >= 50")


def upgrade() -> None:
    """Everything that waits goes first, as it would have; paces begin anew."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("priority", server_default=None)
    op.drop_index(DUE, "outbox")
    op.create_index(
        DUE,
        "outbox",
        ["priority", "due_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        BEING_SENT, "outbox", ["due_at"], sqlite_where=SENDING, postgresql_where=SENDING
    )
    op.drop_index("ix_touches_due", "touches")
    _index_of_touches("ix_touches_due", ORDINARY)
    _index_of_touches("ix_touches_broadcasts", BROADCASTS)
    _replace("crm_paces", by="paces")


def downgrade() -> None:
    """Take them away."""
    _replace("paces", by="crm_paces")
    op.drop_index("ix_touches_broadcasts", "touches")
    op.drop_index("ix_touches_due", "touches")
    _index_of_touches("ix_touches_due", OPEN)
    op.drop_index(BEING_SENT, "outbox")
    op.drop_index(DUE, "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("priority")
    op.create_index(DUE, "outbox", ["due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN)


def _index_of_touches(name: str, which: sa.TextClause) -> None:
    op.create_index(name, "touches", ["due_at", "id"], sqlite_where=which, postgresql_where=which)


def _replace(old: str, *, by: str) -> None:
    op.drop_table(old)
    op.create_table(
        by,
        sa.Column("key", Key, nullable=False),
        sa.Column("due", Instant()),
        sa.Column("paused_until", Instant()),
        sa.PrimaryKeyConstraint("key", name=f"pk_{by}"),
    )
