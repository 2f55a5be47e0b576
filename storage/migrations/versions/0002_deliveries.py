"""What goes out, on whose consent; the register, orders and tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Key, Sealed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBERED = ("outbox", "consents", "visits", "orders", "tasks", "touches")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "campaigns",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_campaigns"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("payload", Sealed(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("sent_ref", sa.BigInteger()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_done_at", "outbox", ["done_at"])
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at", "id"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["lane", "id"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
    )
    op.create_table(
        "consents",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("button", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_consents_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_contact_id", "consents", ["contact_id"])
    op.create_table(
        "visits",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text()),
        sa.Column("start_parameter", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_visits_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_at", "visits", ["at"])
    op.create_index("ix_visits_contact_id", "visits", ["contact_id"])
    op.create_table(
        "orders",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("company_id", Identifier),
        sa.Column("product", sa.Text()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("paid_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_orders_company_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_orders_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_orders_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
    )
    op.create_index("ix_orders_company_id", "orders", ["company_id"])
    op.create_index("ix_orders_contact_id", "orders", ["contact_id"])
    op.create_index("ix_orders_lead_id", "orders", ["lead_id"])
    op.create_index("ix_orders_paid_at", "orders", ["paid_at"])
    op.create_table(
        "tasks",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_tasks_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_lead_id", "tasks", ["lead_id"])
    op.create_index("ix_tasks_owner_id", "tasks", ["owner_id"])
    op.create_table(
        "touches",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", Identifier),
        sa.Column("lead_id", Identifier),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("payload", Sealed(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant()),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("done_at", Instant()),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_touches_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_touches_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_touches"),
        sa.UniqueConstraint("key", name="uq_touches_key"),
    )
    op.create_index("ix_touches_contact_id", "touches", ["contact_id"])
    op.create_index(
        "ix_touches_due",
        "touches",
        ["due_at", "id"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("ix_touches_lead_id", "touches", ["lead_id"])
    # ### end Alembic commands ###
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"CREATE SEQUENCE {table}_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("touches")
    op.drop_table("tasks")
    op.drop_table("orders")
    op.drop_table("visits")
    op.drop_table("consents")
    op.drop_table("products")
    op.drop_table("outbox")
    op.drop_table("campaigns")
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"DROP SEQUENCE {table}_numbers")
