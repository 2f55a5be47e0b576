"""Times that a meeting can be agreed for: working days cut into equal parts, from now on.

Whether somebody else has the time already is not known here: a salesperson confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from leads.calendar import ORDINARY_WEEK, Calendar

NOTICE = timedelta(hours=2)
"""Times that are nearer than this are not offered: nobody could prepare."""
_WEEKDAYS = frozenset(range(5))
_FARTHEST = 100
"""Days that are looked through; no holidays last longer."""
TIME_ID = "%Y%m%d%H%M"
"""How the option of a time is named."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Every `every` from `start` until `end` on the next `days` working days, in `zone`.

    The last appointment ends at `end`. Without a zone the times are those of the moment given.
    `calendar` has the holidays and the days that were moved.
    """

    days: int
    start: time
    end: time
    every: timedelta
    zone: str | None = None
    calendar: Calendar = ORDINARY_WEEK

    def local(self, now: datetime) -> datetime:
        """That moment on the clock of the grid."""
        return now.astimezone(ZoneInfo(self.zone)) if self.zone else now

    def on(self, day: date, now: datetime) -> Iterator[datetime]:
        """Every time of that day, past ones too."""
        zone = self.local(now).tzinfo
        at = datetime.combine(day, self.start, zone)
        end = datetime.combine(day, self.end, zone)
        while at + self.every <= end:
            yield at
            at += self.every


def free_times(grid: Grid, now: datetime, *, notice: timedelta = NOTICE) -> tuple[datetime, ...]:
    """The times that can be agreed at the moment `now`, at least `notice` ahead."""
    local = grid.local(now)
    day, days = local.date(), 0
    found: list[datetime] = []
    for _ in range(_FARTHEST):
        if days == grid.days:
            break
        if grid.calendar.works(day, _WEEKDAYS):
            times = [at for at in grid.on(day, now) if at >= local + notice]
            found += times
            # A working day whose times are over already is not one of the days.
            days += bool(times) or day > local.date()
        day += timedelta(days=1)
    return tuple(found)


def time_id(at: datetime) -> str:
    """The id of the option for that time, which fits a button."""
    return f"{at:{TIME_ID}}"


def at_time(option_id: str, zone: tzinfo | None = UTC) -> datetime:
    """The time with that id, on a clock of `zone`; ValueError for an id of nothing."""
    return datetime.strptime(option_id, TIME_ID).replace(tzinfo=zone)


def short(at: datetime) -> str:
    """The time in digits, the same in every language: `01.12 10:00`."""
    return f"{at:%d.%m %H:%M}"
