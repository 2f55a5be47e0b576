"""What a digest tells of agreements between marketing and sales: the plan of the month, hypotheses
that are under way and those that were judged in the week, and chances that don't come true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from dialogs.reading.dates import Period
from leads.company import Grade
from reports.asking.asked import Asked
from reports.chances import Watched
from reports.digests.cutting import narrowed, places, rows, table
from reports.hypotheses.hypothesis import HORIZONS, Measure
from reports.hypotheses.tables import ENDED, FEW, RUNNING, STATE, TERMS, Hypotheses, columns
from reports.plan.months import REVENUE
from reports.plan.tables import OF_LEADS, OF_MONEY
from reports.results.chances import COLUMNS, overall
from reports.slices import looking_back
from reports.source import Source
from reports.tables import Cell, Kind, Named, Report, Row, Table

MOST = 3
"""So many hypotheses that are under way are told of, those that are judged next."""
TOLD = tuple(
    column
    for one in (Measure.ENQUIRIES, Measure.WORTHY, Measure.SALES, Measure.REVENUE)
    for column in columns(one)
)
"""What is told of one that was judged; all of it is on `/hypotheses`."""
ENQUIRIES = tuple(one.id for one in columns(Measure.ENQUIRIES))
DONE = STATE[-1]


async def plan_of(source: Source, week: Period) -> tuple[Table, ...]:
    """The month in which the week ended, up to that day, against the whole of its plan."""
    asked = Asked(Period(week.last.replace(day=1), week.last))
    found = await source.report(asked, week.last)
    totals = {one.id: one.total for one in found.tables if one.total}
    counts = [Row(_what(name), total.cells) for name, total in totals.items() if name != REVENUE]
    money = [Row(_what(name), total.cells) for name, total in totals.items() if name == REVENUE]
    tables = (
        Table("plan", Kind.METRIC, OF_LEADS, tuple(counts)),
        Table("plan_revenue", Kind.METRIC, OF_MONEY, tuple(money)),
    )
    return tuple(one for one in tables if one.rows)


async def hypotheses_of(source: Hypotheses, week: Period) -> tuple[Table, ...]:
    """Those judged in the week, those judged by too few, those under way."""
    asked = Asked(looking_back(week.last, HORIZONS[-1] + 1))
    now = await source.report(asked, week.last)
    return tuple(_hypotheses(now, await source.judged(week)))


def drift_of(watched: Sequence[Watched]) -> tuple[Table, ...]:
    """Versions whose chances don't come true, as the monthly warning has it."""
    off = [one for one in watched if one.report.warns]
    lines = tuple(Row(Named(Kind.VERSION, one.name), overall(one.report)) for one in off)
    return (Table("drift", Kind.VERSION, COLUMNS, lines),) if lines else ()


def _hypotheses(now: Report, lately: Collection[tuple[str, str]]) -> Iterator[Table]:
    done = {row.name: row.cells[-1] for name in (RUNNING, ENDED) for row in rows(now, name)}
    few = {row.name for row in rows(now, FEW)}
    silent: set[Named] = set()
    for months in HORIZONS:
        name = TERMS[months]
        judged = [row for row in rows(now, name) if (name, row.name.id) in lately]
        silent |= {row.name for row in judged} & few
        if told := [row for row in judged if row.name not in few]:
            yield _judged(table(now, name), told, done)
    if silent:
        those = [row for row in rows(now, FEW) if row.name in silent]
        yield narrowed(table(now, FEW), "hypotheses_few", ENQUIRIES, those)
    ahead = sorted(
        (left, row.name.id, row)
        for row in rows(now, RUNNING)
        if isinstance(left := row.cells[1].value, timedelta)
    )
    if ahead:
        first = [row for _, _, row in ahead[:MOST]]
        every = tuple(one.id for one in STATE)
        yield narrowed(table(now, RUNNING), "hypotheses_running", every, first)


def _judged(found: Table, judged: Iterable[Row], done: Mapping[Named, Cell]) -> Table:
    """How much of what was expected came, then the figures."""
    at = places(found, [one.id for one in TOLD])
    lines = (Row(row.name, (done[row.name], *(row.cells[place] for place in at))) for row in judged)
    return Table(f"hypotheses_{found.id}", found.rows_are, (DONE, *TOLD), tuple(lines))


def _what(name: str) -> Named:
    return Named(Kind.GRADE if name in set(Grade) else Kind.METRIC, name)
