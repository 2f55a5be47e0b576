"""The person's own settings, erased contacts, the texts agreed to, and a ledger that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSAL = "the ledger of consents is append-only"


def upgrade() -> None:
    """Add columns and the table; refuse changes of the ledger from now on."""
    op.add_column("contacts", sa.Column("quiet_start", sa.Text()))
    op.add_column("contacts", sa.Column("quiet_end", sa.Text()))
    op.add_column("contacts", sa.Column("erased_at", Instant()))
    op.add_column("contacts", sa.Column("erased_index", sa.LargeBinary()))
    op.create_index("ix_contacts_erased_index", "contacts", ["erased_index"])
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_documents"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION consents_only_grow() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER consents_only_grow BEFORE UPDATE OR DELETE ON consents "
            "FOR EACH ROW EXECUTE FUNCTION consents_only_grow()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER consents_no_{change.lower()} BEFORE {change} ON consents "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    """Drop what was added."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER consents_only_grow ON consents")
        op.execute("DROP FUNCTION consents_only_grow()")
    else:
        op.execute("DROP TRIGGER consents_no_update")
        op.execute("DROP TRIGGER consents_no_delete")
    op.drop_table("documents")
    op.drop_index("ix_contacts_erased_index", "contacts")
    for column in ("erased_index", "erased_at", "quiet_end", "quiet_start"):
        op.drop_column("contacts", column)
