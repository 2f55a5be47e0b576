"""The digest of a week tells figures of other reports, and leaves out what rests on nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.winning import WinBand, WinTable
from reports.asking.asked import About, Asked
from reports.chances import Conclusion, Ended, Promise, Watched, watch
from reports.digests.week import WeekDigest
from reports.hypotheses.earned import Counted, Sum, Wanted
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure
from reports.hypotheses.tables import Hypotheses
from reports.intervals import share
from reports.pipeline.funnel import STEPS
from reports.pipeline.lead_tables import LEAD_COLUMNS
from reports.pipeline.tables import STEP_COLUMNS
from reports.plan.tables import OF_LEADS, OF_MONEY
from reports.results.overrides import SHARES
from reports.results.surveys import COLUMNS
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))
BEFORE = Period(date(2026, 11, 16), date(2026, 11, 22))
MONTH = Period(date(2026, 11, 1), date(2026, 11, 29))
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


class Chances:
    """Versions with how their chances do."""

    def __init__(self, *conclusions: Conclusion) -> None:
        self._conclusions = conclusions

    async def watched(self) -> list[Watched]:
        table = WinTable("fit", (WinBand(0, 0.2, 100),), settles=timedelta(days=45))
        promise = Promise(table, frozenset())
        clean = watch(table, ())
        return [
            Watched("quiz", at, promise, replace(clean, actual=share(9, 40), conclusion=one))
            for at, one in enumerate(self._conclusions)
        ]

    async def ended(self, promise: Promise) -> list[Ended]:
        return []


async def digest(
    funnel: Mapping[Period, tuple[Table, ...]],
    *rows: Row,
    rules: tuple[str, ...] = (),
    asked: bool = False,
    chances: Chances | None = None,
    plan: tuple[Table, ...] = (),
    tried: Tried | None = None,
) -> Report:
    sources = {
        "funnel": Told(funnel, steps(0)),
        "channels": Told({WEEK: channels(*rows)} if rows else {}, channels()),
        "overrides": Told({WEEK: verdicts(*rules)} if rules else {}, verdicts()),
        "nps": Told({WEEK: opinions()} if asked else {}, ()),
        "plan": Told({MONTH: plan}, ()),
    }
    hypotheses = Hypotheses(tried or Tried(), ZoneInfo("Europe/Moscow"), "RUB")
    return await WeekDigest(sources, hypotheses, chances or Chances()).report(WEEK, TODAY)


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


async def test_chances_are_told_of_only_when_they_warn() -> None:
    found = await digest({}, chances=Chances(Conclusion.HOLDS, Conclusion.TOO_FEW))
    assert (found.size, found.tables) == (0, ())
    found = await digest({}, chances=Chances(Conclusion.HOLDS, Conclusion.FEWER))
    [row] = table(found, "drift").rows
    assert row.name == Named(Kind.VERSION, "quiz@1")
    assert row.cells[2] == cell_of(share(9, 40))


async def test_the_plan_of_the_month_is_one_line_for_each_thing_agreed() -> None:
    def of(what: str, columns: tuple[Column, ...], planned: int, came: int) -> Table:
        cells = (Cell(planned), Cell(came), Cell(Fraction(came, planned)))
        month = Row(Named(Kind.MONTH, "2026-11"), cells)
        return Table(what, Kind.MONTH, columns, (month,), Row(ALL, cells))

    plan = (of("A", OF_LEADS, 10, 4), of("sales", OF_LEADS, 8, 2), of("revenue", OF_MONEY, 9, 3))
    found = await digest({WEEK: steps(3)}, plan=plan)
    rows = table(found, "plan").rows
    assert [one.name for one in rows] == [Named(Kind.GRADE, "A"), Named(Kind.METRIC, "sales")]
    assert rows[1].cells == (Cell(8), Cell(2), Cell(Fraction(1, 4)))
    [money] = table(found, "plan_revenue").rows
    assert money.cells[:2] == (Cell(9), Cell(3))


AIM = Aim(Measure.ENQUIRIES, Fraction(20))


class Tried:
    """Hypotheses that began on some days: the first of one lead, the others of many."""

    def __init__(self, *started: date) -> None:
        noted = datetime(2026, 1, 1, tzinfo=UTC)
        found = [
            Hypothesis(at, f"h{at}", day, 1, "", "ru", noted, aim=AIM if at > 1 else None)
            for at, day in enumerate(started, 1)
        ]
        self._register = found[::-1]

    async def register(self) -> list[Hypothesis]:
        return self._register

    async def counted(self, wanted: Sequence[Wanted], currency: str) -> list[list[Counted]]:
        return [
            [{of: Sum(many, many, many) for of in Measure} for _ in one.windows]
            for one, of_it in zip(wanted, self._register, strict=False)
            for many in [1 if of_it.id == 1 else 50]
        ]

    async def behind(self, *_: object) -> Behind:
        raise NotImplementedError


async def test_hypotheses_are_told_of_when_they_are_judged_and_while_they_run() -> None:
    tried = Tried(
        date(2026, 8, 23),  # judged on the first day of the week, by too few
        date(2026, 8, 22),  # judged the day before
        date(2026, 8, 29),  # judged on the last day
        date(2026, 8, 30),  # on the day after
        date(2026, 5, 27),  # judged for good
        date(2026, 11, 23),
        date(2026, 11, 27),
    )
    found = await digest({}, tried=tried)
    told = {one.id: [row.name.id for row in one.rows] for one in found.tables}
    assert told == {
        "hypotheses_after_3": ["3"],
        "hypotheses_after_6": ["5"],
        "hypotheses_few": ["1"],
        "hypotheses_running": ["4", "2", "1"],
    }
    [judged] = table(found, "hypotheses_after_3").rows
    aim = Fraction(50, 3) / 20
    assert judged.cells[:3] == (Cell(aim, 50), Cell(50), Cell(50))
    assert [one.metric for one in table(found, "hypotheses_few").columns] == [
        "hypothesis_leads",
        "hypothesis_before",
    ]


async def test_hypotheses_judged_before_and_over_are_not_told_of() -> None:
    tried = Tried(date(2026, 5, 1))
    found = await digest({}, tried=tried)
    assert (found.size, found.tables) == (0, ())
