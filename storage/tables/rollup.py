"""Sums over orders kept ready for reports. `storage.rollup` writes them, `storage.reports` reads.

A client is the number that `storage.clients` gives; the product '' stands for all of them.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from storage.columns import Instant
from storage.tables.base import metadata

# The months of the company's clock; sums are kept for orders that were paid in one of them.
rollup_months = Table(
    "rollup_months",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),  # year × 12 + month - 1
    Column("since", Instant, nullable=False, unique=True),
    Column("until", Instant, nullable=False),
)

# Clients whose orders have changed since their sums were written; triggers of `orders` add them.
rollup_due = Table(
    "rollup_due",
    metadata,
    Column("client", BigInteger, primary_key=True, autoincrement=False),
)

client_months = Table(
    "client_months",
    metadata,
    Column("currency", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("client", BigInteger, primary_key=True, autoincrement=False),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("born", Integer, nullable=False),  # the client's first month of all
    Column("orders", Integer, nullable=False),
    Column("revenue", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
# What was added to the sums of a cohort's month, or taken from them: its rows add up.
cohort_months = Table(
    "cohort_months",
    metadata,
    Column("currency", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("born", Integer, nullable=False),
    Column("month", Integer, nullable=False),
    Column("clients", Integer, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("revenue", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
)

client_totals = Table(
    "client_totals",
    metadata,
    Column("currency", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("client", BigInteger, primary_key=True, autoincrement=False),
    Column("born", Integer, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("revenue", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_client_totals_client", client_totals.c.client)
Index(
    "ix_client_totals_ranked",
    *(client_totals.c[name] for name in ("currency", "product", "revenue", "client")),
    *(client_totals.c[name] for name in ("born", "orders", "discount")),
)
