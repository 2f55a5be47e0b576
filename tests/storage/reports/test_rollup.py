"""Kept sums answer exactly as the orders themselves, whatever was written and in which order."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from dialogs.reading.dates import Period
from reports.asking.filters import Filters
from reports.purchases.reader import Taken
from reports.slices import ALL_TIMES, slices
from storage.reports import purchases as reading
from storage.reports.purchases import Purchases
from storage.reports.rolled import rolled
from storage.rollup.keeping import Rollup
from storage.tables import orders
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.books import (
    ALL,
    EAST,
    JANUARY,
    MAY,
    Books,
    Pay,
    Step,
    answers,
    numbers_of,
)
from tests.storage.reports.cdnow import MOSCOW


@dataclass(frozen=True)
class Move:
    """Orders go to another company, as when two are joined or split."""

    place: int
    to: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(numbers_of))[self.place :: 3]
        await uow.companies.move_orders(numbers, books.kinds[0][self.to])


@dataclass(frozen=True)
class Mend:
    """Somebody corrects an order in the database itself."""

    place: int
    by: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(numbers_of))[self.place : self.place + 1]
        mended = {"amount": orders.c.amount + self.by, "paid_at": JANUARY, "currency": "RUB"}
        statement = update(orders).where(orders.c.id.in_(numbers)).values(mended)
        await uow.scope.query(lambda connection: connection.execute(statement))


@dataclass(frozen=True)
class Drop:
    """An order is taken out of the database."""

    place: int

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        numbers = (await uow.scope.query(numbers_of))[self.place : self.place + 1]
        uow.scope.sweep(orders, delete(orders).where(orders.c.id.in_(numbers)), {})


@dataclass(frozen=True)
class Fail:
    """A work that pays and then fails."""

    pay: Pay

    async def __call__(self, uow: UnitOfWork, books: Books) -> None:
        await self.pay(uow, books)
        await uow.scope.query(numbers_of)
        raise ZeroDivisionError


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
    assert answer is not None or not await books.database.read(numbers_of)


async def _empty(uow: UnitOfWork, _: Books) -> None:
    uow.scope.sweep(orders, delete(orders), {})
