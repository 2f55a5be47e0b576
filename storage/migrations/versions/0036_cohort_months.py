"""Sums over orders by cohort and month, in the place of an index over those of all clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, of the sums that there are."""
    op.create_table(
        "cohort_months",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
    )
    op.execute(
        "INSERT INTO cohort_months SELECT currency, product, born, month, count(*), sum(orders), "
        "sum(revenue), sum(discount) FROM client_months GROUP BY currency, product, born, month"
    )
    op.drop_index("ix_client_months_cohorts", "client_months")


def downgrade() -> None:
    """Bring the index back."""
    op.create_index(
        "ix_client_months_cohorts",
        "client_months",
        ["currency", "product", "born", "month", "orders", "revenue", "discount"],
    )
    op.drop_table("cohort_months")
