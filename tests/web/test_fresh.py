"""Reports of the page are counted anew when something changed, and no oftener than it is worth."""

import asyncio
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.web.page.fresh import KEPT, LONGEST, REST, Fresh
from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import EVERYTHING, Filters
from reports.source import Behind, Spot
from reports.tables import Report

TODAY = date(2026, 5, 17)
ABOUT = About(Period(TODAY, TODAY), EVERYTHING)


@dataclass
class Counted:
    """A source and a stamp that are watched, and a clock of seconds; counting takes one."""

    stamp: str = "1"
    seconds: float = 0.0
    counts: int = 0
    asked: list[Asked] = field(default_factory=list)

    async def report(self, asked: Asked, today: date) -> Report:
        self.asked.append(asked)
        self.counts += 1
        self.seconds += 1
        await asyncio.sleep(0)
        return Report("funnel", ABOUT, self.counts, ())

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        raise NotImplementedError

    async def now(self) -> str:
        return self.stamp


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def fresh(counted: Counted) -> Fresh:
    return Fresh({"funnel": counted}, counted, lambda: counted.seconds)


async def test_what_has_not_changed_is_not_counted_again(counted: Counted, fresh: Fresh) -> None:
    first = await fresh.report("funnel", Asked(), TODAY)
    assert await fresh.report("funnel", Asked(), TODAY) == first
    counted.seconds += LONGEST
    report, _ = await fresh.report("funnel", Asked(), TODAY)
    assert report.size == 2, "a sum may have been mended without a new row"


async def test_a_change_is_counted_once_it_is_worth_it(counted: Counted, fresh: Fresh) -> None:
    await fresh.report("funnel", Asked(), TODAY)
    counted.stamp = "2"
    report, stamp = await fresh.report("funnel", Asked(), TODAY)
    assert (report.size, stamp) == (1, "1"), "whoever asks knows that it is of an older stamp"
    counted.seconds += REST
    report, stamp = await fresh.report("funnel", Asked(), TODAY)
    assert (report.size, stamp) == (2, "2")


async def test_many_who_ask_at_once_let_it_be_counted_once(counted: Counted, fresh: Fresh) -> None:
    await asyncio.gather(*(fresh.report("funnel", Asked(), TODAY) for _ in range(20)))
    assert counted.counts == 1


async def test_each_question_is_kept_apart_and_few_are_kept(counted: Counted, fresh: Fresh) -> None:
    own = Asked(filters=Filters(manager=5))
    await fresh.report("funnel", Asked(), TODAY)
    await fresh.report("funnel", own, TODAY)
    assert counted.asked == [Asked(), own]
    for number in range(KEPT):
        await fresh.report("funnel", Asked(filters=Filters(product=str(number))), TODAY)
    before = counted.counts
    await fresh.report("funnel", own, TODAY)
    assert counted.counts == before + 1, "forgotten meanwhile"
    with pytest.raises(KeyError):
        await fresh.report("nothing", Asked(), TODAY)
