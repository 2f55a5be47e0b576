"""Keys of the page of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "page_keys",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_page_keys"),
        sa.UniqueConstraint("digest", name="uq_page_keys_digest"),
    )
    op.create_index("ix_page_keys_person", "page_keys", ["person"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE page_keys_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop it."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE page_keys_numbers")
    op.drop_table("page_keys")
