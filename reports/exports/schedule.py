"""When a file is made by itself, and which period it is about: the day, week or month that has just
ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from reports.asking.filters import EVERYTHING, Filters
from reports.exports.files import Format

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Every(StrEnum):
    """How often: each morning, on Mondays, on the first of a month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often, and at which time of the company's clock."""

    every: Every
    at: time

    def next(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first moment that comes after that one."""
        day = after.astimezone(zone).date()
        while True:
            moment = datetime.combine(day, self.at, zone)
            if self._on(day) and moment > after:
                return moment
            day += DAY

    def meets(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether it is one of its moments."""
        return self.next(moment - timedelta(microseconds=1), zone) == moment

    def period(self, due: datetime, zone: ZoneInfo) -> Period:
        """What has ended by a moment when a file is due."""
        last = due.astimezone(zone).date() - DAY
        match self.every:
            case Every.DAY:
                return Period(last, last)
            case Every.WEEK:
                return Period(last - WEEK + DAY, last)
            case Every.MONTH:
                return Period(last.replace(day=1), last)

    def _on(self, day: date) -> bool:
        match self.every:
            case Every.DAY:
                return True
            case Every.WEEK:
                return day.weekday() == 0
            case Every.MONTH:
                return day.day == 1


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A file that is made by itself: into `folder` ("" for none), and to managers in private."""

    name: str
    report: str
    schedule: Schedule
    format: Format
    filters: Filters = EVERYTHING
    folder: str = ""
    to: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Of its touch: another schedule is another touch."""
        return f"export:{self.name}:{self.schedule.every.value}:{self.schedule.at:%H%M}"
