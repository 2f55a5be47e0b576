"""Speed, order and effort of sellers on both databases: equal to a recount lead by lead."""

import math
import random
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from dialogs.reading.dates import Period
from leads.lead import Lead
from leads.meetings.meeting import MadeBy, Meeting, MeetingState, Slot
from leads.policy import Policy
from leads.stage import Stage
from leads.working_time import add_working_time
from reports.asking.asked import Asked
from reports.pipeline.lead_tables import Bundled
from reports.sellers.base import Base
from reports.sellers.effort import Offers
from reports.sellers.managers import Managers
from reports.sellers.speed import Speed
from reports.source import Spot
from reports.tables import Cell, Report
from storage.database import Database
from storage.reports.base import OpenBase
from storage.reports.bundles import Bundles
from storage.reports.effort import Efforts
from storage.reports.sellers import Sellers
from storage.reports.speed import Speeds
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, person_with_lead

BERLIN = ZoneInfo("Europe/Berlin")  # whose clocks change on 29 March 2026
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = Policy(BERLIN, norms={"warm": {Stage.QUALIFIED: 20 * DAY}}, call_within=HOUR)
TODAY = date(2026, 5, 1)
ASKED = Asked(Period(date(2026, 3, 1), TODAY))


@pytest.fixture
async def leads(database: Database) -> list[Lead]:
    chance = random.Random(11)

    async def work(uow: UnitOfWork) -> list[Lead]:
        found = []
        for number in range(80):
            came = START + chance.randrange(50 * 24 * 60) * MINUTE
            qualified = came + chance.randrange(1, 60) * MINUTE
            taken = qualified + chance.choice((5, 50, 60, 61, 600, 5000)) * MINUTE
            contact, lead = await person_with_lead(
                uow,
                number + 1,
                stage=Stage.QUALIFIED,
                stage_since=qualified,
                enquired_at=came,
                first_reply_at=came + chance.randrange(120) * timedelta(seconds=1),
                qualified_at=qualified,
                taken_at=chance.choice((taken, taken, None)),
                owner_id=chance.choice((5, 6)),
                taken_by=chance.choice((None, None, 5, 6)),
                product=chance.choice(("seo", None)),
                brief_done=chance.random() < 0.5,
            )
            for held in chance.choices(list(MeetingState)[1:], k=chance.randrange(3)):
                begins = came + DAY
                slot = Slot(begins, begins + HOUR)
                await uow.meetings.add(
                    Meeting(lead.id, contact.id, 5, "Пётр", slot, MadeBy.STAFF, came, state=held)
                )
            if chance.random() < 0.3:
                lead = await uow.leads.save(lead.moved(Stage.PAYMENT, came + 3 * DAY))
            found.append(lead)
        return found

    return await database.run(work)


def line(report: Report, table: str, row: str) -> dict[str, Cell]:
    (found,) = [one for one in report.tables if one.id == table]
    every = (*found.rows, found.total) if found.total else found.rows
    (cells,) = [one.cells for one in every if one.name.id == row]
    return {one.id: cell for one, cell in zip(found.columns, cells, strict=True)}


def taken_by(leads: list[Lead], seller: int) -> list[Lead]:
    return [one for one in leads if (one.taken_by or one.owner_id) == seller]


def waits(leads: list[Lead]) -> list[tuple[datetime, datetime]]:
    return [(one.qualified_at, one.taken_at) for one in leads if one.qualified_at and one.taken_at]


