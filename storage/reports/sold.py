"""`reports.pipeline.products.SoldReader` over the database: orders by product, and whether they
were the first of their client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select

from reports.asking.filters import Filters
from reports.pipeline.products import Sold, Those
from reports.source import Behind
from reports.tables import UNKNOWN
from storage.clients import CLIENT
from storage.database import Database
from storage.reports.cases import orders_behind
from storage.reports.left_out import not_counted
from storage.reports.taken import wanted
from storage.tables import orders

PRODUCT = func.coalesce(orders.c.product, UNKNOWN)


class SoldOrders:
    """Orders of one database by product."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sold(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> Sequence[Sold]:
        """Sums by product."""
        taken = _taken(since, until, filters, currency).cte("taken")
        first = taken.c.paid_at == taken.c.first_at
        statement = select(
            taken.c.product,
            func.count(),
            func.sum(taken.c.amount),
            func.sum(taken.c.discount),
            func.sum(case((first, 1), else_=0)),
            func.sum(case((first, taken.c.amount), else_=0)),
        ).group_by(taken.c.product)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return [Sold(product, *(int(one) for one in sums)) for product, *sums in rows]

    async def not_counted(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> int:
        """Orders in another currency or of nobody."""
        return await self._database.read(lambda c: not_counted(c, since, until, currency, filters))

    async def sold_of(
        self,
        since: datetime,
        until: datetime,
        filters: Filters,
        currency: str,
        these: Those,
    ) -> Behind:
        """The orders behind a sum, with names."""
        taken = _taken(since, until, filters, currency).cte("taken")
        statement = select(taken.c.id)
        if these.product is not None:
            statement = statement.where(taken.c.product == these.product)
        if these.first is not None:
            first = taken.c.paid_at == taken.c.first_at
            statement = statement.where(first if these.first else ~first)
        if these.discounted:
            statement = statement.where(taken.c.discount > 0)
        amount = orders.c.discount if these.discounted else orders.c.amount
        keys = self._database.keys
        return await self._database.read(lambda c: orders_behind(c, keys, statement, amount))


def _taken(
    since: datetime, until: datetime, filters: Filters, currency: str
) -> Select[tuple[object, ...]]:
    """Orders of the period, each beside when its client paid for the first time, whatever for."""
    counts = and_(orders.c.paid_at >= since, *wanted(filters))
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
        .where(orders.c.currency == currency, orders.c.paid_at < until, CLIENT.is_not(None))
        .subquery("every")
    )
    return select(every).where(every.c.counts == 1)
