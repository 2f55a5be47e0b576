"""Kept sums answer exactly as the orders themselves, whatever was written and in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, Update, delete, func, insert, select, update

from dialogs.reading.dates import Period
from leads.company import Company
from leads.contact import Contact
from leads.importing.rows import Customer, OrderOf, Person
from reports.asking.filters import Filters
from reports.purchases.reader import Taken
from reports.slices import ALL_TIMES, month_of, slices
from storage.changes import FEW
from storage.database import Database
from storage.reports import purchases as reading
from storage.reports.purchases import Purchases
from storage.reports.rolled import rolled
from storage.rollup.cohorts import ADDED_UP
from storage.rollup.keeping import Rollup
from storage.tables import client_months, client_totals, cohort_months, orders, rollup_due
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.cdnow import MOSCOW

EAST = ZoneInfo("Asia/Vladivostok")
JANUARY, MAY = datetime(2025, 12, 20, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)
PEOPLE = (3, 2, 2)
"""So many companies, contacts and people of a base."""


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


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async def work(uow: UnitOfWork) -> tuple[list[int], list[int], list[int]]:
        return (
            [(await uow.companies.add(Company(0))).id for _ in range(PEOPLE[0])],
            [(await uow.contacts.add(Contact(0, n + 1))).id for n in range(PEOPLE[1])],
            [(await uow.imports.add_person(Person(0))).id for _ in range(PEOPLE[2])],
        )

    yield Books(database, MOSCOW, await database.run(work))


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


@dataclass(frozen=True)
class Move:
    """Orders go to another company, as when two are joined or split."""

    place: int
    to: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(_numbers))[self.place :: 3]
        await uow.companies.move_orders(numbers, books.kinds[0][self.to])


@dataclass(frozen=True)
class Mend:
    """Somebody corrects an order in the database itself."""

    place: int
    by: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(_numbers))[self.place : self.place + 1]
        mended = {"amount": orders.c.amount + self.by, "paid_at": JANUARY, "currency": "RUB"}
        statement = update(orders).where(orders.c.id.in_(numbers)).values(mended)
        await uow.scope.query(lambda connection: connection.execute(statement))


@dataclass(frozen=True)
class Drop:
    """An order is taken out of the database."""

    place: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(_numbers))[self.place : self.place + 1]
        uow.scope.sweep(orders, delete(orders).where(orders.c.id.in_(numbers)), {})


@dataclass(frozen=True)
class Fail:
    """A work that pays and then fails."""

    pay: Pay

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        await self.pay(uow, books)
        await uow.scope.query(_numbers)
        raise ZeroDivisionError


def _numbers(connection: Connection) -> list[int]:
    return list(connection.execute(select(orders.c.id).order_by(orders.c.id)).scalars())


MOMENTS = st.one_of(
    st.datetimes(JANUARY.replace(tzinfo=None), MAY.replace(tzinfo=None), timezones=st.just(UTC)),
    st.sampled_from([datetime(2026, m, 1, tzinfo=MOSCOW) for m in (1, 2, 3)]),
    st.sampled_from([datetime(2026, 2, 28, h, tzinfo=UTC) for h in (13, 14, 20, 21)]),
)
PAYS = st.builds(
    Pay,
    st.one_of(st.integers(0, 12), st.none()),
    MOMENTS,
    st.integers(-3, 9),
    st.sampled_from([None, "ads", "seo"]),
    st.sampled_from(["RUB", "RUB", "RUB", "EUR"]),
)
STEPS = st.one_of(
    PAYS,
    PAYS,
    st.builds(Move, st.integers(0, 2), st.integers(0, 2)),
    st.builds(Mend, st.integers(0, 9), st.integers(-3, 3)),
    st.builds(Drop, st.integers(0, 9)),
    st.builds(Fail, PAYS),
)
DAYS = st.dates(date(2025, 12, 1), date(2026, 6, 30))
PERIODS = st.one_of(
    st.just(Period(date(2025, 12, 1), date(2026, 5, 31))),
    st.builds(lambda one, two: Period(min(one, two), max(one, two)), DAYS, DAYS),
)


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


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=5),
    period=PERIODS,
    product=st.sampled_from([None, "seo"]),
    east=st.booleans(),
)
async def test_sums_answer_as_orders_do(
    books: Books, steps: list[list[Step]], period: Period, product: str | None, east: bool
) -> None:
    await books.write(_empty)
    await books.write(Pay(0, JANUARY, 5, "ads", "RUB"))
    await books.open(MOSCOW)
    for together in steps:
        works = (books.write(step) for step in together)
        await asyncio.gather(*works, return_exceptions=True)
    if east:
        await books.open(EAST)
    await Rollup(books.database, lambda: slices(ALL_TIMES, books.zone))()
    purchases = Purchases(books.database)
    taken = Taken(slices(period, books.zone), "RUB", Filters(product=product))
    found = await answers(purchases, taken)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "rolled", lambda *_: None)
        assert found == await answers(purchases, taken)
    everything = Taken(slices(ALL, books.zone), "RUB")
    answer = await books.database.read(lambda c: rolled(c, everything))
    assert answer is not None or not await books.database.read(_numbers)


ALL = Period(date(2025, 12, 1), date(2026, 6, 30))


async def _empty(uow: UnitOfWork, _: Books) -> None:
    uow.scope.sweep(orders, delete(orders), {})


async def _pay_often(uow: UnitOfWork, books: Books) -> None:
    for number in range(6):
        await Pay(number, JANUARY + timedelta(days=number), 10, "seo", "RUB")(uow, books)


Kept = tuple[list[Any], list[Any], list[Any], int]


async def sums(database: Database) -> Kept:
    """Of clients by month and in all, of cohorts by month; how many clients are due."""

    def query(connection: Connection) -> Kept:
        months, totals, cohorts = (
            sorted(map(tuple, connection.execute(statement)))
            for statement in (select(client_months), select(client_totals), ADDED_UP)
        )
        due = connection.execute(select(func.count()).select_from(rollup_due)).scalar_one()
        return months, totals, cohorts, due

    return await database.read(query)


def worse(table: Table, name: str) -> Update:
    """One row of many says more than it should."""
    one = select(func.min(table.c.revenue)).scalar_subquery()
    return update(table).where(table.c.revenue == one).values({name: table.c[name] + 1})


@pytest.mark.parametrize(
    ("table", "name"),
    [(client_totals, "revenue"), (cohort_months, "clients"), (cohort_months, "month")],
    ids=str,
)
async def test_the_night_finds_and_mends_what_differs(
    books: Books, table: Table, name: str
) -> None:
    await books.open(MOSCOW)
    assert await sums(books.database) == ([], [], [], 0), "without orders there is nothing to do"
    await books.write(_pay_often)
    assert (await sums(books.database))[0] == [], "no month is known yet"
    await books.open(MOSCOW)
    right = await sums(books.database)
    assert (len(right[0]), len(right[2])) == (10, 2)
    rollup = Rollup(books.database, lambda: slices(ALL_TIMES, MOSCOW))
    await rollup.verify()
    assert await sums(books.database) == right

    async def spoil(uow: UnitOfWork, _: Books) -> None:
        uow.scope.sweep(table, worse(table, name), {})
        ghost = {"client": 999, "currency": "RUB", "product": "", "born": 1, "orders": 1}
        row = {**ghost, "revenue": 1, "discount": 0}
        if table is client_totals:
            uow.scope.sweep(table, insert(table).values(row), {})

    await books.write(spoil)
    await books.open(MOSCOW)
    assert await sums(books.database) != right, "the clock is the same: nothing is made anew"
    await rollup.verify()
    await rollup()
    assert await sums(books.database) == right


async def test_sums_of_many_orders_at_once_are_left_to_the_rollup(books: Books) -> None:
    async def pay_in_bulk(uow: UnitOfWork, books: Books) -> None:
        for number in range(FEW + 1):
            await Pay(number % 3, JANUARY + timedelta(days=number), 10, "seo", "RUB")(uow, books)

    await books.write(Pay(9, JANUARY, 5, None, "RUB"))
    await books.open(MOSCOW)
    _, one, _, due = await sums(books.database)
    assert (len(one), due) == (1, 0)
    await books.write(pay_in_bulk)
    assert (await sums(books.database))[3] == 3
    taken = Taken(slices(ALL, MOSCOW), "RUB")
    before = await answers(Purchases(books.database), taken)
    await books.open(MOSCOW)
    _, totals, _, due = await sums(books.database)
    assert (sum(row[4] for row in totals if not row[1]), due) == (FEW + 2, 0)
    assert await answers(Purchases(books.database), taken) == before


async def test_who_changes_orders_of_one_client_in_two_processes_loses_none(
    replicas: tuple[Database, Database],
) -> None:
    both = [Books(one, MOSCOW, ([], [], [])) for one in replicas]
    company = await replicas[0].run(lambda uow: uow.companies.add(Company(0)))
    for books in both:
        books.kinds = ([company.id], [], [])
    await both[0].write(Pay(0, JANUARY, 5, None, "RUB"))
    await both[0].open(MOSCOW)
    pays = [Pay(0, JANUARY + timedelta(days=number), 1, None, "RUB") for number in range(10)]
    nights = (Rollup(one, lambda: slices(ALL_TIMES, MOSCOW)).verify() for one in replicas)
    await asyncio.gather(*(books.write(pay) for pay in pays for books in both), *nights)
    _, totals, cohorts, due = await sums(replicas[0])
    assert [row[4:6] for row in totals] == [(21, 25)]
    assert [sum(row[at] for row in cohorts) for at in (5, 6)] == [21, 25]
    assert due == 0