async def test_waits_are_spread_as_a_recount_says(database: Database, leads: list[Lead]) -> None:
    report = await Speed(Speeds(database), POLICY).report(ASKED, TODAY)
    for name, those in (("5", taken_by(leads, 5)), ("", leads)):
        pairs = waits(those)
        spans = sorted(ended - begun for begun, ended in pairs)
        kept = sum(ended <= add_working_time(begun, HOUR, POLICY) for begun, ended in pairs)
        told = line(report, "sellers", name) if name else line(report, "spans", "speed_to_lead")
        assert told["span_cases"] == Cell(len(spans))
        middle = median(one / MINUTE for one in spans) * MINUTE
        assert told["span_median"] == Cell(middle, len(spans))
        assert told["span_p90"].value == spans[math.ceil(0.9 * len(spans)) - 1]
        assert told["span_in_time"].value == Fraction(kept, len(spans))
        assert 0 < kept < len(spans)


async def test_a_lead_that_was_handed_on_was_taken_by_whoever_took_it(
    database: Database, leads: list[Lead]
) -> None:
    source = Managers(Bundled(Bundles(database), BERLIN, "RUB"), Sellers(database), BERLIN)
    told = line(await source.report(ASKED, TODAY), "sellers", "6")
    those = taken_by(leads, 6)
    assert {one.owner_id for one in those} == {5, 6}
    middle = median((ended - begun) / MINUTE for begun, ended in waits(those)) * MINUTE
    assert told["speed_to_lead"] == Cell(middle, len(waits(those)))
    owned = [one for one in leads if one.owner_id == 6 and one.is_open]
    assert told["load"] == Cell(len(owned))
    behind = await source.behind(ASKED, TODAY, Spot("sellers", "6", "speed_to_lead"))
    assert behind is not None and behind.many == len(waits(those))


async def test_hours_and_days_are_the_companys(database: Database, leads: list[Lead]) -> None:
    report = await Speed(Speeds(database), POLICY).report(ASKED, TODAY)
    local = [one.enquired_at.astimezone(BERLIN) for one in leads if one.enquired_at]
    for table, places in (
        ("hours", [str(one.hour) for one in local]),
        ("weekdays", [str(one.isoweekday()) for one in local]),
    ):
        for place in set(places):
            told = line(report, table, place)
            assert told["stage_reached-enquiries"] == Cell(places.count(place))
            assert told["first_reply"].whole == places.count(place)
        (found,) = [one for one in report.tables if one.id == table]
        assert {one.name.id for one in found.rows} == set(places)


async def test_what_cards_lack_and_what_stands_still(database: Database, leads: list[Lead]) -> None:
    report = await Base(OpenBase(database), POLICY).report(Asked(), TODAY)
    opened = [one for one in leads if one.is_open]
    began = datetime(2026, 5, 1, tzinfo=BERLIN)
    told = line(report, "sellers", "all")
    assert told["load"] == Cell(len(opened))
    no_brief = sum(not one.brief_done for one in opened)
    no_product = sum(one.product is None for one in opened)
    assert told["card_missing-brief"] == Cell(no_brief)
    assert told["card_missing-company"] == Cell(len(opened))
    filled = Fraction(2 * len(opened) - no_brief - no_product, 5 * len(opened))
    assert told["card_filled"] == Cell(filled, len(opened))
    still = [one.stage_since for one in opened if one.stage_since]
    stale = sum(since < began - 20 * DAY for since in still)
    assert told["stale"] == Cell(stale)
    assert 0 < stale < len(opened)


async def test_what_a_sale_takes(database: Database, leads: list[Lead]) -> None:
    report = await Offers(Efforts(database), Bundles(database), BERLIN).report(ASKED, TODAY)
    told = line(report, "effort", "all")
    held, sales = told["meetings_held"].value, sum(not one.is_open for one in leads)
    assert isinstance(held, int)
    assert held > 5
    assert told["meeting_time"] == Cell(held * HOUR, held)
    assert told["stage_reached-sales"] == Cell(sales)
    assert told["meetings_per_sale"] == Cell(Fraction(held, sales), sales)
    assert told["time_per_sale"] == Cell(held * HOUR / sales, sales)
    by_product = [line(report, "effort", one)["meetings_held"].value for one in ("seo", "-")]
    assert sum(one for one in by_product if isinstance(one, int)) == held
