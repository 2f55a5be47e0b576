"""Making the sums where there are none yet, and proving them every night."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select, text

from storage.clients import CLIENT
from storage.database import Database
from storage.rollup.settling import SUMS, settle
from storage.tables import client_months, client_totals, orders, rollup_due, rollup_months

if TYPE_CHECKING:
    from reports.slices import Slice
    from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_KNOWN = select(rollup_months).order_by(rollup_months.c.month)
_ANY = select(orders.c.id).limit(1)
_ORDERED = select(CLIENT).where(CLIENT.is_not(None)).distinct()
_SUMMED = (
    select(client_totals.c.client)
    .where(client_totals.c.client.not_in(select(rollup_due.c.client)))
    .distinct()
)


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
        while await self._database.run(_settle):
            pass

    async def verify(self) -> None:
        """Compare the sums with the orders, and make them anew where they differ."""
        if await self._database.read(_differs):
            log.error("the sums over orders differed from the orders and are made anew")
            await self._database.run(_all_anew)

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
                _note_everybody(connection)
                connection.execute(delete(rollup_months))
                rows = [dict(zip(rollup_months.c.keys(), one, strict=True)) for one in months]
                connection.execute(insert(rollup_months), rows)
            return True

        return await uow.scope.query(begin)


async def _settle(uow: UnitOfWork) -> int:
    return await uow.scope.query(settle)


async def _all_anew(uow: UnitOfWork) -> None:
    await uow.scope.query(_note_everybody)


def _note_everybody(connection: Connection) -> None:
    """Every client's sums are written anew, those of clients without any order too.

    On PostgreSQL whoever changes orders meanwhile waits: noted before, they would be forgotten.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE orders IN SHARE MODE"))
    connection.execute(delete(rollup_due))
    for clients in (_ORDERED, _SUMMED):
        connection.execute(insert(rollup_due).from_select(["client"], clients))


def _differs(connection: Connection) -> bool:
    """Whether orders and sums disagree in number, revenue or discounts of any currency."""
    first, last = connection.execute(
        select(func.min(rollup_months.c.since), func.max(rollup_months.c.until))
    ).one()
    if first is None or connection.execute(select(rollup_due.c.client).limit(1)).first():
        return False
    raw = (
        select(
            orders.c.currency, func.count(), func.sum(orders.c.amount), func.sum(orders.c.discount)
        )
        .where(CLIENT.is_not(None), orders.c.paid_at >= first, orders.c.paid_at < last)
        .group_by(orders.c.currency)
    )
    kept = [
        (
            select(table.c.currency, *(func.sum(table.c[name]) for name in SUMS))
            .where(table.c.product == "")
            .group_by(table.c.currency)
        )
        for table in (client_months, client_totals)
    ]
    found = [sorted(map(tuple, connection.execute(one))) for one in (raw, *kept)]
    return not found[0] == found[1] == found[2]
