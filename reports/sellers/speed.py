"""/speed: how long people wait for the first answer, and qualified leads for somebody to take them.

Of leads whose enquiry came in the period. Pure; counting is storage's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from leads.policy import Policy
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.pipeline.funnel import Began, period_of
from reports.sellers.promise import Calendar, calendar
from reports.sellers.spread import Spread, middle_of
from reports.slices import instants
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


@dataclass(frozen=True, slots=True)
class Waits:
    """Whose waits: of leads whose enquiry came in [since, until), by the company's clock."""

    since: datetime
    until: datetime
    filters: Filters
    by: When
    calendar: Calendar


class SpeedReader(Began, Protocol):
    """Groups are "all", ids of sellers, hours (0 to 23) or days of the week (1 Monday to 7)."""

    async def spreads(self, waits: Waits, wait: Wait) -> Mapping[str, Spread]:
        """How these waits are spread, by group."""
        ...

    async def in_time(self, waits: Waits, wait: Wait) -> Mapping[str, int]:
        """How many were in time: taken before the promise ran out, answered `AT_ONCE`."""
        ...

    async def came(self, waits: Waits) -> Mapping[str, int]:
        """How many enquiries came, by group."""
        ...

    async def behind(self, waits: Waits, wait: Wait, group: str, *, in_time: bool) -> Behind:
        """The leads that waited, by when they waited no more."""
        ...

    async def enquired(self, waits: Waits, group: str) -> Behind:
        """The leads that enquired."""
        ...


SPAN_COLUMNS = tuple(
    Column(metric) for metric in ("span_cases", "span_median", "span_p90", "span_in_time")
)
CAME = Column("stage_reached", Named(Kind.METRIC, "enquiries"))
TIME_COLUMNS = (CAME, Column(Wait.FIRST_REPLY.value), Column(Wait.SPEED_TO_LEAD.value))
TIMES = {When.HOUR: (Kind.HOUR, range(24)), When.WEEKDAY: (Kind.WEEKDAY, range(1, 8))}


class Speed:
    """`reports.source.Source` of /speed."""

    def __init__(self, reader: SpeedReader, policy: Policy) -> None:
        self._reader = reader
        self._policy = policy

    async def report(self, asked: Asked, today: date) -> Report:
        """Waits of all leads, by seller, and by when the enquiry came."""
        about, waits = await self._waits(asked, today, When.ALL)
        came = (await self._reader.came(waits)).get(ALL.id, 0)
        lines = [await self._line(waits, wait) for wait in Wait]
        tables = [
            Table(When.ALL.value, Kind.METRIC, SPAN_COLUMNS, tuple(lines)),
            await self._sellers(replace(waits, by=When.SELLER)),
        ]
        tables += [await self._times(replace(waits, by=when)) for when in TIMES]
        return Report("speed", about, came, tuple(tables))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads that waited."""
        if spot.table not in set(When):
            return None
        when = When(spot.table)
        _, waits = await self._waits(asked, today, when)
        if when in TIMES:
            if spot.column not in {one.id for one in TIME_COLUMNS}:
                return None
            if spot.column == CAME.id:
                return await self._reader.enquired(waits, spot.row)
            return await self._reader.behind(waits, Wait(spot.metric), spot.row, in_time=False)
        if spot.column not in {one.id for one in SPAN_COLUMNS}:
            return None
        wait, group = Wait.SPEED_TO_LEAD, spot.row
        if when is When.ALL:
            if spot.row not in set(Wait):
                return None
            wait, group = Wait(spot.row), ALL.id
        in_time = spot.metric == "span_in_time"
        return await self._reader.behind(waits, wait, group, in_time=in_time)

    async def _waits(self, asked: Asked, today: date, when: When) -> tuple[About, Waits]:
        zone = self._policy.zone
        period = await period_of(self._reader, asked, today, zone)
        since, until = instants(period, zone)
        days = calendar(self._policy, period.first, today)
        return About(period, asked.filters), Waits(since, until, asked.filters, when, days)

    async def _line(self, waits: Waits, wait: Wait) -> Row:
        spreads = await self._reader.spreads(waits, wait)
        in_time = await self._in_time(waits, wait)
        told = None if in_time is None else in_time.get(ALL.id, 0)
        cells = _cells(spreads.get(ALL.id), told)
        return Row(Named(Kind.METRIC, wait.value), cells)

    async def _sellers(self, waits: Waits) -> Table:
        spreads = await self._reader.spreads(waits, Wait.SPEED_TO_LEAD)
        in_time = await self._in_time(waits, Wait.SPEED_TO_LEAD)
        names = sorted(spreads, key=lambda name: (-spreads[name].many, name))
        rows = [
            Row(
                Named(Kind.MANAGER, name),
                _cells(spreads[name], None if in_time is None else in_time.get(name, 0)),
            )
            for name in names
        ]
        return Table(When.SELLER.value, Kind.MANAGER, SPAN_COLUMNS, tuple(rows))

    async def _times(self, waits: Waits) -> Table:
        kind, groups = TIMES[waits.by]
        came = await self._reader.came(waits)
        waited = [
            await self._reader.spreads(waits, wait)
            for wait in (Wait.FIRST_REPLY, Wait.SPEED_TO_LEAD)
        ]
        rows = [
            Row(
                Named(kind, str(one)),
                (Cell(came[str(one)]), *(middle_of(those.get(str(one))) for those in waited)),
            )
            for one in groups
            if str(one) in came
        ]
        return Table(waits.by.value, kind, TIME_COLUMNS, tuple(rows))

    async def _in_time(self, waits: Waits, wait: Wait) -> Mapping[str, int] | None:
        """None where nothing was promised, or days don't tell the deadline."""
        kept = wait is Wait.FIRST_REPLY or waits.calendar.is_kept_in_a_day
        if wait is Wait.TIME_TO_TAKE or not kept:
            return None
        return await self._reader.in_time(waits, wait)


def _cells(found: Spread | None, in_time: int | None) -> tuple[Cell, ...]:
    if found is None:
        return (Cell(0), NOTHING, NOTHING, NOTHING)
    many = found.many
    kept = NOTHING if in_time is None else cell_of(share(in_time, many))
    return (Cell(many), Cell(found.median, many), Cell(found.p90, many), kept)
