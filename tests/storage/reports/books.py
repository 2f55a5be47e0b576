"""Books with the sums that are kept of them: who buys, what they pay, and what reports answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from dialogs.reading.dates import Period
from leads.importing.rows import Customer, OrderOf
from reports.purchases.reader import Taken
from reports.slices import ALL_TIMES, month_of, slices
from storage.database import Database
from storage.reports.purchases import Purchases
from storage.rollup.keeping import Rollup
from storage.tables import orders
from storage.unit_of_work import UnitOfWork

EAST = ZoneInfo("Asia/Vladivostok")
JANUARY, MAY = datetime(2025, 12, 20, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)
PEOPLE = (3, 2, 2)
"""So many companies, contacts and people of a base."""
ALL = Period(date(2025, 12, 1), date(2026, 6, 30))


@dataclass
class Books:
    """A database with its sums, and the numbers of those who may buy."""

    database: Database
    zone: ZoneInfo
    kinds: tuple[list[int], list[int], list[int]]

    async def open(self, zone: ZoneInfo) -> None:
        """The program starts, by this clock."""
        self.zone = zone
        await Rollup(self.database, lambda: slices(ALL_TIMES, zone))()

    async def write(self, step: "Step") -> None:
        await self.database.run(lambda uow: step(uow, self))

    def customer(self, who: int | None) -> dict[str, int | None]:
        names = ("company_id", "contact_id", "person_id")
        row: dict[str, int | None] = dict.fromkeys(names)
        if who is not None:
            kind = who % 3
            row[names[kind]] = self.kinds[kind][who % len(self.kinds[kind])]
            if kind and who > 8:  # somebody of a company
                row["company_id"] = self.kinds[0][0]
        return row


Step = Callable[[UnitOfWork, Books], Any]


@dataclass(frozen=True)
class Pay:
    """An order; the import's way, then as it would be had somebody known more of who paid."""

    who: int | None
    at: datetime
    amount: int
    product: str | None
    currency: str

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        order = OrderOf(self.at, self.amount, self.currency, product=self.product, discount=1)
        number = await uow.imports.add_order(order, Customer(None, None))
        uow.scope.update(orders, number, books.customer(self.who))


def numbers_of(connection: Connection) -> list[int]:
    return list(connection.execute(select(orders.c.id).order_by(orders.c.id)).scalars())


async def answers(purchases: Purchases, taken: Taken) -> list[object]:
    born = month_of(date(2026, 2, 1))
    largest = await purchases.standing(taken, 3, 3)
    cells = await purchases.cells(taken)
    new = sum(one.clients for one in cells if one.born == one.month >= born)
    return [
        cells,
        await purchases.months(taken),
        await purchases.left_out(taken),
        await purchases.middle(taken, born, new) if new else None,
        await purchases.standing(taken, 99, 99),
        largest,
        await purchases.born(taken, born, 4),
        await purchases.of_clients(taken, [one.id for one in largest.clients]),
    ]
