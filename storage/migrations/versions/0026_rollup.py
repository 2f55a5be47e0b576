"""Sums over orders by client and month, and triggers that say whose are to be written anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NOBODY = sa.text("company_id IS NULL AND contact_id IS NULL AND person_id IS NULL")
CLIENT = "COALESCE({0}.company_id * 3, {0}.contact_id * 3 + 1, {0}.person_id * 3 + 2)"
CHANGES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    """Make the tables, empty: the running program fills them."""
    op.create_table(
        "rollup_months",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_rollup_months"),
        sa.UniqueConstraint("since", name="uq_rollup_months_since"),
    )
    op.create_table(
        "rollup_due",
        sa.Column("client", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("client", name="pk_rollup_due"),
    )
    _create_sums("client_months", "month")
    _create_sums("client_totals")
    op.create_index(
        "ix_client_months_cohorts",
        "client_months",
        ["currency", "product", "born", "month", "orders", "revenue", "discount"],
    )
    op.create_index("ix_client_totals_client", "client_totals", ["client"])
    op.create_index(
        "ix_client_totals_ranked",
        "client_totals",
        ["currency", "product", "revenue", "client", "born", "orders", "discount"],
    )
    op.create_index(
        "ix_orders_nobody", "orders", ["paid_at"], sqlite_where=NOBODY, postgresql_where=NOBODY
    )
    for statement in _postgres() if _on_postgres() else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for change in CHANGES:
        name = f"rollup_due_{change.lower()}"
        op.execute(f"DROP TRIGGER {name} ON orders" if _on_postgres() else f"DROP TRIGGER {name}")
    if _on_postgres():
        op.execute("DROP FUNCTION rollup_note()")
    op.drop_index("ix_orders_nobody", "orders")
    for table in ("client_totals", "client_months", "rollup_due", "rollup_months"):
        op.drop_table(table)


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _create_sums(table: str, *more: str) -> None:
    op.create_table(
        table,
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("client", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in more),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("currency", "product", "client", *more, name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER rollup_due_{change.lower()} AFTER {change} ON orders BEGIN "
        + "".join(
            f"INSERT OR IGNORE INTO rollup_due SELECT {CLIENT.format(row)} "
            f"WHERE {CLIENT.format(row)} IS NOT NULL; "
            for row in rows
        )
        + "END"
        for change, rows in CHANGES.items()
    ]


def _postgres() -> list[str]:
    """Whose row is noted is held until the end of the transaction: two that change orders of one
    client write their sums one after the other."""
    noted = (
        "INSERT INTO rollup_due SELECT DISTINCT client FROM ({}) AS changed "
        "WHERE client IS NOT NULL ORDER BY client "
        "ON CONFLICT (client) DO UPDATE SET client = excluded.client; "
    )
    of = {row: f"SELECT {CLIENT.format(row)} AS client FROM {row}" for row in ("older", "newer")}
    function = (
        "CREATE FUNCTION rollup_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {noted.format(of['newer'])}"
        f"ELSIF TG_OP = 'DELETE' THEN {noted.format(of['older'])}"
        f"ELSE {noted.format(of['older'] + ' UNION ALL ' + of['newer'])}"
        "END IF; RETURN NULL; END $$"
    )
    tables = {"OLD": "OLD TABLE AS older", "NEW": "NEW TABLE AS newer"}
    triggers = [
        f"CREATE TRIGGER rollup_due_{change.lower()} AFTER {change} ON orders "
        f"REFERENCING {' '.join(tables[row] for row in rows)} "
        "FOR EACH STATEMENT EXECUTE FUNCTION rollup_note()"
        for change, rows in CHANGES.items()
    ]
    return [function, *triggers]
