"""Sums over orders on both databases: equal to a recount of the rows, filtered, by name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogs.reading.dates import Period
from leads.company import Company, Grade
from leads.grading.pareto import classes
from leads.importing.rows import Customer, OrderOf, Person
from leads.lead import Temperature
from leads.order import Order
from reports.asking.filters import Filters
from reports.purchases.reader import MonthSum, Taken
from reports.slices import midnight, month_of, slices
from storage.clients import KINDS
from storage.database import Database
from storage.reports.purchases import Purchases
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.cdnow import MOSCOW, TAKEN, Bought, bought, bring
from tests.storage.samples import START, person_with_lead

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
IN_MARCH = Taken(slices(MARCH, MOSCOW), "RUB")


async def test_every_sum_equals_a_recount(database: Database, data_dir: Path) -> None:
    rows = [one for one in bought(data_dir / "orders" / "CDNOW_sample.txt") if one.customer < 5000]
    assert len(rows) > 1000
    people = await database.run(lambda uow: bring(uow, rows))
    purchases = Purchases(database)
    cells = {
        (one.born, one.month): (one.clients, one.orders, one.revenue)
        for one in await purchases.cells(TAKEN)
    }
    assert cells == _recounted(rows)
    brought: dict[int, int] = defaultdict(int)
    for row in rows:
        brought[people[row.customer] * KINDS + 2] += row.cents
    ranked = (await purchases.standing(TAKEN, len(people), len(people))).clients
    assert [(one.id, one.grade) for one in ranked] == list(classes(brought).items())
    assert {one.id: one.revenue for one in ranked} == brought
    assert sum(one.revenue for one in await purchases.months(TAKEN)) == sum(brought.values())


def _recounted(rows: Sequence[Bought]) -> dict[tuple[int, int], tuple[int, int, int]]:
    born: dict[int, int] = {}
    cells: dict[tuple[int, int], list[Bought]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.paid_at):
        month = month_of(row.paid_at.date())
        cells[born.setdefault(row.customer, month), month].append(row)
    return {
        cell: (len({one.customer for one in those}), len(those), sum(one.cents for one in those))
        for cell, those in cells.items()
    }


@pytest.fixture
async def purchases(database: Database) -> Purchases:
    async def work(uow: UnitOfWork) -> None:
        contact, lead = await person_with_lead(
            uow, 1, product="seo", channel="vk", temperature=Temperature.COLD, owner_id=5
        )
        order = Order(lead.id, contact.id, None, "seo", 300, 30, "RUB", START)
        await uow.orders.add(order)
        await uow.orders.add(replace(order, product="ads", amount=50))
        await uow.orders.add(replace(order, currency="EUR"))
        await uow.orders.add(replace(order, paid_at=midnight(MARCH.first, MOSCOW)))
        await uow.orders.add(replace(order, paid_at=START - timedelta(days=5)))
        alfa = await uow.companies.add(Company(0, name="Альфа"))
        await uow.imports.add_order(OrderOf(START, 900, "RUB"), Customer(alfa.id, None))
        await uow.imports.add_order(OrderOf(START, 1, "RUB"), Customer(None, None))
        anna = await uow.imports.add_person(Person(0, "Анна"))
        await uow.imports.add_order(OrderOf(START, -20, "RUB"), Customer(None, anna.id))

    await database.run(work)
    return Purchases(database)


async def test_clients_of_every_kind_have_their_names(purchases: Purchases) -> None:
    found = (await purchases.standing(IN_MARCH, 10, 10)).clients
    assert [(one.name, one.orders, one.revenue, one.grade) for one in found] == [
        ("Альфа", 1, 900, Grade.A),
        ("", 3, 650, Grade.A),
        ("Анна", 1, -20, Grade.C),
    ]
    totals = (await purchases.standing(IN_MARCH, 0, 0)).totals
    assert (totals.clients, totals.repeaters, totals.orders, totals.revenue) == (3, 1, 5, 1530)
    assert totals.discount == 90
    assert await purchases.left_out(IN_MARCH) == 2
    march = month_of(MARCH.first)
    assert await purchases.middle(IN_MARCH, march, 3) == 650
    assert [one.name for one in await purchases.born(IN_MARCH, march, 1)] == ["Альфа"]


@pytest.mark.parametrize(
    ("filters", "revenue"),
    [
        (Filters(product="seo"), 600),
        (Filters(channel="vk"), 650),
        (Filters(temperature=Temperature.COLD, manager=5, product="ads"), 50),
        (Filters(temperature=Temperature.WARM), 0),
        (Filters(manager=6), 0),
    ],
)
async def test_filters_are_of_orders_and_of_their_leads(
    purchases: Purchases, filters: Filters, revenue: int
) -> None:
    totals = (await purchases.standing(replace(IN_MARCH, filters=filters), 0, 0)).totals
    assert totals.revenue == revenue


async def test_a_day_belongs_to_the_month_of_the_zone(purchases: Purchases) -> None:
    february = replace(IN_MARCH, slices=slices(Period(date(2026, 2, 1), MARCH.last), MOSCOW))
    assert await purchases.months(february) == [
        MonthSum(month_of(date(2026, 2, 1)), 1, 1, 300, 30),
        MonthSum(month_of(MARCH.first), 3, 5, 1530, 90),
    ]
    (first,) = [
        one for one in (await purchases.standing(february, 9, 9)).clients if one.orders == 4
    ]
    assert first.born == month_of(date(2026, 2, 1))
    assert await purchases.bounds() == (START - timedelta(days=5), START)


async def test_nothing_is_found_in_an_empty_database(database: Database) -> None:
    purchases = Purchases(database)
    assert await purchases.bounds() is None
    assert (await purchases.standing(IN_MARCH, 0, 0)).totals.clients == 0
    assert not (await purchases.standing(IN_MARCH, 5, 5)).clients
    assert not (await purchases.standing(IN_MARCH, 0, 0)).classes
