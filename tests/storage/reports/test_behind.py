"""Behind every figure stand as many cases as it counts, with the same sum, on both databases."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from dialogs.reading.dates import Period
from leads.company import Company, Grade
from leads.importing.rows import Customer, OrderOf, Person
from leads.lead import Temperature
from leads.order import Order
from leads.policy import Policy
from leads.stage import Stage
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.dictionary import METRICS, Unit
from reports.pipeline.channels import Channels
from reports.pipeline.lead_tables import Bundled
from reports.pipeline.products import Products
from reports.pipeline.tables import Funnel
from reports.purchases.reports import PurchaseReports
from reports.purchases.tables import AverageCheque, Classes, Cohorts, LifetimeValue
from reports.sellers.base import Base
from reports.sellers.effort import Offers
from reports.sellers.managers import Managers
from reports.sellers.speed import Speed
from reports.source import MOST_CASES, Behind, Source, Spot
from reports.tables import Cell, Report
from storage.database import Database
from storage.reports.base import OpenBase
from storage.reports.bundles import Bundles
from storage.reports.effort import Efforts
from storage.reports.funnel import FunnelCounts
from storage.reports.purchases import Purchases
from storage.reports.sellers import Sellers
from storage.reports.sold import SoldOrders
from storage.reports.speed import Speeds
from storage.unit_of_work import UnitOfWork
from tests.storage.reports.cdnow import MOSCOW
from tests.storage.samples import START, person_with_lead

DAY = timedelta(days=1)
TODAY = date(2026, 6, 20)
SPRING = Asked(Period(date(2026, 3, 1), date(2026, 6, 20)))
NORMS = {Stage.QUALIFIED: 3 * DAY, Stage.PROPOSAL: 10 * DAY}
POLICY = Policy(MOSCOW, norms={"warm": NORMS, "cold": NORMS})
MEANS = {"avg_cheque", "cheque_movement", "ltv"}


async def fill(uow: UnitOfWork) -> None:
    """Sixty people (too many to be named), their leads and orders, and clients of an old base."""
    chance = random.Random(7)
    stages = [Stage.QUALIFIED, Stage.KEY_STAGE, Stage.PROPOSAL, Stage.PAYMENT]
    for number in range(60):
        contact, lead = await person_with_lead(
            uow,
            number + 1,
            product=chance.choice(("seo", "ads")),
            channel=chance.choice(("vk", "site")),
            temperature=chance.choice(tuple(Temperature)),
            grade=chance.choice((Grade.A, Grade.B, None)),
            owner_id=chance.choice((5, 6)),
            enquired_at=START + number * DAY,
            qualified_at=START + (number + 1) * DAY,
            first_reply_at=START + number * DAY + timedelta(seconds=20 + number),
            taken_at=START + (number + 1) * DAY + chance.randrange(300) * timedelta(minutes=1),
        )
        for step, stage in enumerate(stages[: chance.randrange(5)]):
            lead = await uow.leads.save(lead.moved(stage, START + (number + step + 1) * DAY))
        for _ in range(chance.randrange(4)):
            paid = START + chance.randrange(100) * DAY
            off = chance.choice((0, 10))
            await uow.orders.add(
                Order(lead.id, contact.id, None, lead.product, 90, off, "RUB", paid)
            )
    alfa = await uow.companies.add(Company(0, name="Альфа"))
    anna = await uow.imports.add_person(Person(0, "Анна"))
    for weeks in range(4):
        paid = START + weeks * 21 * DAY
        await uow.imports.add_order(OrderOf(paid, 900 + weeks, "RUB"), Customer(alfa.id, None))
        await uow.imports.add_order(OrderOf(paid, 5, "RUB"), Customer(None, anna.id))


def all_sources(database: Database) -> dict[str, Source]:
    purchases = PurchaseReports(Purchases(database), MOSCOW, "RUB")
    bundled = Bundled(Bundles(database), MOSCOW, "RUB")
    return {
        "channels": Channels(bundled),
        "products": Products(bundled, SoldOrders(database), MOSCOW),
        "managers": Managers(bundled, Sellers(database), MOSCOW),
        "speed": Speed(Speeds(database), POLICY),
        "base": Base(OpenBase(database), POLICY),
        "offers": Offers(Efforts(database), Bundles(database), MOSCOW),
        "funnel": Funnel(FunnelCounts(database), MOSCOW),
        "cohorts": Cohorts(purchases),
        "ltv": LifetimeValue(purchases),
        "abc": Classes(purchases),
        "avg_cheque": AverageCheque(purchases),
    }


@pytest.fixture
async def sources(database: Database) -> dict[str, Source]:
    await database.run(fill)
    return all_sources(database)


def figures(report: Report) -> Sequence[tuple[Spot, Cell]]:
    """Of the first line, the last one and the total of every table; and some of the columns."""
    return [
        (Spot(table.id, row.name.id, column.id), cell)
        for table in report.tables
        for row in {*table.rows[:1], *table.rows[-1:], *((table.total,) if table.total else ())}
        for column, cell in list(zip(table.columns, row.cells, strict=True))[
            :: max(1, len(row.cells) // 5)
        ]
        if cell.value is not None
    ]


def agrees(spot: Spot, cell: Cell, found: Behind) -> bool:
    """Whether so many cases, with such amounts, are what the figure says."""
    amount = sum(one.amount or 0 for one in found.cases)
    if cell.share is not None:
        return found.many == cell.share.part
    match METRICS[spot.metric].unit:
        case Unit.COUNT:
            return found.many == (cell.value if cell.whole is None else cell.whole)
        case Unit.MONEY if spot.metric in MEANS:
            return Fraction(amount, found.many) == cell.value
        case Unit.MONEY if spot.metric != "ltv_median":
            return amount == cell.value
        case Unit.SPAN:
            return found.many == cell.whole
    return found.many > 0


@pytest.mark.parametrize(
    "asked",
    [
        Asked(everything=True),
        Asked(Period(date(2026, 4, 15), TODAY), filters=Filters(product="seo", manager=5)),
    ],
    ids=["ever", "filtered"],
)
async def test_as_many_stand_behind_a_figure_as_it_counts(
    sources: dict[str, Source], asked: Asked
) -> None:
    checked = 0
    for name, source in sources.items():
        for spot, cell in figures(await source.report(asked, TODAY)):
            found = await source.behind(asked, TODAY, spot)
            assert found is not None, (name, spot)
            assert agrees(spot, cell, found), (name, spot, cell, found.many)
            times = [one.at for one in found.cases]
            assert times == sorted(times, reverse=True), (name, spot)
            checked += 1
    assert checked > 120


async def test_cases_have_names_and_leads_where_they_are_known(sources: dict[str, Source]) -> None:
    a = await sources["abc"].behind(SPRING, TODAY, Spot("classes", "A", "buyers"))
    assert a is not None
    (alfa,) = [one for one in a.cases if one.name == "Альфа"]
    assert (alfa.lead, alfa.amount, alfa.currency) == (None, 3606, "RUB")
    assert any(one.lead for one in a.cases)
    own = Asked(SPRING.period, filters=Filters(manager=5))
    theirs = await sources["abc"].behind(own, TODAY, Spot("classes", "A", "buyers"))
    assert theirs is not None
    assert not [one for one in theirs.cases if one.name == "Альфа" or one.lead is None]


NOT_THERE = (
    ("funnel", Spot("steps", "enquiries", "stage_conversion")),
    ("funnel", Spot("steps", "enquiries", "time_in_stage")),
    ("funnel", Spot("steps", "payments", "stage_reached")),
    ("funnel", Spot("sides", "leads", "stage_reached-lukewarm")),
    ("funnel", Spot("grades", "leads", "stage_reached")),
    ("funnel", Spot("sides", "leads", "time_in_stage-cold")),
    ("cohorts", Spot("retention", "2026-13", "cohort_size")),
    ("cohorts", Spot("retention", "2025-01", "cohort_size")),
    ("cohorts", Spot("retention", "2026-05", "retention-9")),
    ("cohorts", Spot("clients", "nobody", "paid")),
    ("ltv", Spot("ltv", "2026-05", "ltv-first")),
    ("abc", Spot("classes", "D", "buyers")),
    ("avg_cheque", Spot("months", "2026-5", "paid")),
    ("avg_cheque", Spot("movements", "7", "cheque_movement-later")),
)


async def test_nobody_stands_behind_a_figure_that_is_not_there(database: Database) -> None:
    sources = all_sources(database)
    for report, spot in NOT_THERE:
        assert await sources[report].behind(SPRING, TODAY, spot) is None, (report, spot)


async def test_the_newest_are_listed_and_all_are_counted(database: Database) -> None:
    many = MOST_CASES + 20

    async def bulk(uow: UnitOfWork) -> None:
        contact, lead = await person_with_lead(uow, 1, enquired_at=START)
        order = Order(lead.id, contact.id, None, "seo", 1, 0, "RUB", START)
        for number in range(many):
            await uow.orders.add(replace(order, paid_at=START + timedelta(minutes=number)))

    await database.run(bulk)
    found = await all_sources(database)["avg_cheque"].behind(
        SPRING, TODAY, Spot("months", "all", "paid")
    )
    assert found is not None
    assert (found.many, len(found.cases)) == (many, MOST_CASES)
    assert found.cases[0].at == START + timedelta(minutes=many - 1)
