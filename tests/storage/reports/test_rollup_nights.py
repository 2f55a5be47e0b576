"""Kept sums are mended by night, made anew after much, and kept right by two processes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, Update, func, insert, select, update

from leads.company import Company
from reports.purchases.reader import Taken
from reports.slices import ALL_TIMES, slices
from storage.changes import FEW
from storage.database import Database
from storage.reports.purchases import Purchases
from storage.rollup.cohorts import ADDED_UP
from storage.rollup.keeping import Rollup
from storage.tables import client_months, client_totals, cohort_months, rollup_due
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.books import ALL, JANUARY, Books, Pay, answers
from tests.storage.reports.cdnow import MOSCOW


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
