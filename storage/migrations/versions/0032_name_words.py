"""How words of names begin, for looking people and companies up; the next night fills them in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import Key

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BLIND = sa.LargeBinary()
TABLES: dict[str, sa.types.TypeEngine[Any]] = {
    "companies": Key,
    "contacts": BLIND,
    "imported_people": BLIND,
}
WORDS = ("word_1", "word_2", "word_3")


def upgrade() -> None:
    """Add the columns; names are sealed, so a migration can't fill them."""
    for table, kind in TABLES.items():
        for word in WORDS:
            op.add_column(table, sa.Column(word, kind))
            op.create_index(f"ix_{table}_{word}", table, [word])


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        for word in WORDS:
            op.drop_index(f"ix_{table}_{word}", table)
            op.drop_column(table, word)
