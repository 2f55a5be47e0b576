"""What happens: today, this week and the last one up to the same hour; what is open now, and what
clients think. Pure.

It tells what happened in that time, whichever leads it happened to; a period of one's own can't be
asked for. Days and weeks (from Monday) are the company's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.clock import Clock
from leads.surveys.survey import Group, Scale
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.nps import balance_cell
from reports.slices import midnight
from reports.source import Behind, Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table
from reports.tally import median_of

ID = "status"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
OPINIONS = 90
"""Over so many days clients' opinions are told: in a week there are too few."""
COUNTS = (
    "visits",
    "enquiries",
    "leads",
    "qualified",
    "not_yet",
    "disqualified",
    "self_served",
    "referred",
    "briefs",
    "taken",
    "rejected",
    "paid",
)
WAITS = ("first_reply", "speed_to_lead")
BALANCE = "survey_balance"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Instants in [since, until)."""

    id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in a stretch: counts by `COUNTS` (None: not known of these filters), the
    revenue in the report's currency, orders in others, spans by `WAITS`."""

    counts: Mapping[str, int | None]
    revenue: int
    others: int
    waits: Mapping[str, Sequence[timedelta]]


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told: every stretch, open leads by stage in the funnel's order, qualified ones
    that nobody took, how many gave each NPS grade."""

    happened: Sequence[Happened]
    stages: Sequence[tuple[str, int]]
    untaken: int
    grades: Mapping[int, int]


class StatusReader(Protocol):
    """Counts, all in one state of the database."""

    async def told(
        self, stretches: Sequence[Stretch], opinions: Stretch, filters: Filters, currency: str
    ) -> Told: ...

    async def happened(
        self, metric: str, when: Stretch, filters: Filters, currency: str
    ) -> Behind | None:
        """Who is behind a figure of a stretch; None for one that counts nobody known."""
        ...

    async def standing(self, stage: str | None, filters: Filters) -> Behind:
        """Open leads of a stage; without one the qualified ones that nobody took."""
        ...


class Status:
    """`reports.source.Source` of /status."""

    def __init__(self, reader: StatusReader, clock: Clock, zone: ZoneInfo, currency: str) -> None:
        self._reader = reader
        self._clock = clock
        self._zone = zone
        self._currency = currency

    async def report(self, asked: Asked, today: date) -> Report:
        """A line for each stretch, then what is so now."""
        when, opinions = self._when(today)
        told = await self._reader.told(when, opinions, asked.filters, self._currency)
        stages = [Row(Named(Kind.STAGE, stage), (Cell(many),)) for stage, many in told.stages]
        counted = (
            *(many or 0 for one in told.happened for many in one.counts.values()),
            *(many for _, many in told.stages),
            *told.grades.values(),
        )
        first = when[-1].since.astimezone(self._zone).date()
        return Report(
            ID,
            About(Period(first, today), asked.filters, self._currency),
            sum(counted),
            (
                _table("happened", Kind.SPAN, COUNTS, _rows(when, map(_counted, told.happened))),
                _table(
                    "deals",
                    Kind.SPAN,
                    ("revenue", *WAITS),
                    _rows(when, map(_measured, told.happened)),
                ),
                _table("untaken", Kind.ALL, ("untaken",), [Row(ALL, (Cell(told.untaken),))]),
                _table("stages", Kind.STAGE, ("open_by_stage",), stages),
                _table("opinions", Kind.ALL, (BALANCE,), [Row(ALL, (_opinions(told.grades),))]),
            ),
            left_out=sum(one.others for one in told.happened[1:]),
        )

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """Leads, orders and who was asked; None for visits, which nobody is known to have made."""
        when, opinions = self._when(today)
        match spot.table:
            case "stages":
                return await self._reader.standing(spot.row, asked.filters)
            case "untaken":
                return await self._reader.standing(None, asked.filters)
            case "opinions":
                found = opinions
            case _:
                found = {one.id: one for one in when}[spot.row]
        return await self._reader.happened(spot.metric, found, asked.filters, self._currency)

    def _when(self, today: date) -> tuple[tuple[Stretch, ...], Stretch]:
        """Today, the week and the last one, and over how long opinions are told; of a day that is
        over, as it ended."""
        until = min(self._clock.now(), midnight(today + DAY, self._zone)).astimezone(self._zone)
        monday = midnight(today - today.weekday() * DAY, self._zone)
        begun = midnight(today, self._zone)
        # Wall-clock weeks: on a day that the clocks change, local subtraction keeps the hour.
        return (
            Stretch("today", begun, until),
            Stretch("week", monday, until),
            Stretch("last_week", monday - WEEK, until - WEEK),
        ), Stretch("opinions", begun - (OPINIONS - 1) * DAY, until)


def _table(id_: str, rows_are: Kind, metrics: Sequence[str], rows: Sequence[Row]) -> Table:
    return Table(id_, rows_are, tuple(map(Column, metrics)), tuple(rows))


def _rows(when: Sequence[Stretch], cells: Iterable[tuple[Cell, ...]]) -> list[Row]:
    names = (Named(Kind.SPAN, one.id) for one in when)
    return [Row(name, line) for name, line in zip(names, cells, strict=True)]


def _counted(found: Happened) -> tuple[Cell, ...]:
    return tuple(Cell(found.counts[one]) for one in COUNTS)


def _measured(found: Happened) -> tuple[Cell, ...]:
    return (Cell(found.revenue), *(_middle(found.waits[one]) for one in WAITS))


def _middle(spans: Sequence[timedelta]) -> Cell:
    """One that ended before it began took no time."""
    return median_of([max(timedelta(), one) for one in spans])


def _opinions(grades: Mapping[int, int]) -> Cell:
    groups: Counter[Group | None] = Counter()
    for grade, many in grades.items():
        groups[Scale.NPS.group(grade)] += many
    return balance_cell(groups)
