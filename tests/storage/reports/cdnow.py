"""Real orders as orders of ours: customers become people of a base, amounts are in cents."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.importing.rows import Customer, OrderOf, Person
from reports.purchases.reader import Taken
from reports.slices import midnight, slices
from storage.columns import EPOCH, MICROSECOND
from storage.unit_of_work import UnitOfWork

MOSCOW = ZoneInfo("Europe/Moscow")
ALL = Period(date(1997, 1, 1), date(1998, 6, 30))
TAKEN = Taken(slices(ALL, MOSCOW), "USD")


class Bought(NamedTuple):
    """A row of the file; money in cents, the time is midnight in Moscow."""

    customer: int
    paid_at: datetime
    cents: int


def bought(file: Path) -> Iterator[Bought]:
    for line in file.read_text(encoding="ascii").splitlines():
        words = line.split()
        if words and words[0].isdecimal():
            # The sample has a second number of the customer before the date.
            customer, day, amount = words[0], words[-3], words[-1]
            paid = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
            yield Bought(int(customer), midnight(paid, MOSCOW), int(Decimal(amount) * 100))


def fill_file(path: Path, rows: Sequence[Bought]) -> None:
    """Straight into a SQLite file that nobody has open."""
    with closing(sqlite3.connect(path)) as file, file:
        people = {(row.customer, 0) for row in rows}
        file.executemany("INSERT INTO imported_people (id, added_at) VALUES (?, ?)", people)
        file.executemany(
            "INSERT INTO orders (id, person_id, amount, discount, currency, paid_at)"
            " VALUES (?, ?, ?, 0, 'USD', ?)",
            [
                (number, row.customer, row.cents, (row.paid_at - EPOCH) // MICROSECOND)
                for number, row in enumerate(rows, 1)
            ],
        )


async def bring(uow: UnitOfWork, rows: Sequence[Bought]) -> dict[int, int]:
    """The way a program brings them: our number of each customer."""
    people: dict[int, int] = {}
    for row in rows:
        if row.customer not in people:
            people[row.customer] = (await uow.imports.add_person(Person(0))).id
        order = OrderOf(row.paid_at, row.cents, "USD")
        await uow.imports.add_order(order, Customer(None, people[row.customer]))
    return people
