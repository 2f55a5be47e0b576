"""Making the sums where there are none yet, and proving them every night."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, delete, func, insert, select, text

from storage.clients import CLIENT
from storage.database import Database
from storage.rollup.cohorts import ADDED_UP, COUNTED, SUMS, add_up
from storage.rollup.settling import settle
from storage.tables import (
    client_months,
    client_totals,
    cohort_months,
    orders,
    rollup_due,
    rollup_months,
)

if TYPE_CHECKING:
    from reports.slices import Slice
    from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_KNOWN = select(rollup_months).order_by(rollup_months.c.month)
_ANY = select(orders.c.id).limit(1)
_ORDERED = select(CLIENT).where(CLIENT.is_not(None)).distinct()
SUMMED = (client_months, client_totals, cohort_months)


class Rollup:
    """Makes the sums for a database that has none yet, or whose clock has moved to another zone.

    Called every few seconds; there is nothing to do as a rule. `months` gives the months of the
    company's clock, one after another, as many as orders may ever lie in.
    """

    def __init__(self, database: Database, months: Callable[[], Sequence[Slice]]) -> None:
        self._database = database
        self._months = months
        self._begun = False

    async def __call__(self) -> None:
        """Begin where it must be, then write what is due, a part at a time between other works."""
        if not self._begun:
            self._begun = await self._database.run(self._begin)
        some = False
        while await self._database.run(_settle):
            some = True
        if some:
            await self._database.run(_add_up)

    async def verify(self) -> None:
        """Compare the sums with the orders, and make them anew where they differ; add up those of
        cohorts."""
        if await self._database.read(_differs):
            log.error("the sums over orders differed from the orders and are made anew")
            await self._database.run(_all_anew)
        else:
            await self._database.run(_add_up)

    async def _begin(self, uow: UnitOfWork) -> bool:
        """See to the months; False while there is no order, which is soon asked again."""

        def begin(connection: Connection) -> bool:
            if connection.execute(_ANY).first() is None:
                return False
            # In UTC, since moments that a change of the clock skipped or repeated equal nothing.
            months = [
                (one.month, one.since.astimezone(UTC), one.until.astimezone(UTC))
                for one in self._months()
            ]
            if [tuple(row) for row in connection.execute(_KNOWN)] != months:
                _begin_anew(connection)
                connection.execute(delete(rollup_months))
                rows = [dict(zip(rollup_months.c.keys(), one, strict=True)) for one in months]
                connection.execute(insert(rollup_months), rows)
            return True

        return await uow.scope.query(begin)


async def _settle(uow: UnitOfWork) -> int:
    return await uow.scope.query(settle)


async def _add_up(uow: UnitOfWork) -> None:
    await uow.scope.query(add_up)


async def _all_anew(uow: UnitOfWork) -> None:
    await uow.scope.query(_begin_anew)


def _begin_anew(connection: Connection) -> None:
    """Forget all sums and note every client.

    On PostgreSQL whoever changes orders meanwhile waits: noted before, they would be forgotten.
    The notes go first: whoever writes the sums of some holds them.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE orders IN SHARE MODE"))
    for table in (rollup_due, *SUMMED):
        connection.execute(delete(table))
    connection.execute(insert(rollup_due).from_select(["client"], _ORDERED))


def _differs(connection: Connection) -> bool:
    """Whether orders and sums disagree in number, revenue or discounts of any currency, or sums of
    cohorts with those of clients."""
    since, until = connection.execute(
        select(func.min(rollup_months.c.since), func.max(rollup_months.c.until))
    ).one()
    if since is None or connection.execute(select(rollup_due.c.client).limit(1)).first():
        return False
    raw = (
        select(
            orders.c.currency, func.count(), func.sum(orders.c.amount), func.sum(orders.c.discount)
        )
        .where(CLIENT.is_not(None), orders.c.paid_at >= since, orders.c.paid_at < until)
        .group_by(orders.c.currency)
    )
    kept = [
        (
            select(table.c.currency, *(func.sum(table.c[name]) for name in SUMS))
            .where(table.c.product == "")
            .group_by(table.c.currency)
        )
        for table in SUMMED
    ]
    first, *others = (_all(connection, one) for one in (raw, *kept))
    return any(one != first for one in others) or (
        _all(connection, ADDED_UP) != _all(connection, COUNTED)
    )


def _all(connection: Connection, statement: Select[Any]) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, connection.execute(statement)))
