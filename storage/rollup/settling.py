"""Writing the sums of clients whose orders have changed, in the transaction that changed them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, tuple_

from storage.clients import CLIENT, ids_of
from storage.columns import among
from storage.tables import client_months, client_totals, orders, rollup_due, rollup_months
from storage.writing import Row, insert_rows

AT_ONCE = 2000
"""How many clients one transaction settles at most; their writer waits so long."""
KEY = ("currency", "product", "client")
SUMS = ("orders", "revenue", "discount")

Key = tuple[str, str, int]
Sums = list[int]

_DUE = (
    select(rollup_due.c.client)
    .order_by(rollup_due.c.client)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
_OF_CLIENTS = tuple_(*(client_months.c[name] for name in KEY)).in_(
    select(*(client_totals.c[name] for name in KEY)).where(among(client_totals.c.client, "clients"))
)
_FORGET = (
    delete(client_months).where(_OF_CLIENTS),
    delete(client_totals).where(among(client_totals.c.client, "clients")),
    delete(rollup_due).where(among(rollup_due.c.client, "clients")),
)
_KINDS: tuple[tuple[ColumnElement[bool], ...], ...] = (
    (among(orders.c.company_id, "ids"),),
    (orders.c.company_id.is_(None), among(orders.c.contact_id, "ids")),
    (
        orders.c.company_id.is_(None),
        orders.c.contact_id.is_(None),
        among(orders.c.person_id, "ids"),
    ),
)
"""Orders of clients by number, in the order of the remainders that `CLIENT` gives them."""
_ORDERS = tuple(
    select(
        orders.c.currency,
        orders.c.product,
        CLIENT,
        orders.c.paid_at,
        orders.c.amount,
        orders.c.discount,
    ).where(*conditions)
    for conditions in _KINDS
)


def settle(connection: Connection) -> int:
    """Write the sums of clients whose orders have changed; how many there were.

    On PostgreSQL their notes are locked until the transaction ends, and nobody else changes orders
    of theirs before.
    """
    due = list(connection.execute(_DUE).scalars())
    if due:
        for statement in _FORGET:
            connection.execute(statement, {"clients": due})
        _write(connection, _orders_of(connection, due))
    return len(due)


def _orders_of(connection: Connection, clients: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for kind, statement in enumerate(_ORDERS):
        ids = ids_of(clients, kind)
        if ids:
            found += connection.execute(statement, {"ids": ids})
    return found


def _write(connection: Connection, those: Sequence[Any]) -> None:
    """The sums that these orders make."""
    if not those:
        return
    paid = [at for _, _, _, at, _, _ in those]
    months = _Months(connection, min(paid), max(paid))
    sums: dict[Key, dict[int, Sums]] = defaultdict(dict)
    for currency, product, client, at, amount, discount in those:
        month = months.of(at)
        if month is None:
            continue
        for scope in {"", product or ""}:
            kept = sums[currency, scope, client].setdefault(month, [0, 0, 0])
            kept[0] += 1
            kept[1] += amount
            kept[2] += discount
    for table, rows in ((client_months, _monthly(sums)), (client_totals, _totals(sums))):
        while page := list(islice(rows, AT_ONCE)):
            insert_rows(connection, table, page)


def _monthly(sums: dict[Key, dict[int, Sums]]) -> Iterator[Row]:
    for key, months in sums.items():
        born = min(months)
        for month, kept in months.items():
            yield _row(key, kept) | {"month": month, "born": born}


def _totals(sums: dict[Key, dict[int, Sums]]) -> Iterator[Row]:
    for key, months in sums.items():
        kept = [sum(each) for each in zip(*months.values(), strict=True)]
        yield _row(key, kept) | {"born": min(months)}


def _row(key: Key, kept: Sums) -> Row:
    return dict(zip((*KEY, *SUMS), (*key, *kept), strict=True))


class _Months:
    """The months that are known between two moments."""

    def __init__(self, connection: Connection, first: datetime, last: datetime) -> None:
        known = (
            select(rollup_months.c.since, rollup_months.c.until, rollup_months.c.month)
            .where(rollup_months.c.since <= last, rollup_months.c.until > first)
            .order_by(rollup_months.c.since)
        )
        self._known = connection.execute(known).all()
        self._since = [since for since, _, _ in self._known]

    def of(self, moment: datetime) -> int | None:
        """The month that it lies in; None where that is not known."""
        place = bisect_right(self._since, moment)
        if not place or moment >= self._known[place - 1].until:
            return None
        month: int = self._known[place - 1].month
        return month
