"""The funnel on both databases: equal to a recount of every lead's history, lead by lead."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from dialogs.reading.dates import Period
from leads.company import Grade
from leads.lead import Lead, Temperature
from leads.order import Order
from leads.reasons import RejectReason
from leads.stage import Stage
from reports.asking.asked import Asked
from reports.asking.filters import EVERYTHING, Filters
from reports.pipeline.funnel import Group, Side, funnel
from storage.database import Database
from storage.reports.funnel import FunnelCounts
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person_with_lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES: dict[Stage, int] = {
    Stage.LEAD: 1,
    Stage.DISQUALIFIED: 1,
    Stage.THINKING: 1,
    Stage.QUALIFIED: 2,
    Stage.BRIEF: 2,
    Stage.KEY_STAGE: 3,
    Stage.PROPOSAL: 4,
    Stage.CONTRACT: 4,
    Stage.PAYMENT: 5,
}
Walk = list[tuple[Stage, datetime]]


async def walk(uow: UnitOfWork, number: int, path: Walk, **changes: object) -> Lead:
    _, lead = await person_with_lead(uow, number, **{"enquired_at": START, **changes})
    for stage, at in path:
        lead = await uow.leads.save(lead.moved(stage, at))
    return lead


def recounted(paths: list[Walk]) -> tuple[list[int], list[list[timedelta]]]:
    """How many came to each step, and how long each took: from the histories as they were made."""
    reached = [0] * 6
    spans: list[list[timedelta]] = [[] for _ in range(5)]
    for path in paths:
        firsts = [START]
        for step in range(1, 6):
            entries = [at for stage, at in path if AGES[stage] >= step]
            if not entries:
                break
            spans[step - 1].append(entries[0] - firsts[-1])
            firsts.append(entries[0])
        for step in range(len(firsts)):
            reached[step] += 1
    return reached, spans


async def test_every_count_and_median_equals_a_recount(database: Database) -> None:
    chance = random.Random(5)
    stages = list(AGES)
    paths: list[Walk] = []
    for _ in range(60):
        moves = chance.choices(stages, k=chance.randrange(6))
        times = sorted(chance.randrange(1, 5000) for _ in moves)
        paths.append(
            [(stage, START + time * HOUR) for stage, time in zip(moves, times, strict=True)]
        )

    async def work(uow: UnitOfWork) -> None:
        for number, path in enumerate(paths):
            await walk(uow, number + 1, path)

    await database.run(work)
    counts = FunnelCounts(database)
    found = await counts.counted(START, START + DAY, EVERYTHING)
    reached, spans = recounted(paths)
    assert found.groups == [Group(Side.WARM, "", tuple(reached))]
    assert [len(those) for those in spans] == reached[1:]
    medians = [median(one / HOUR for one in those) * HOUR if those else None for those in spans]
    assert found.medians == medians


@pytest.fixture
async def counts(database: Database) -> FunnelCounts:
    async def work(uow: UnitOfWork) -> None:
        cold = {"temperature": Temperature.COLD, "grade": Grade.A, "owner_id": 5}
        await walk(uow, 1, [(Stage.QUALIFIED, START + HOUR)], product="seo", **cold)
        client = await walk(uow, 2, [(Stage.PAYMENT, START + HOUR)], channel="vk")
        order = Order(client.id, client.contact_id, None, "seo", 9, 0, "RUB", START - HOUR)
        await uow.orders.add(order)
        double = await walk(uow, 3, [(Stage.LOST, START + HOUR)])
        await uow.leads.save(replace(double, loss_reason=RejectReason.DUPLICATE.value))
        await walk(uow, 4, [], enquired_at=START + DAY)

    await database.run(work)
    return FunnelCounts(database)


async def test_sides_and_filters(counts: FunnelCounts) -> None:
    cases: tuple[tuple[Filters, dict[Side, int]], ...] = (
        (EVERYTHING, {Side.COLD: 1, Side.REPEAT: 1}),
        (Filters(product="seo"), {Side.COLD: 1}),
        (Filters(channel="vk"), {Side.REPEAT: 1}),
        (Filters(manager=5, temperature=Temperature.COLD), {Side.COLD: 1}),
        (Filters(manager=6), {}),
    )
    for filters, sides in cases:
        found: Counter[Side] = Counter()
        for one in (await counts.counted(START, START + DAY, filters)).groups:
            found[one.side] += one.reached[0]
        assert found == sides, filters


async def test_the_report_covers_the_days_of_the_zone(counts: FunnelCounts) -> None:
    day = START.date()
    asked = Asked(Period(day, day))
    report = await funnel(counts, asked, day, ZoneInfo("Europe/Moscow"))
    assert [one.reached for one in report.steps] == [2, 2, 2, 1, 1, 1]
    assert report.sides[Side.REPEAT] == (1, 1, 1, 1, 1, 1)
    assert report.grades == {"A": (1, 1, 1, 0, 0, 0), "": (1, 1, 1, 1, 1, 1)}
    assert report.steps[3].conversion is not None
    assert (report.steps[3].conversion.part, report.steps[3].conversion.whole) == (1, 2)
    ever = await funnel(counts, Asked(everything=True), day + DAY, ZoneInfo("Europe/Moscow"))
    assert (ever.about.period, ever.size) == (Period(day, day + DAY), 3)
    nobody = await funnel(counts, Asked(), date(2020, 1, 1), ZoneInfo("Europe/Moscow"))
    assert nobody.size == 0
