"""People, deals and orders of an existing base; an order need not belong to a lead of ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Identifier, Instant, Key, Sealed, Words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBERED = ("imported_people", "imported_deals")


def upgrade() -> None:
    """Make the tables, and in PostgreSQL the sequences of their numbers."""
    op.create_table(
        "imported_people",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("company_id", Identifier),
        sa.Column("name", Sealed()),
        sa.Column("phone", Sealed()),
        sa.Column("phone_index", sa.LargeBinary()),
        sa.Column("email", Sealed()),
        sa.Column("email_index", sa.LargeBinary()),
        sa.Column("role", Sealed()),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("erased_at", Instant()),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_imported_people_company_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imported_people"),
    )
    op.create_table(
        "imported_deals",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("company_id", Identifier),
        sa.Column("person_id", Identifier),
        sa.Column("title", Sealed()),
        sa.Column("product", Words()),
        sa.Column("stage", Words()),
        sa.Column("ended", sa.Text()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("loss_reason", Sealed()),
        sa.Column("opened_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_imported_deals_company_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["imported_people.id"], name="fk_imported_deals_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imported_deals"),
    )
    op.create_table(
        "imported",
        sa.Column("key", Key, nullable=False),
        sa.Column("our_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_imported"),
    )
    op.create_index("ix_imported_our_id", "imported", ["our_id"])
    for column in ("company_id", "phone_index", "email_index"):
        op.create_index(f"ix_imported_people_{column}", "imported_people", [column])
    for column in ("company_id", "person_id"):
        op.create_index(f"ix_imported_deals_{column}", "imported_deals", [column])
    with op.batch_alter_table("orders") as orders:
        orders.alter_column("lead_id", existing_type=Identifier, nullable=True)
        orders.alter_column("contact_id", existing_type=Identifier, nullable=True)
        orders.add_column(sa.Column("person_id", Identifier))
        orders.create_foreign_key("fk_orders_person_id", "imported_people", ["person_id"], ["id"])
        orders.create_index("ix_orders_person_id", ["person_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"CREATE SEQUENCE {table}_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop them, and the orders that belong to no lead."""
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"DROP SEQUENCE {table}_numbers")
    op.execute("DELETE FROM orders WHERE lead_id IS NULL")
    with op.batch_alter_table("orders") as orders:
        orders.drop_index("ix_orders_person_id")
        orders.drop_constraint("fk_orders_person_id", type_="foreignkey")
        orders.drop_column("person_id")
        orders.alter_column("lead_id", existing_type=Identifier, nullable=False)
        orders.alter_column("contact_id", existing_type=Identifier, nullable=False)
    op.drop_table("imported")
    op.drop_table("imported_deals")
    op.drop_table("imported_people")
