"""Companies that are one: by what spellings of their name share, and what was joined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from leads.companies.names import company_name
from storage.columns import Document, Identifier, Instant, Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns and the table; companies that are known get their key."""
    op.add_column("companies", sa.Column("name_key", Key))
    op.add_column("companies", sa.Column("joined_to", Identifier))
    op.create_index("ix_companies_name_key", "companies", ["name_key"])
    op.create_index("ix_companies_joined_to", "companies", ["joined_to"])
    op.create_table(
        "company_ties",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("company_id", Identifier, nullable=False),
        sa.Column("into_id", Identifier, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("evidence", Document, nullable=False),
        sa.Column("moved", Document, nullable=False),
        sa.Column("given", Document, nullable=False),
        sa.Column("contact_id", Identifier),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name="fk_company_ties_company_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["companies.id"], name="fk_company_ties_into_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_company_ties"),
    )
    for column in ("company_id", "into_id", "contact_id"):
        op.create_index(f"ix_company_ties_{column}", "company_ties", [column])
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE company_ties_numbers INCREMENT BY 100")
    _give_keys()


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE company_ties_numbers")
    op.drop_table("company_ties")
    op.drop_index("ix_companies_name_key", "companies")
    op.drop_index("ix_companies_joined_to", "companies")
    op.drop_column("companies", "name_key")
    op.drop_column("companies", "joined_to")


def _give_keys() -> None:
    companies = sa.table(
        "companies", sa.column("id"), sa.column("name"), sa.column("name_key", sa.Text())
    )
    connection = op.get_bind()
    named = sa.select(companies.c.id, companies.c.name).where(companies.c.name.is_not(None))
    for number, name in connection.execute(named).all():
        key = company_name(name).key or None
        connection.execute(companies.update().where(companies.c.id == number).values(name_key=key))
