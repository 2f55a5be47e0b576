"""People, their conversations and leads, and what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Document, Identifier, Instant, Sealed

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBERED = ("companies", "contacts", "leads", "events", "lead_stages", "sessions")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "companies",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("inn", sa.Text()),
        sa.Column("domain", sa.Text()),
        sa.Column("grade", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_companies"),
    )
    op.create_index("ix_companies_domain", "companies", ["domain"])
    op.create_index("ix_companies_inn", "companies", ["inn"])
    op.create_table(
        "inbox",
        sa.Column("update_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", Sealed(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["update_id"],
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "scenarios",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scenario_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_scenarios"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", Sealed()),
        sa.Column("username", Sealed()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phone", Sealed()),
        sa.Column("phone_index", sa.LargeBinary()),
        sa.Column("email", Sealed()),
        sa.Column("email_index", sa.LargeBinary()),
        sa.Column("role", sa.Text()),
        sa.Column("company_id", Identifier),
        sa.Column("first_source", Document),
        sa.Column("last_source", Document),
        sa.Column("blocked_at", Instant()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_contacts_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("telegram_id", name="uq_contacts_telegram_id"),
    )
    op.create_index("ix_contacts_company_id", "contacts", ["company_id"])
    op.create_index("ix_contacts_email_index", "contacts", ["email_index"])
    op.create_index("ix_contacts_phone_index", "contacts", ["phone_index"])
    op.create_table(
        "leads",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("company_id", Identifier),
        sa.Column("product", sa.Text()),
        sa.Column("funnel", sa.Text(), nullable=False),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stage_since", Instant()),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("verdict", Sealed()),
        sa.Column("outcome", sa.Text()),
        sa.Column("fit", sa.Integer()),
        sa.Column("intent", sa.Integer()),
        sa.Column("brief", Sealed(), nullable=False),
        sa.Column("brief_done", sa.Boolean(), nullable=False),
        sa.Column("brief_done_at", Instant()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("discount", sa.BigInteger()),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("loss_reason", sa.Text()),
        sa.Column("own_loss_reason", Sealed()),
        sa.Column("channel", sa.Text()),
        sa.Column("campaign", sa.Text()),
        sa.Column("enquired_at", Instant()),
        sa.Column("first_reply_at", Instant()),
        sa.Column("qualified_at", Instant()),
        sa.Column("taken_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_leads_company_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_leads_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
    )
    op.create_index("ix_leads_brief_done_at", "leads", ["brief_done_at"])
    op.create_index("ix_leads_company_id", "leads", ["company_id"])
    op.create_index("ix_leads_contact_id", "leads", ["contact_id"])
    op.create_index("ix_leads_enquired_at", "leads", ["enquired_at"])
    op.create_index("ix_leads_taken_at", "leads", ["taken_at"])
    op.create_table(
        "events",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", Identifier),
        sa.Column("lead_id", Identifier),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("details", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_events_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_events_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_contact_id", "events", ["contact_id"])
    op.create_index("ix_events_kind_at", "events", ["kind", "at"])
    op.create_index("ix_events_lead_id", "events", ["lead_id"])
    op.create_table(
        "lead_stages",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("lead_id", Identifier, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_stages_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_stages"),
    )
    op.create_index("ix_lead_stages_entered", "lead_stages", ["entered_at", "stage"])
    op.create_index("ix_lead_stages_lead_id", "lead_stages", ["lead_id"])
    op.create_table(
        "sessions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("contact_id", Identifier, nullable=False),
        sa.Column("lead_id", Identifier),
        sa.Column("scenario_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("state", Sealed(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_sessions_contact_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_sessions_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_contact_id", "sessions", ["contact_id"])
    op.create_index("ix_sessions_lead_id", "sessions", ["lead_id"])
    op.create_index(
        "uq_sessions_active",
        "sessions",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    # ### end Alembic commands ###
    op.create_index(
        "uq_leads_open",
        "leads",
        ["contact_id", sa.text("coalesce(product, '')")],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"CREATE SEQUENCE {table}_numbers INCREMENT BY 100")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("sessions")
    op.drop_table("lead_stages")
    op.drop_table("events")
    op.drop_table("leads")
    op.drop_table("contacts")
    op.drop_table("scenarios")
    op.drop_table("inbox")
    op.drop_table("companies")
    if op.get_bind().dialect.name == "postgresql":
        for table in NUMBERED:
            op.execute(f"DROP SEQUENCE {table}_numbers")
