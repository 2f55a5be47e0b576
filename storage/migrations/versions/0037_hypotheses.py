"""The register of hypotheses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Words

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, in PostgreSQL the sequence of its numbers."""
    op.create_table(
        "hypotheses",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text()),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("author_name", Words(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("temperature", sa.Text()),
        sa.Column("expects", Words(), nullable=False),
        sa.Column("aim", Document),
        sa.PrimaryKeyConstraint("id", name="pk_hypotheses"),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE hypotheses_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop both."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE hypotheses_numbers")
    op.drop_table("hypotheses")
