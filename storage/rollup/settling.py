"""Writing the sums of clients whose orders have changed, in the transaction that changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, tuple_

from storage.clients import CLIENT, ids_of
from storage.columns import among
from storage.rollup.cohorts import CELL, SUMS, Cell, note
from storage.tables import client_months, client_totals, orders, rollup_due, rollup_months
from storage.writing import Row, insert_many

AT_ONCE = 2000
"""How many clients one transaction of their own settles at most."""
KEY = ("currency", "product", "client")

Key = tuple[str, str, int]
Sums = list[int]

_DUE = (
    select(rollup_due.c.client)
    .order_by(rollup_due.c.client)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_OF_CLIENTS = tuple_(*(client_months.c[name] for name in KEY)).in_(
    select(*(client_totals.c[name] for name in KEY)).where(among(client_totals.c.client, "clients"))
)
_BEFORE = select(*(client_months.c[name] for name in (*CELL, *SUMS))).where(_OF_CLIENTS)
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
_MONTH = (
    select(rollup_months.c.month)
    .where(rollup_months.c.since <= orders.c.paid_at, orders.c.paid_at < rollup_months.c.until)
    .order_by(rollup_months.c.since.desc())
    .limit(1)
    .scalar_subquery()
)
_SPLIT = (orders.c.currency, orders.c.product, CLIENT.label("client"), _MONTH.label("month"))
_SUMMED = tuple(
    select(*_SPLIT, func.count(), func.sum(orders.c.amount), func.sum(orders.c.discount))
    .where(*conditions)
    .group_by(*_SPLIT)
    for conditions in _KINDS
)


def settle(connection: Connection, most: int = AT_ONCE) -> int:
    """Write the sums of clients whose orders have changed, `most` of them; how many there were.

    On PostgreSQL their notes are locked until the transaction ends, and nobody else changes orders
    of theirs before.
    """
    due = list(connection.execute(_DUE, {"most": most}).scalars())
    if due:
        those = {"clients": due}
        before = connection.execute(_BEFORE, those).all()
        for statement in _FORGET:
            connection.execute(statement, those)
        sums = _sums_of(connection, due)
        _write(connection, sums)
        note(connection, before, _cells(sums))
    return len(due)


def _sums_of(connection: Connection, clients: Sequence[int]) -> dict[Key, dict[int, Sums]]:
    """The sums of these clients by month: of each product, and of all of them under ""."""
    found: dict[Key, dict[int, Sums]] = defaultdict(dict)
    for kind, statement in enumerate(_SUMMED):
        ids = ids_of(clients, kind)
        if not ids:
            continue
        for currency, product, client, month, *sums in connection.execute(statement, {"ids": ids}):
            if month is None:
                continue
            for scope in {"", product or ""}:
                kept = found[currency, scope, client].setdefault(month, [0] * len(SUMS))
                kept[:] = [before + int(more) for before, more in zip(kept, sums, strict=True)]
    return found


def _write(connection: Connection, sums: dict[Key, dict[int, Sums]]) -> None:
    insert_many(connection, client_months, _monthly(sums))
    insert_many(connection, client_totals, _totals(sums))


def _monthly(sums: dict[Key, dict[int, Sums]]) -> Iterator[Row]:
    for key, months in sums.items():
        born = min(months)
        for month, kept in months.items():
            yield _row(key, kept) | {"month": month, "born": born}


def _cells(sums: dict[Key, dict[int, Sums]]) -> Iterator[Cell]:
    for (currency, product, _), months in sums.items():
        born = min(months)
        for month, kept in months.items():
            yield currency, product, born, month, *kept


def _totals(sums: dict[Key, dict[int, Sums]]) -> Iterator[Row]:
    for key, months in sums.items():
        kept = [sum(each) for each in zip(*months.values(), strict=True)]
        yield _row(key, kept) | {"born": min(months)}


def _row(key: Key, kept: Sums) -> Row:
    return dict(zip((*KEY, *SUMS), (*key, *kept), strict=True))
