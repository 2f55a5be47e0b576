"""Until when somebody must have taken a lead, as stretches of days: what a database can compare
with. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leads.local_time import first_moment
from leads.policy import Policy
from leads.working_time import next_working
from reports.slices import midnight

DAY = timedelta(days=1)
EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One day by the company's clock: its number since 1970, when work begins and ends on it, and
    when it begins again after that. On a day off all three are that next beginning."""

    number: int
    opens: datetime
    closes: datetime
    reopens: datetime


@dataclass(frozen=True, slots=True)
class Offset:
    """How far the company's clock is ahead of UTC since a moment."""

    since: datetime
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and offsets of a stretch of time, and how much working time there is to take a lead."""

    days: tuple[WorkingDay, ...]
    offsets: tuple[Offset, ...]
    within: timedelta

    @property
    def is_kept_in_a_day(self) -> bool:
        """Whether a day of work is long enough for it: otherwise days don't tell the deadline."""
        lengths = (one.closes - one.opens for one in self.days if one.closes > one.opens)
        return self.within <= min(lengths, default=self.within)


def calendar(policy: Policy, first: date, last: date) -> Calendar:
    """Of these days, both included."""
    days = tuple(_day(policy, first + ahead * DAY) for ahead in range((last - first).days + 1))
    return Calendar(days, tuple(offsets(policy.zone, first, last)), policy.call_within)


def offsets(zone: ZoneInfo, first: date, last: date) -> Iterator[Offset]:
    """The first holds since ever; each later one begins where the clock is moved."""
    at, end = midnight(first, zone).astimezone(ZoneInfo("UTC")), midnight(last + DAY, zone)
    known: timedelta | None = None
    while at < end:
        ahead = at.astimezone(zone).utcoffset() or timedelta()
        if ahead != known:
            yield Offset(at, ahead)
            known = ahead
        at += timedelta(hours=1)


def _day(policy: Policy, day: date) -> WorkingDay:
    number = (day - EPOCH_DAY).days
    hours = policy.hours(day)
    morning = next_working(midnight(day + DAY, policy.zone), policy)
    if hours is None:
        return WorkingDay(number, morning, morning, morning)
    opens, closes = (first_moment(day, wall, policy.zone) for wall in hours)
    return WorkingDay(number, opens, closes, morning)
