"""Links that staff make: campaigns with a code of their own; who of a base followed theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MADE = (
    ("quiz", sa.Text()),
    ("partner", sa.Text()),
    ("made_at", Instant()),
    ("made_by", sa.BigInteger()),
)
COUNTED = sa.text("campaign IS NOT NULL")


def upgrade() -> None:
    """Add the columns and the table."""
    for name, kind in MADE:
        op.add_column("campaigns", sa.Column(name, kind))
    op.create_index("ix_campaigns_partner", "campaigns", ["partner"], unique=True)
    op.create_table(
        "imported_arrivals",
        sa.Column("person_id", Identifier, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_imported_arrivals_contact_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["imported_people.id"], name="fk_imported_arrivals_person_id"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_imported_arrivals"),
    )
    for table in ("leads", "visits"):
        index = f"ix_{table}_campaign"
        op.create_index(index, table, ["campaign"], sqlite_where=COUNTED, postgresql_where=COUNTED)
    op.create_index("ix_imported_arrivals_contact_id", "imported_arrivals", ["contact_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("leads", "visits"):
        op.drop_index(f"ix_{table}_campaign", table)
    op.drop_table("imported_arrivals")
    op.drop_index("ix_campaigns_partner", "campaigns")
    for name, _ in reversed(MADE):
        op.drop_column("campaigns", name)
