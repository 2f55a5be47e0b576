"""The digest of a week: its funnel beside that of the week before, the plan of the month, the best
channels, where people decided otherwise than the verdict, what clients think, hypotheses, chances
that don't come true. All figures are those of other reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from dialogs.reading.dates import Period
from reports.asking.asked import Asked
from reports.chances import ChancesReader
from reports.digests.agreements import drift_of, hypotheses_of, plan_of
from reports.digests.cutting import narrowed, places, table
from reports.hypotheses.tables import Hypotheses
from reports.source import Sources
from reports.tables import NOTHING, Cell, Column, Kind, Named, Report, Row, Table

ID = "digest_week"
WEEK = timedelta(days=7)
BEST = 3
"""So many channels, and rules that people disagree with, are told of."""
COMPARED = tuple(
    Column("stage_reached", Named(Kind.WORDS, one)) for one in ("now", "before", "change")
)
OF_CHANNELS = (
    "stage_reached-enquiries",
    "stage_reached-qualified",
    "lead_potential",
    "lead_revenue",
)
BY_WORTH = ("lead_revenue", "lead_potential", *reversed(OF_CHANNELS[:2]))
"""The best channels are those that brought most money, then promise most, then bring most leads."""
OF_OPINIONS = ("survey_answered", "survey_balance", "survey_balance_before", "loops_open")


@dataclass(frozen=True, slots=True)
class WeekDigest:
    """Puts the digest together; `today` comes after the week."""

    sources: Sources
    hypotheses: Hypotheses
    chances: ChancesReader

    async def report(self, period: Period, today: date) -> Report:
        """The digest; of `size` 0 where there is nothing to say."""
        earlier = Period(period.first - WEEK, period.last - WEEK)
        now = await self._of("funnel", period, today)
        before = await self._of("funnel", earlier, today)
        channels = await self._of("channels", period, today)
        overrides = await self._of("overrides", period, today)
        opinions = await self._of("nps", period, today)
        plan = await plan_of(self.sources["plan"], period)
        tried = await hypotheses_of(self.hypotheses, period)
        drift = drift_of(await self.chances.watched())
        tables = (
            *_funnel(now, before),
            *plan,
            *_of_size(channels, (_best(table(channels, "last")),)),
            *_of_size(overrides, (_disputed(table(overrides, "rules")),)),
            *(_total(one) for one in opinions.tables),
            *tried,
            *drift,
        )
        size = sum(one.size for one in (now, before, overrides, opinions))
        size += sum(len(one.rows) for one in (*plan, *tried, *drift))
        return Report(ID, channels.about, size, tables)

    async def _of(self, report: str, period: Period, today: date) -> Report:
        return await self.sources[report].report(Asked(period), today)


def _funnel(now: Report, before: Report) -> tuple[Table, ...]:
    """The steps of both weeks; who came this week, by side."""
    if not now.size and not before.size:
        return ()
    earlier = {row.name: row for row in table(before, "steps").rows}
    rows = [
        Row(row.name, _compared(row.cells[0], earlier[row.name].cells[0]))
        for row in table(now, "steps").rows
    ]
    steps = Table("steps", Kind.METRIC, COMPARED, tuple(rows))
    return (steps, *_of_size(now, (table(now, "sides"),)))


def _compared(now: Cell, before: Cell) -> tuple[Cell, ...]:
    new, old = now.value, before.value
    if not isinstance(new, int) or not isinstance(old, int):
        return (now, before, NOTHING)
    return (now, before, Cell(new - old))


def _best(found: Table) -> Table:
    """The channels that brought most."""
    at = places(found, BY_WORTH)

    def worth(row: Row) -> tuple[int | Fraction, ...]:
        values = (row.cells[place].value for place in at)
        return tuple(one if isinstance(one, int | Fraction) else 0 for one in values)

    best = sorted(found.rows, key=worth, reverse=True)[:BEST]
    return narrowed(found, "channels", OF_CHANNELS, best)


def _disputed(found: Table) -> Table:
    """The rules that people disagree with most, and all verdicts."""
    columns = tuple(one.id for one in found.columns)
    return narrowed(found, "overrides", columns, found.rows[:BEST], found.total)


def _total(found: Table) -> Table:
    """What all clients who were asked think, on one scale."""
    rows = (found.total,) if found.total else ()
    return narrowed(found, found.id, OF_OPINIONS, rows, kind=Kind.ALL)


def _of_size(report: Report, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Nothing of a report that rests on nothing."""
    return tables if report.size else ()
