"""Reasons of both sides, and how thinkers fared: what counts as whose word, at which stage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from leads.stage import Stage
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.source import Behind, Spot
from reports.tables import Report
from reports.tally import MICROSECOND
from reports.thinking.reasons import Reasons, Said
from reports.thinking.thinkers import Became, Thinker, Thinkers

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 6, 20)
AT = datetime(2026, 5, 2, 12, tzinfo=MOSCOW)
DAY = timedelta(days=1)


class Told:
    """A reader of what it was given."""

    def __init__(self, said: Sequence[Said] = (), thinkers: Sequence[Thinker] = ()) -> None:
        self._said = said
        self._thinkers = thinkers
        self.asked: list[int] = []

    async def began(self) -> datetime | None:
        return AT

    async def said(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Said]:
        return self._said

    async def thinkers(
        self, since: datetime, until: datetime, filters: Filters, limit: datetime
    ) -> Sequence[Thinker]:
        assert limit == datetime(2026, 5, 21, tzinfo=MOSCOW)
        return self._thinkers

    async def cases(self, leads: Mapping[int, datetime]) -> Behind:
        self.asked = sorted(leads)
        return Behind((), len(leads))


def said(lead: int, stage: Stage, reason: str, *, own: bool = False) -> Said:
    return Said(lead, stage, reason, own, AT)


def figure(report: Report, table: str, row: str, column: str) -> object:
    (found,) = (one for one in report.tables if one.id == table)
    rows = (*found.rows, *((found.total,) if found.total else ()))
    (line,) = (one for one in rows if one.name.id == row)
    return line.cells[[one.id for one in found.columns].index(column)].value


async def test_the_last_word_of_each_side_counts() -> None:
    reader = Told(
        [
            said(1, Stage.PROPOSAL, "price"),
            said(1, Stage.THINKING, "approval", own=True),
            said(1, Stage.THINKING, "price", own=True),
            said(1, Stage.THINKING, "competitor"),
            said(2, Stage.THINKING, "price"),
            said(2, Stage.THINKING, "price", own=True),
        ]
    )
    reasons = Reasons(reader, MOSCOW)
    report = await reasons.report(Asked(), TODAY)
    assert report.size == 2
    assert figure(report, "reasons", "competitor", "reason_seller") == 1
    assert figure(report, "reasons", "price", "reason_person") == 2
    assert figure(report, "stage_proposal", "price", "reason_seller") == 1
    assert figure(report, "agreed", "all", "reasons_agreed") == Fraction(1, 2)
    assert figure(report, "agreed", "proposal", "reasons_agreed") is None
    assert "approval" not in {row.name.id for row in report.tables[0].rows}
    await reasons.behind(Asked(), TODAY, Spot("agreed", "all", "reasons_agreed"))
    assert reader.asked == [2]
    assert await reasons.behind(Asked(), TODAY, Spot("agreed", "all", "sales")) is None


async def test_a_corrected_loss_stays_at_its_stage() -> None:
    reader = Told([said(1, Stage.CONTRACT, "other"), said(1, Stage.LOST, "price")])
    report = await Reasons(reader, MOSCOW).report(Asked(), TODAY)
    assert [one.id for one in report.tables] == ["reasons", "stage_contract", "agreed"]
    assert figure(report, "stage_contract", "price", "reason_seller") == 1


async def test_thinkers_by_what_became_of_them() -> None:
    def one(lead: int, became: Became, left: int | None, silent: bool, *answers: str) -> Thinker:
        took = None if left is None else left * DAY // MICROSECOND
        return Thinker(lead, Stage.THINKING, AT, took, became, silent, frozenset(answers))

    reader = Told(
        thinkers=[
            one(1, Became.STILL, None, True),
            one(2, Became.STILL, None, False, "later"),
            one(3, Became.BOUGHT, 2, False, "later", "ready"),
            one(4, Became.LOST, 4, False),
            one(5, Became.ON, 9, False),
        ]
    )
    report = await Thinkers(reader, MOSCOW).report(Asked(), TODAY)
    shown = {
        name: figure(report, "thinkers", "all", name)
        for name in ("thinkers", "thinkers_still", "thinkers_silent", "thinking_time")
    }
    assert shown == {
        "thinkers": 5,
        "thinkers_still": 2,
        "thinkers_silent": 1,
        "thinking_time": 4 * DAY,
    }
    assert figure(report, "thinkers", "thinking", "thinkers_answered") == Fraction(2, 5)
    assert figure(report, "thinkers", "thinking", "thinkers_bought") == Fraction(1, 5)
    assert figure(report, "answers", "later", "thinkers_said") == 2
