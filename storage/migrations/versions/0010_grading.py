"""What companies can become, what leads are worth, and what they are measured by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("companies", sa.Column("potential", Document))
    op.add_column("leads", sa.Column("potential", sa.BigInteger()))
    op.add_column("leads", sa.Column("potential_currency", sa.Text()))
    op.add_column("leads", sa.Column("grade", sa.Text()))
    op.add_column("leads", sa.Column("worth", sa.BigInteger()))
    op.add_column("leads", sa.Column("lifted_at", Instant()))
    op.create_table(
        "yardsticks",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("a_from", sa.BigInteger(), nullable=False),
        sa.Column("b_from", sa.BigInteger(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.Column("pace", sa.Float(), nullable=False),
        sa.Column("bands", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_yardsticks"),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE yardsticks_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE yardsticks_numbers")
    op.drop_table("yardsticks")
    for column in ("lifted_at", "worth", "grade", "potential_currency", "potential"):
        op.drop_column("leads", column)
    op.drop_column("companies", "potential")
