"""/speed: how long people wait for the first answer, and qualified leads for somebody to take them.

Of leads whose enquiry came in the period. Pure; counting is storage's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from leads.policy import Policy
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.pipeline.funnel import Began, came_of, period_of
from reports.sellers.promise import Calendar, calendar
from reports.sellers.spread import Spread, middle_of
from reports.slices import Came
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

AT_ONCE = timedelta(minutes=1)
"""The first answer is the bot's own: within so much it is in time."""


class Wait(StrEnum):
    """What is waited for, by the id of its metric."""

    FIRST_REPLY = "first_reply"
    SPEED_TO_LEAD = "speed_to_lead"  # from the verdict to whoever takes the lead
    TIME_TO_TAKE = "time_to_take"  # from the enquiry


class When(StrEnum):
    """By what waits are told apart: all together, who took the lead, when the enquiry came."""

    ALL = "spans"
    SELLER = "sellers"
    HOUR = "hours"
    WEEKDAY = "weekdays"


TOLD: Mapping[When, tuple[Wait, ...]] = {
    When.ALL: tuple(Wait),
    When.SELLER: (Wait.SPEED_TO_LEAD,),
    When.HOUR: (Wait.FIRST_REPLY, Wait.SPEED_TO_LEAD),
    When.WEEKDAY: (Wait.FIRST_REPLY, Wait.SPEED_TO_LEAD),
}
"""What is told by what."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Whose waits: of leads whose enquiry came then, by the company's clock."""

    came: Came
    filters: Filters
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Group:
    """Leads told together: how many `came`, how the waits told of them are spread where there are
    any, and how many of these were in time: taken before the promise ran out, answered
    `AT_ONCE`."""

    came: int
    spreads: Mapping[Wait, Spread]
    in_time: Mapping[Wait, int]


Groups = Mapping[When, Mapping[str, Group]]
"""Their names are "all", ids of sellers, hours (0 to 23) or days of the week (1 Monday to 7)."""


class SpeedReader(Began, Protocol):
    """Waits of leads."""

    async def groups(self, waits: Waits) -> Groups:
        """All that is told of them."""
        ...

    async def behind(
        self, waits: Waits, by: When, group: str, wait: Wait, *, in_time: bool
    ) -> Behind:
        """The leads that waited, by when they waited no more."""
        ...

    async def enquired(self, waits: Waits, by: When, group: str) -> Behind:
        """The leads that enquired."""
        ...


SPAN_COLUMNS = tuple(
    Column(metric) for metric in ("span_cases", "span_median", "span_p90", "span_in_time")
)
CAME = Column("stage_reached", Named(Kind.METRIC, "enquiries"))
TIME_COLUMNS = (CAME, Column(Wait.FIRST_REPLY.value), Column(Wait.SPEED_TO_LEAD.value))
NOBODY = Group(0, {}, {})
TIMES = {When.HOUR: (Kind.HOUR, range(24)), When.WEEKDAY: (Kind.WEEKDAY, range(1, 8))}


class Speed:
    """`reports.source.Source` of /speed."""

    def __init__(self, reader: SpeedReader, policy: Policy) -> None:
        self._reader = reader
        self._policy = policy

    async def report(self, asked: Asked, today: date) -> Report:
        """Waits of all leads, by seller, and by when the enquiry came."""
        about, waits = await self._waits(asked, today)
        groups = await self._reader.groups(waits)
        promised = {Wait.FIRST_REPLY}
        if waits.calendar.is_kept_in_a_day:
            promised.add(Wait.SPEED_TO_LEAD)
        every = groups[When.ALL].get(ALL.id, NOBODY)
        lines = [Row(Named(Kind.METRIC, one.value), _cells(every, one, promised)) for one in Wait]
        tables = (
            Table(When.ALL.value, Kind.METRIC, SPAN_COLUMNS, tuple(lines)),
            _sellers(groups[When.SELLER], promised),
            *(_times(when, groups[when]) for when in TIMES),
        )
        return Report("speed", about, every.came, tables)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads that waited."""
        if spot.table not in set(When):
            return None
        when = When(spot.table)
        _, waits = await self._waits(asked, today)
        if when in TIMES:
            if spot.column not in {one.id for one in TIME_COLUMNS}:
                return None
            if spot.column == CAME.id:
                return await self._reader.enquired(waits, when, spot.row)
            wait = Wait(spot.metric)
            return await self._reader.behind(waits, when, spot.row, wait, in_time=False)
        if spot.column not in {one.id for one in SPAN_COLUMNS}:
            return None
        wait, group = Wait.SPEED_TO_LEAD, spot.row
        if when is When.ALL:
            if spot.row not in set(Wait):
                return None
            wait, group = Wait(spot.row), ALL.id
        in_time = spot.metric == "span_in_time"
        return await self._reader.behind(waits, when, group, wait, in_time=in_time)

    async def _waits(self, asked: Asked, today: date) -> tuple[About, Waits]:
        zone = self._policy.zone
        period = await period_of(self._reader, asked, today, zone)
        came = came_of(asked, period, zone)
        days = calendar(self._policy, period.first, today)
        return About(period, asked.filters), Waits(came, asked.filters, days)


def _sellers(found: Mapping[str, Group], promised: Collection[Wait]) -> Table:
    wait = Wait.SPEED_TO_LEAD
    waited = {name: one.spreads[wait].many for name, one in found.items() if wait in one.spreads}
    names = sorted(waited, key=lambda name: (-waited[name], name))
    rows = [Row(Named(Kind.MANAGER, one), _cells(found[one], wait, promised)) for one in names]
    return Table(When.SELLER.value, Kind.MANAGER, SPAN_COLUMNS, tuple(rows))


def _times(when: When, found: Mapping[str, Group]) -> Table:
    kind, names = TIMES[when]
    rows = [
        Row(
            Named(kind, str(name)),
            (Cell(one.came), *(middle_of(one.spreads.get(wait)) for wait in TOLD[when])),
        )
        for name in names
        if (one := found.get(str(name)))
    ]
    return Table(when.value, kind, TIME_COLUMNS, tuple(rows))


def _cells(found: Group, wait: Wait, promised: Collection[Wait]) -> tuple[Cell, ...]:
    """`promised` lacks waits of which nothing was, or days don't tell the deadline."""
    spread = found.spreads.get(wait)
    if spread is None:
        return (Cell(0), NOTHING, NOTHING, NOTHING)
    many = spread.many
    kept = cell_of(share(found.in_time[wait], many)) if wait in promised else NOTHING
    return (Cell(many), Cell(spread.median, many), Cell(spread.p90, many), kept)
