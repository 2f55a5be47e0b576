"""Links that staff make: campaigns with a code of their own; who of a base followed theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MADE = (
    ("quiz", sa.Text()),
    ("partner", sa.Text()),
    ("made_at", Instant()),
    ("made_by", sa.BigInteger()),
)


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
    op.create_index("ix_imported_arrivals_contact_id", "imported_arrivals", ["contact_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("imported_arrivals")
    op.drop_index("ix_campaigns_partner", "campaigns")
    for name, _ in reversed(MADE):
        op.drop_column("campaigns", name)
