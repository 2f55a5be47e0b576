"""`reports.pipeline.products.SoldReader` over the database: orders by product, and whether they
were the first of their client."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, case, func, select

from reports.pipeline.products import Sold, Those
from reports.purchases.reader import Taken
from reports.source import Behind
from reports.tables import UNKNOWN
from storage.clients import CLIENT
from storage.database import Database
from storage.reports.cases import orders_behind
from storage.reports.left_out import left_out
from storage.reports.rolled import rolled
from storage.reports.taken import wanted
from storage.tables import orders

PRODUCT = func.coalesce(orders.c.product, UNKNOWN)


class SoldOrders:
    """Orders of one database by product."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sold(self, taken: Taken) -> Sequence[Sold]:
        """Sums by product."""
        those = _those(taken).cte("those")
        first = those.c.paid_at == those.c.first_at
        statement = select(
            those.c.product,
            func.count(),
            func.sum(those.c.amount),
            func.sum(those.c.discount),
            func.sum(case((first, 1), else_=0)),
            func.sum(case((first, those.c.amount), else_=0)),
        ).group_by(those.c.product)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return [Sold(product, *(int(one) for one in sums)) for product, *sums in rows]

    async def left_out(self, taken: Taken) -> int:
        """Orders in another currency or of nobody."""
        return await self._database.read(lambda c: left_out(c, taken, rolled(c, taken)))

    async def sold_of(self, taken: Taken, these: Those) -> Behind:
        """The orders behind a sum, with names."""
        those = _those(taken).cte("those")
        statement = select(those.c.id)
        if these.product is not None:
            statement = statement.where(those.c.product == these.product)
        if these.first is not None:
            first = those.c.paid_at == those.c.first_at
            statement = statement.where(first if these.first else ~first)
        if these.discounted:
            statement = statement.where(those.c.discount > 0)
        amount = orders.c.discount if these.discounted else orders.c.amount
        keys = self._database.keys
        return await self._database.read(lambda c: orders_behind(c, keys, statement, amount))


def _those(taken: Taken) -> Select[tuple[object, ...]]:
    """The orders, each beside when its client paid for the first time, whatever for."""
    since, until = taken.slices[0].since, taken.slices[-1].until
    counts = and_(orders.c.paid_at >= since, *wanted(taken.filters))
    every = (
        select(
            orders.c.id,
            PRODUCT.label("product"),
            orders.c.amount,
            orders.c.discount,
            orders.c.paid_at,
            func.min(orders.c.paid_at).over(partition_by=CLIENT).label("first_at"),
            case((counts, 1), else_=0).label("counts"),
        )
        .where(orders.c.currency == taken.currency, orders.c.paid_at < until, CLIENT.is_not(None))
        .subquery("every")
    )
    return select(every).where(every.c.counts == 1)
