"""Orders of a client by time, and an index that sums over orders are made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CLIENTS = ("contact_id", "company_id")
NOBODY = sa.text("company_id IS NULL AND contact_id IS NULL AND person_id IS NULL")


def upgrade() -> None:
    """Make the indexes, some of them in the place of narrower ones."""
    _nobody("company_id", "contact_id", "person_id", "paid_at")
    for column in CLIENTS:
        op.drop_index(f"ix_orders_{column}", "orders")
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_orders_{column}",
            "orders",
            [column, "paid_at"],
            sqlite_where=known,
            postgresql_where=known,
        )
    op.create_index(
        "ix_orders_summed",
        "orders",
        [
            *("currency", "paid_at", "company_id", "contact_id"),
            *("person_id", "product", "amount", "discount"),
        ],
    )


def downgrade() -> None:
    """Bring the narrower ones back."""
    op.drop_index("ix_orders_summed", "orders")
    _nobody("paid_at")
    for column in CLIENTS:
        op.drop_index(f"ix_orders_{column}", "orders")
        op.create_index(f"ix_orders_{column}", "orders", [column])


def _nobody(*columns: str) -> None:
    op.drop_index("ix_orders_nobody", "orders")
    op.create_index(
        "ix_orders_nobody",
        "orders",
        list(columns),
        sqlite_where=NOBODY,
        postgresql_where=NOBODY,
    )
