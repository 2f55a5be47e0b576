"""What happened lately: counted once each, at the instant when it happened, and by whom."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leads.facts import Rejected
from leads.lead import Lead, Temperature
from leads.order import Order
from leads.reasons import RejectReason
from leads.stage import Stage
from leads.visit import Visit
from reports.asking.asked import Asked
from reports.asking.filters import EVERYTHING, Filters
from reports.source import Spot
from reports.status import COUNTS, Happened, Status, Stretch
from storage.database import Database
from storage.reports.status import HappenedLately
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person_with_lead

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
END = START + DAY
THEN = Stretch("day", START, END)


async def week(uow: UnitOfWork) -> None:
    """A busy day from START on, with something before and something after it."""
    won = await walk(
        uow,
        1,
        (Stage.QUALIFIED, Stage.BRIEF, Stage.PROPOSAL, Stage.QUALIFIED, Stage.PAYMENT),
        product="seo",
        channel="vk",
    )
    won = await uow.leads.save(
        replace(won, brief_done=True, taken_at=START + 2 * HOUR, qualified_at=START + HOUR)
    )
    order = Order(won.id, won.contact_id, None, "seo", 500_000, 0, "RUB", START + 5 * HOUR)
    await uow.orders.add(order)
    await uow.orders.add(replace(order, amount=7, paid_at=START - HOUR))
    await uow.orders.add(replace(order, amount=1_000, currency="EUR"))
    await walk(uow, 2, (Stage.NOT_YET,), product="seo")
    await walk(uow, 3, (Stage.DISQUALIFIED,), temperature=Temperature.COLD)
    await walk(uow, 4, ())
    duplicate = await walk(uow, 5, (Stage.LOST,))
    await uow.leads.save(replace(duplicate, loss_reason=RejectReason.DUPLICATE.value))
    early = await walk(uow, 6, (), enquired_at=START - DAY)
    await uow.leads.save(early.moved(Stage.QUALIFIED, START - HOUR))
    at_the_end = await walk(uow, 7, (), enquired_at=END, first_reply_at=END)
    for moment in (START - HOUR, START, END - HOUR, END):
        await uow.visits.add(Visit(at_the_end.contact_id, "vk", moment))
    await uow.visits.add(Visit(at_the_end.contact_id, "direct", START))
    await uow.events.add(
        Rejected(
            at=START,
            contact_id=early.contact_id,
            lead_id=early.id,
            by=5,
            reason="spam",
            was=Stage.QUALIFIED,
        )
    )


async def walk(uow: UnitOfWork, number: int, stages: tuple[Stage, ...], **changes: Any) -> Lead:
    _, lead = await person_with_lead(
        uow, number, **{"enquired_at": START, "first_reply_at": START + number * HOUR, **changes}
    )
    for hours, stage in enumerate(stages, 1):
        lead = await uow.leads.save(lead.moved(stage, START + hours * HOUR))
    return lead


async def happened(
    database: Database, when: Stretch = THEN, filters: Filters = EVERYTHING
) -> Happened:
    told = await HappenedLately(database).told([when], when, filters, "RUB")
    return told.happened[0]


@pytest.fixture
async def busy(database: Database) -> Database:
    await database.run(week)
    return database


async def test_everything_is_counted_once(busy: Database) -> None:
    found = await happened(busy)
    assert found.counts == {
        "visits": 3,
        "enquiries": 4,
        "leads": 3,
        "qualified": 1,
        "not_yet": 1,
        "disqualified": 1,
        "self_served": 0,
        "referred": 0,
        "briefs": 1,
        "taken": 1,
        "rejected": 1,
        "paid": 2,
    }
    assert (found.revenue, found.others) == (500_000, 1)
    assert sorted(found.waits["first_reply"])[1] == 2 * HOUR
    assert found.waits["speed_to_lead"] == [HOUR]
    nothing = await happened(busy, Stretch("", START - 30 * DAY, START - 20 * DAY))
    assert set(nothing.counts.values()) == {0}
    assert not nothing.waits["first_reply"]


async def test_filters_leave_visits_untold(busy: Database) -> None:
    found = await happened(busy, filters=Filters(product="seo"))
    assert (found.counts["enquiries"], found.counts["visits"]) == (2, None)
    found = await happened(busy, filters=Filters(channel="vk"))
    assert (found.counts["enquiries"], found.counts["visits"]) == (1, 2)


async def test_what_a_partner_has_is_no_refusal_of_ours_until_it_comes_back(
    database: Database,
) -> None:
    async def refer(uow: UnitOfWork) -> Lead:
        return await walk(uow, 1, (Stage.DISQUALIFIED, Stage.REFERRED))

    async def come_back(uow: UnitOfWork) -> None:
        await uow.leads.save(referred.moved(Stage.DISQUALIFIED, START + 3 * HOUR))

    referred = await database.run(refer)
    counts = (await happened(database)).counts
    assert (counts["referred"], counts["disqualified"]) == (1, 0)
    await database.run(come_back)
    counts = (await happened(database)).counts
    assert (counts["referred"], counts["disqualified"]) == (1, 1)


async def test_what_is_open_now(busy: Database) -> None:
    told = await HappenedLately(busy).told([THEN], THEN, EVERYTHING, "RUB")
    assert told.stages == [("enquiry", 2), ("qualified", 1), ("not_yet", 1)]
    assert told.untaken == 1


async def test_as_many_stand_behind_a_figure_as_it_counts(busy: Database) -> None:
    clock = HandClock()
    clock.moment = END
    today = date(2026, 1, 1) + (END.date() - date(2026, 1, 1))
    source = Status(HappenedLately(busy), clock, ZoneInfo("UTC"), "RUB")
    report = await source.report(Asked(), today)
    for table in report.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                spot = Spot(table.id, row.name.id, column.id)
                behind = await source.behind(Asked(), today, spot)
                if column.metric == "visits":
                    assert behind is None
                elif behind is not None and column.metric in {*COUNTS, "untaken", "open_by_stage"}:
                    assert behind.many == cell.value, spot
                elif behind is not None and column.metric == "revenue":
                    assert sum(one.amount or 0 for one in behind.cases) == cell.value
