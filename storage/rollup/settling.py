"""Writing the sums of clients whose orders have changed, in the transaction that changed them."""

from __future__ import annotations

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Insert,
    Select,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    union_all,
)

from storage.clients import CLIENT, KINDS
from storage.columns import among
from storage.tables import client_months, client_totals, orders, rollup_due, rollup_months

AT_ONCE = 2000
"""How many clients one transaction settles at most; their writer waits so long."""

_DUE = (
    select(rollup_due.c.client)
    .order_by(rollup_due.c.client)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
KEY = ("currency", "product", "client")
SUMS = ("orders", "revenue", "discount")
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


def settle(connection: Connection) -> int:
    """Write the sums of clients whose orders have changed; how many there were.

    On PostgreSQL their notes are locked until the transaction ends, and nobody else changes orders
    of theirs before.
    """
    due = list(connection.execute(_DUE).scalars())
    if due:
        for forget in _FORGET:
            connection.execute(forget, {"clients": due})
    for kind, writes in enumerate(_WRITE):
        ids = [client // KINDS for client in due if client % KINDS == kind]
        for write in writes if ids else ():
            connection.execute(write, {"ids": ids})
    return len(due)


def _counted(kind: int) -> CTE:
    """Each order of clients of one kind with its month, once for all products and once for its
    own; those outside the months that are known have none."""
    month = (
        select(case((rollup_months.c.until > orders.c.paid_at, rollup_months.c.month)))
        .where(rollup_months.c.since <= orders.c.paid_at)
        .order_by(rollup_months.c.since.desc())
        .limit(1)
        .scalar_subquery()
    )

    def scope(product: ColumnElement[str]) -> Select[tuple[object, ...]]:
        return select(
            orders.c.currency,
            product.label("product"),
            CLIENT,
            month.label("month"),
            orders.c.amount,
            orders.c.discount,
        ).where(*_KINDS[kind])

    own = scope(orders.c.product).where(orders.c.product != "")
    return union_all(scope(literal("")), own).cte("counted")


def _write(kind: int) -> tuple[Insert, Insert]:
    counted = _counted(kind)
    key = [counted.c[name] for name in KEY]
    sums = (func.count(), func.sum(counted.c.amount), func.sum(counted.c.discount))
    monthly = (
        select(
            *key,
            counted.c.month,
            func.min(counted.c.month).over(partition_by=key),
            *sums,
        )
        .where(counted.c.month.is_not(None))
        .group_by(*key, counted.c.month)
    )
    totals = (
        select(*key, func.min(counted.c.month), *sums)
        .where(counted.c.month.is_not(None))
        .group_by(*key)
    )
    return (
        insert(client_months).from_select([*KEY, "month", "born", *SUMS], monthly),
        insert(client_totals).from_select([*KEY, "born", *SUMS], totals),
    )


_WRITE = tuple(_write(kind) for kind in range(KINDS))
