"""Sums over orders by cohort and month, made of those of clients.

Rows are only added, one for what changed, so that nobody who changes orders waits for another.
Those of one month of a cohort add up; every night, and when many were added, one takes their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from storage.tables import client_months, cohort_months
from storage.writing import insert_many

CELL = ("currency", "product", "born", "month")
SUMS = ("orders", "revenue", "discount")
Cell = Sequence[Any]
"""What one client has in a month: the values of `CELL` and of `SUMS`."""

_KEY = [cohort_months.c[name] for name in CELL]
_CLIENTS = func.sum(cohort_months.c.clients)
ADDED_UP = (
    select(*_KEY, _CLIENTS, *(func.sum(cohort_months.c[name]) for name in SUMS))
    .group_by(*_KEY)
    .having(_CLIENTS != 0)
)
_OF = [client_months.c[name] for name in CELL]
COUNTED = select(*_OF, func.count(), *(func.sum(client_months.c[name]) for name in SUMS)).group_by(
    *_OF
)
"""What `ADDED_UP` has to be."""


def note(connection: Connection, before: Iterable[Cell], after: Iterable[Cell]) -> None:
    """Add what changes where clients' sums take the place of those that they had before."""
    changes: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for cells, sign in ((before, -1), (after, 1)):
        for *cell, orders, revenue, discount in cells:
            change = changes[tuple(cell)]
            change[0] += sign
            change[1] += sign * orders
            change[2] += sign * revenue
            change[3] += sign * discount
    _insert(connection, ((*cell, *change) for cell, change in changes.items() if any(change)))


def add_up(connection: Connection) -> None:
    """Put one row in the place of all that were added to a month of a cohort.

    On PostgreSQL whoever adds one meanwhile waits: not read, it would be forgotten.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE cohort_months IN SHARE ROW EXCLUSIVE MODE"))
    sums = connection.execute(ADDED_UP).all()
    connection.execute(delete(cohort_months))
    _insert(connection, ((*row[:4], *map(int, row[4:])) for row in sums))


def _insert(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    names = (*CELL, "clients", *SUMS)
    insert_many(connection, cohort_months, (dict(zip(names, row, strict=True)) for row in rows))
