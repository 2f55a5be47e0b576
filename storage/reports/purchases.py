"""`reports.purchases.reader.PurchaseReader` over the database: cohorts, sums, classes, clients.

Sums that are kept ready answer where they can (`storage.reports.rolled`), orders otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    case,
    func,
    select,
)

from leads.company import Grade
from leads.grading.pareto import class_sums, classes, curve
from reports.purchases.reader import (
    Bought,
    Buyers,
    Cell,
    ClassSum,
    ClientMonth,
    ClientSum,
    MonthSum,
    Standing,
    Taken,
    Totals,
)
from reports.source import Behind
from storage.columns import among
from storage.database import Database
from storage.reports.buyers import bought_behind, buyers_behind
from storage.reports.left_out import left_out
from storage.reports.names import client_names
from storage.reports.rolled import BOUNDS, Rolled, by_birth, client_sums, clients_of, rolled
from storage.reports.taken import SUMS, client_months, graded

T = TypeVar("T")
Query = Callable[[Connection, Taken, Rolled | None], T]


class Purchases:
    """Sums over the orders of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bounds(self) -> tuple[datetime, datetime] | None:
        """When the first and the last order were paid."""
        first, last = await self._database.read(lambda c: c.execute(BOUNDS).one())
        return (first, last) if first is not None else None

    async def cells(self, taken: Taken) -> Sequence[Cell]:
        """Who came when and was back when."""
        return await self._read(taken, _cells)

    async def months(self, taken: Taken) -> Sequence[MonthSum]:
        """Sums by month."""
        return await self._read(taken, _months)

    async def left_out(self, taken: Taken) -> int:
        """Orders in another currency or of nobody."""
        return await self._read(taken, left_out)

    async def middle(self, taken: Taken, first: int, many: int) -> Fraction:
        """The median client of those who came since."""

        def query(connection: Connection, taken: Taken, answer: Rolled | None) -> Fraction:
            clients = clients_of(taken, answer)
            statement = (
                select(clients.c.revenue)
                .where(clients.c.born >= first)
                .order_by(clients.c.revenue)
                .offset((many - 1) // 2)
                .limit(2 - many % 2)
            )
            found = connection.execute(statement).scalars().all()
            return Fraction(int(found[0]) + int(found[-1]), 2)

        return await self._read(taken, query)

    async def standing(self, taken: Taken, few: int, largest: int) -> Standing:
        """Everybody by what they brought."""

        def query(connection: Connection, taken: Taken, answer: Rolled | None) -> Standing:
            clients = clients_of(taken, answer)
            totals, positive, sums, brought = _sums(connection, clients)
            limit = totals.clients if totals.clients <= few else largest
            named = _largest(connection, clients, limit)
            grades = classes({row["client"]: int(row["revenue"]) for row in named}, positive)
            return Standing(totals, sums, self._named(connection, named, grades), curve(brought))

        return await self._read(taken, query)

    async def born(self, taken: Taken, first: int, limit: int) -> Sequence[ClientSum]:
        """Who brought most of those who came since."""

        def query(
            connection: Connection, taken: Taken, answer: Rolled | None
        ) -> Sequence[ClientSum]:
            ranked = graded(clients_of(taken, answer))
            statement = (
                select(ranked)
                .where(ranked.c.born >= first)
                .order_by(ranked.c.revenue.desc(), ranked.c.client)
                .limit(limit)
            )
            rows = connection.execute(statement).mappings().all()
            grades = {row["client"]: Grade(row["grade"]) for row in rows}
            return self._named(connection, rows, grades)

        return await self._read(taken, query)

    async def of_clients(self, taken: Taken, clients: Sequence[int]) -> Sequence[ClientMonth]:
        """The months of these clients."""

        def query(
            connection: Connection, taken: Taken, answer: Rolled | None
        ) -> Sequence[ClientMonth]:
            months = client_sums(taken, answer)
            statement = (
                select(months)
                .where(among(months.c.client, "clients"))
                .order_by(months.c.client, months.c.month)
            )
            rows = connection.execute(statement, {"clients": list(clients)})
            return [ClientMonth(*map(int, row)) for row in rows]

        return await self._read(taken, query)

    async def buyers(self, taken: Taken, those: Buyers) -> Behind:
        """Which clients they are."""
        keys = self._database.keys
        return await self._read(
            taken, lambda c, _, answer: buyers_behind(c, keys, taken, answer, those)
        )

    async def bought(self, taken: Taken, those: Bought) -> Behind:
        """Which orders they are."""
        keys = self._database.keys
        return await self._database.read(lambda c: bought_behind(c, keys, taken, those))

    async def _read(self, taken: Taken, query: Query[T]) -> T:
        """Run a query in one state of the database, with how kept sums answer in that state."""
        return await self._database.read(lambda c: query(c, taken, rolled(c, taken)))

    def _named(
        self, connection: Connection, rows: Sequence[RowMapping], grades: dict[int, Grade]
    ) -> list[ClientSum]:
        names = client_names(connection, self._database.keys, [row["client"] for row in rows])
        return [
            ClientSum(
                id=row["client"],
                name=names.get(row["client"], ""),
                born=row["born"],
                orders=int(row["orders"]),
                revenue=int(row["revenue"]),
                grade=grades[row["client"]],
            )
            for row in rows
        ]


def _cells(connection: Connection, taken: Taken, answer: Rolled | None) -> list[Cell]:
    if answer is not None and answer.from_start:
        cells = by_birth(answer)
        statement: Select[Any] = select(*(cells.c[name] for name in _CELL))
    else:
        months = client_sums(taken, answer)
        births = (
            select(months.c.client, func.min(months.c.month).label("born"))
            .group_by(months.c.client)
            .cte("births")
        )
        sums = (func.count(), func.sum(months.c.orders), func.sum(months.c.revenue))
        statement = (
            select(births.c.born, months.c.month, *sums)
            .join_from(births, months, births.c.client == months.c.client)
            .group_by(births.c.born, months.c.month)
        )
    rows = connection.execute(statement.order_by("born", "month"))
    return [Cell(*map(int, row)) for row in rows]


_CELL = ("born", "month", "clients", "orders", "revenue")


def _months(connection: Connection, taken: Taken, answer: Rolled | None) -> list[MonthSum]:
    found: list[Any] = []
    if answer is not None:
        cells = by_birth(answer)
        found += connection.execute(_by_month(cells, func.sum(cells.c.clients)))
    if answer is None or answer.cut:
        months = client_months(taken if answer is None else answer.raw)
        found += connection.execute(_by_month(months, func.count()))
    return sorted((MonthSum(*map(int, row)) for row in found), key=lambda one: one.month)


def _by_month(sums: FromClause, buyers: ColumnElement[int]) -> Select[Any]:
    those = (func.sum(sums.c[name]) for name in SUMS)
    return select(sums.c.month, buyers, *those).group_by(sums.c.month)


def _sums(
    connection: Connection, clients: FromClause
) -> tuple[Totals, int, list[ClassSum], list[tuple[int, int]]]:
    """Sums over all, the revenue that classes are shares of, sums by class, and how many brought
    how much."""
    statement = (
        select(
            clients.c.revenue,
            func.count(),
            func.sum(case((clients.c.orders > 1, 1), else_=0)),
            func.sum(clients.c.orders),
            func.sum(clients.c.discount),
        )
        .group_by(clients.c.revenue)
        .order_by(clients.c.revenue.desc())
    )
    alike = [tuple(map(int, row)) for row in connection.execute(statement)]
    brought = [(revenue, many) for revenue, many, *_ in alike]
    many, repeaters, orders, discount = (sum(row[place] for row in alike) for place in range(1, 5))
    revenue = sum(revenue * many for revenue, many in brought)
    positive = sum(revenue * many for revenue, many in brought if revenue > 0)
    sums = [ClassSum(grade, *found) for grade, found in class_sums(brought, positive).items()]
    return Totals(many, repeaters, orders, revenue, discount), positive, sums, brought


def _largest(connection: Connection, clients: FromClause, limit: int) -> Sequence[RowMapping]:
    order = (clients.c.revenue.desc(), clients.c.client)
    statement = select(clients).order_by(*order).limit(limit)
    return connection.execute(statement).mappings().all()
