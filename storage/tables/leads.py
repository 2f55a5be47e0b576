"""Leads with their history, orders and tasks, and who of the team they are offered to."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    func,
    text,
)

from storage.columns import Document, Identifier, Instant, Sealed, Words
from storage.tables.base import PartialIndex, metadata, own_id, partial_index, reference

leads = Table(
    "leads",
    metadata,
    own_id(),
    reference("contacts", "contact_id", nullable=False, index=True),
    reference("companies", "company_id", index=True),
    Column("product", Text),
    Column("funnel", Text, nullable=False),
    Column("temperature", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("stage_since", Instant),
    Column("owner_id", BigInteger),
    Column("taken_by", BigInteger),  # where somebody else has it since
    Column("verdict", Sealed),
    Column("outcome", Text),
    Column("traits", Words),  # choices made, each as « slot.option »
    Column("fit", Integer),
    Column("intent", Integer),
    Column("brief", Sealed, nullable=False),
    Column("brief_done", Boolean, nullable=False),
    Column("brief_done_at", Instant, index=True),
    Column("amount", BigInteger),
    Column("discount", BigInteger),
    Column("currency", Text, nullable=False),
    Column("loss_reason", Words),
    Column("own_loss_reason", Sealed),
    Column("channel", Words),
    Column("campaign", Words),
    Column("enquired_at", Instant, index=True),
    Column("first_reply_at", Instant),
    Column("half_at", Instant),
    Column("qualified_at", Instant),
    Column("taken_at", Instant, index=True),
    Column("closed_at", Instant),
    Column("potential", BigInteger),  # what the verdict's answers promise in a year
    Column("potential_currency", Text),
    Column("grade", Text),
    Column("worth", BigInteger),
    Column("lifted_at", Instant),
    Column("version", Integer, nullable=False),
)
partial_index(
    "ix_leads_owned", leads, "owner_id", where="owner_id IS NOT NULL AND closed_at IS NULL"
)
partial_index("ix_leads_campaign", leads, "campaign", where="campaign IS NOT NULL")
PartialIndex(
    "uq_leads_open",  # one open lead per person and product
    leads.c.contact_id,
    func.coalesce(leads.c.product, text("''")),
    unique=True,
    where="closed_at IS NULL",
)

# Every entry of a lead into a stage: what the funnel's figures are counted from.
lead_stages = Table(
    "lead_stages",
    metadata,
    own_id(),
    reference("leads", "lead_id", nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)
Index("ix_lead_stages_entered", lead_stages.c.stage, lead_stages.c.entered_at)

events = Table(
    "events",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False),
    reference("contacts", "contact_id", index=True),
    reference("leads", "lead_id", index=True),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger),
    Column("details", Sealed, nullable=False),
    Column("rules", Text),  # that a verdict rests on, each as « scenario.rule »
    Column("judged", Text),  # the stage of a verdict
    Column("fit", Integer),  # of a verdict, as these:
    Column("intent", Integer),
    Column("gate", Text),
    Column("digest", Text),
)
Index("ix_events_kind_at", events.c.kind, events.c.at)
partial_index(  # all that is counted of verdicts
    "ix_events_rules",
    events,
    *("lead_id", "id", "at", "rules", "judged", "fit", "intent", "gate", "digest"),
    where="rules IS NOT NULL",
)

# One row per lead that was ever offered to a member of the team: the last offer.
assignments = Table(
    "assignments",
    metadata,
    Column("lead_id", Identifier, ForeignKey("leads.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_assignments_member", assignments.c.member_id, assignments.c.at)

absences = Table(
    "absences",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("first", Text, nullable=False),  # days, YYYY-MM-DD, both included
    Column("last", Text),
)

products = Table(
    "products",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Document, nullable=False),  # locale → text
    Column("active", Boolean, nullable=False),
)

# An order of an existing base has neither lead nor contact, but a company or a person of the base.
orders = Table(
    "orders",
    metadata,
    own_id(),
    reference("leads", "lead_id", index=True),
    reference("contacts", "contact_id"),
    reference("companies", "company_id"),
    reference("imported_people", "person_id", index=True),
    Column("product", Text),
    Column("amount", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("paid_at", Instant, nullable=False, index=True),
)
for _of in ("contact_id", "company_id"):
    partial_index(f"ix_orders_{_of}", orders, _of, "paid_at", where=f"{_of} IS NOT NULL")
Index(  # all that sums over orders are made of, so that no row is looked up
    "ix_orders_summed",
    *(orders.c[name] for name in ("currency", "paid_at", "company_id", "contact_id")),
    *(orders.c[name] for name in ("person_id", "product", "amount", "discount")),
)
partial_index(
    "ix_orders_nobody",  # what reports leave out
    orders,
    *("company_id", "contact_id", "person_id", "paid_at"),
    where="company_id IS NULL AND contact_id IS NULL AND person_id IS NULL",
)

tasks = Table(
    "tasks",
    metadata,
    own_id(),
    reference("leads", "lead_id", nullable=False, index=True),
    Column("owner_id", BigInteger, index=True),
    Column("title", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
