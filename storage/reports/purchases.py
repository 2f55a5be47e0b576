"""`reports.purchases.reader.PurchaseReader` over the database: cohorts, sums, classes, clients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import Connection, case, func, or_, select

from leads.company import Grade
from reports.purchases.reader import (
    Bought,
    Buyers,
    Cell,
    ClassSum,
    ClientMonth,
    ClientSum,
    MonthSum,
    Taken,
    Totals,
)
from reports.source import Behind
from storage.columns import among
from storage.database import Database
from storage.reports.buyers import bought_behind, buyers_behind
from storage.reports.names import client_names
from storage.reports.taken import CLIENT, client_months, graded, per_client, wanted
from storage.tables import orders
from storage.writing import Row


class Purchases:
    """Sums over the orders of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bounds(self) -> tuple[datetime, datetime] | None:
        """When the first and the last order were paid."""
        statement = select(func.min(orders.c.paid_at), func.max(orders.c.paid_at))
        first, last = await self._database.read(lambda c: c.execute(statement).one())
        return (first, last) if first is not None else None

    async def cells(self, taken: Taken) -> Sequence[Cell]:
        """Who came when and was back when."""
        months = client_months(taken)
        births = (
            select(months.c.client, func.min(months.c.month).label("born"))
            .group_by(months.c.client)
            .cte("births")
        )
        statement = (
            select(
                births.c.born,
                months.c.month,
                func.count(),
                func.sum(months.c.orders),
                func.sum(months.c.revenue),
            )
            .join_from(births, months, births.c.client == months.c.client)
            .group_by(births.c.born, months.c.month)
            .order_by(births.c.born, months.c.month)
        )
        return await self._rows(statement, Cell)

    async def months(self, taken: Taken) -> Sequence[MonthSum]:
        """Sums by month."""
        months = client_months(taken)
        statement = (
            select(
                months.c.month,
                func.count(),
                func.sum(months.c.orders),
                func.sum(months.c.revenue),
                func.sum(months.c.discount),
            )
            .group_by(months.c.month)
            .order_by(months.c.month)
        )
        return await self._rows(statement, MonthSum)

    async def totals(self, taken: Taken) -> Totals:
        """Sums over everything."""
        clients = per_client(client_months(taken))
        statement = select(
            func.count(),
            func.coalesce(func.sum(case((clients.c.orders > 1, 1), else_=0)), 0),
            *(func.coalesce(func.sum(clients.c[name]), 0) for name in _SUMMED),
        )
        (found,) = await self._rows(statement, Totals)
        return cast(Totals, found)

    async def left_out(self, taken: Taken) -> int:
        """Orders in another currency or of nobody."""
        first, last = taken.slices[0], taken.slices[-1]
        statement = select(func.count()).where(
            orders.c.paid_at >= first.since,
            orders.c.paid_at < last.until,
            or_(orders.c.currency != taken.currency, CLIENT.is_(None)),
            *wanted(taken.filters),
        )
        return await self._database.read(lambda c: int(c.execute(statement).scalar_one()))

    async def middle(self, taken: Taken, first: int) -> Fraction:
        """The median client of those who came since."""
        clients = per_client(client_months(taken))
        place = func.row_number().over(order_by=clients.c.revenue).label("place")
        many = func.count().over().label("many")
        ranked = select(clients.c.revenue, place, many).where(clients.c.born >= first).subquery()
        # Twice the place: around the middle there are one or two of them.
        apart = 2 * ranked.c.place - ranked.c.many
        statement = select(ranked.c.revenue).where(apart >= 0, apart <= 2).order_by(ranked.c.place)
        found = await self._database.read(lambda c: c.execute(statement).scalars().all())
        if not found:
            return Fraction()
        return Fraction(int(found[0]) + int(found[-1]), 2)

    async def classes(self, taken: Taken) -> Sequence[ClassSum]:
        """Sums by class."""
        found = graded(per_client(client_months(taken)))
        statement = (
            select(found.c.grade, func.count(), func.sum(found.c.revenue))
            .group_by(found.c.grade)
            .order_by(found.c.grade)
        )
        sums = await self._database.read(lambda c: c.execute(statement).all())
        return [ClassSum(Grade(grade), int(many), int(revenue)) for grade, many, revenue in sums]

    async def clients(self, taken: Taken, limit: int) -> Sequence[ClientSum]:
        """Who brought most, by name."""
        return await self._named(taken, None, limit)

    async def born(self, taken: Taken, first: int, limit: int) -> Sequence[ClientSum]:
        """Who brought most of those who came since."""
        return await self._named(taken, first, limit)

    async def _named(self, taken: Taken, first: int | None, limit: int) -> Sequence[ClientSum]:
        found = graded(per_client(client_months(taken)))
        statement = select(found).order_by(found.c.revenue.desc(), found.c.client).limit(limit)
        if first is not None:
            statement = statement.where(found.c.born >= first)

        def query(connection: Connection) -> Sequence[ClientSum]:
            rows = connection.execute(statement).mappings().all()
            names = client_names(connection, self._database.keys, [row["client"] for row in rows])
            return [
                ClientSum(
                    id=row["client"],
                    name=names.get(row["client"], ""),
                    born=row["born"],
                    orders=int(row["orders"]),
                    revenue=int(row["revenue"]),
                    grade=Grade(row["grade"]),
                )
                for row in rows
            ]

        return await self._database.read(query)

    async def of_clients(self, taken: Taken, clients: Sequence[int]) -> Sequence[ClientMonth]:
        """The months of these clients."""
        months = client_months(taken)
        statement = (
            select(months)
            .where(among(months.c.client, "clients"))
            .order_by(months.c.client, months.c.month)
        )
        return await self._rows(statement, ClientMonth, {"clients": list(clients)})

    async def buyers(self, taken: Taken, those: Buyers) -> Behind:
        """Which clients they are."""
        keys = self._database.keys
        return await self._database.read(lambda c: buyers_behind(c, keys, taken, those))

    async def bought(self, taken: Taken, those: Bought) -> Behind:
        """Which orders they are."""
        keys = self._database.keys
        return await self._database.read(lambda c: bought_behind(c, keys, taken, those))

    async def _rows(
        self, statement: Any, make: Callable[..., Any], given: Row | None = None
    ) -> list[Any]:
        """Rows of whole numbers as values."""
        found = await self._database.read(lambda c: c.execute(statement, given).all())
        return [make(*(int(value) for value in row)) for row in found]


_SUMMED = ("orders", "revenue", "discount")
