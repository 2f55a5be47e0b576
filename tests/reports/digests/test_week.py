"""The digest of a week tells figures of other reports, and leaves out what rests on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.digests.week import WeekDigest
from reports.intervals import share
from reports.pipeline.funnel import STEPS
from reports.pipeline.lead_tables import LEAD_COLUMNS
from reports.pipeline.tables import STEP_COLUMNS
from reports.results.overrides import SHARES
from reports.results.surveys import COLUMNS
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Kind, Named, Report, Row, Table, cell_of

WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))
BEFORE = Period(date(2026, 11, 16), date(2026, 11, 22))
TODAY = date(2026, 11, 30)


class Told:
    """A source that tells these tables of each period, and nothing of others."""

    def __init__(
        self, tables: Mapping[Period, tuple[Table, ...]], empty: tuple[Table, ...]
    ) -> None:
        self._tables = tables
        self._empty = empty

    async def report(self, asked: Asked, today: date) -> Report:
        assert asked.period is not None
        assert today == TODAY
        found = self._tables.get(asked.period)
        about = About(asked.period, asked.filters, "RUB")
        return Report("told", about, 1 if found else 0, found or self._empty)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        return None


def steps(reached: int) -> tuple[Table, ...]:
    rows = (Row(Named(Kind.METRIC, one), (Cell(reached), NOTHING, NOTHING)) for one in STEPS)
    return (
        Table("steps", Kind.METRIC, STEP_COLUMNS, tuple(rows)),
        Table("sides", Kind.METRIC, (), ()),
    )


def channel(name: str, enquiries: int, potential: int, revenue: int) -> Row:
    values = {
        "stage_reached-enquiries": enquiries,
        "stage_reached-qualified": 1,
        "lead_potential": potential,
        "lead_revenue": revenue,
    }
    cells = tuple(Cell(values.get(one.id, 0)) for one in LEAD_COLUMNS)
    return Row(Named(Kind.CHANNEL, name), cells)


def channels(*rows: Row) -> tuple[Table, ...]:
    return (Table("last", Kind.CHANNEL, LEAD_COLUMNS, rows),)


def verdicts(*rules: str) -> tuple[Table, ...]:
    cells = (Cell(14), cell_of(share(2, 14)))
    rows = tuple(Row(Named(Kind.RULE, one), cells) for one in rules)
    return (Table("rules", Kind.RULE, SHARES, rows, Row(ALL, cells)),)


def opinions() -> tuple[Table, ...]:
    values = {"survey_balance": Cell(Fraction(50), 4), "loops_open": Cell(1)}
    cells = tuple(values.get(one.metric, Cell(0)) for one in COLUMNS)
    row = Row(Named(Kind.PRODUCT, "seo"), cells)
    return (Table("nps", Kind.PRODUCT, COLUMNS, (row,), Row(ALL, cells)),)


async def digest(
    funnel: Mapping[Period, tuple[Table, ...]],
    *rows: Row,
    rules: tuple[str, ...] = (),
    asked: bool = False,
) -> Report:
    sources = {
        "funnel": Told(funnel, steps(0)),
        "channels": Told({WEEK: channels(*rows)} if rows else {}, channels()),
        "overrides": Told({WEEK: verdicts(*rules)} if rules else {}, verdicts()),
        "nps": Told({WEEK: opinions()} if asked else {}, ()),
    }
    return await WeekDigest(sources).report(WEEK, TODAY)


def table(report: Report, name: str) -> Table:
    return next(one for one in report.tables if one.id == name)


async def test_a_week_stands_beside_the_one_before() -> None:
    found = await digest({WEEK: steps(3), BEFORE: steps(5)})
    first = table(found, "steps").rows[0]
    assert first == Row(Named(Kind.METRIC, "enquiries"), (Cell(3), Cell(5), Cell(-2)))
    assert found.about.period == WEEK


async def test_a_week_that_lost_everything_is_told() -> None:
    found = await digest({BEFORE: steps(5)})
    assert found.size
    assert [one.id for one in found.tables] == ["steps"]


async def test_nothing_is_said_of_nothing() -> None:
    found = await digest({})
    assert (found.size, found.tables) == (0, ())


async def test_the_best_channels_bring_money_then_promise_it_then_bring_leads() -> None:
    found = await digest(
        {WEEK: steps(3)},
        channel("many", 90, 0, 0),
        channel("few", 2, 0, 0),
        channel("promising", 3, 700, 0),
        channel("paid", 1, 0, 100),
    )
    best = table(found, "channels")
    assert [one.name.id for one in best.rows] == ["paid", "promising", "many"]
    assert [one.value for one in best.rows[0].cells] == [1, 1, 0, 100]


async def test_overrides_and_opinions_are_those_of_their_reports() -> None:
    rules = ("quiz.a", "quiz.b", "quiz.c", "quiz.d")
    found = await digest({}, rules=rules, asked=True)
    disputed = table(found, "overrides")
    assert [one.name.id for one in disputed.rows] == list(rules[:3])
    assert disputed.total is not None
    assert disputed.total.cells == (Cell(14), cell_of(share(2, 14)))
    [row] = table(found, "nps").rows
    assert row.name == ALL
    assert [one.value for one in row.cells] == [0, Fraction(50), 0, 1]
