"""Until when somebody must have taken a lead, as stretches of days: what a database can compare
with. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leads.local_time import first_moment
from leads.policy import Policy
from leads.working_time import next_working
from reports.slices import midnight

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
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

    days: tuple[WorkingDay, ...]  # the last one first
    offsets: tuple[Offset, ...]
    within: timedelta

    @property
    def is_kept_in_a_day(self) -> bool:
        """Whether a day of work is long enough for it: otherwise days don't tell the deadline."""
        lengths = (one.closes - one.opens for one in self.days if one.closes > one.opens)
        return self.within <= min(lengths, default=self.within)


def calendar(policy: Policy, first: date, last: date) -> Calendar:
    """Of these days, both included."""
    return Calendar(
        tuple(_days(policy, first, last)),
        tuple(offsets(policy.zone, first, last)),
        policy.call_within,
    )


def offsets(zone: ZoneInfo, first: date, last: date) -> Iterator[Offset]:
    """The first holds since ever; each later one begins where the clock is moved, which it is at
    most once within 24 hours."""
    at, end = (midnight(day, zone).astimezone(UTC) for day in (first, last + DAY))
    known = _ahead(at, zone)
    yield Offset(at, known)
    while at < end:
        if (ahead := _ahead(at + DAY, zone)) != known:
            yield Offset(at + _moved(at, zone), ahead)
            known = ahead
        at += DAY


def _moved(at: datetime, zone: ZoneInfo) -> timedelta:
    """After how many seconds of the next 24 hours the clock stands as it does at their end."""
    ahead = _ahead(at + DAY, zone)
    seconds = range(1, DAY // SECOND + 1)
    place = bisect_left(seconds, True, key=lambda one: _ahead(at + one * SECOND, zone) == ahead)
    return seconds[place] * SECOND


def _ahead(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _days(policy: Policy, first: date, last: date) -> Iterator[WorkingDay]:
    """From the last to the first."""
    reopens = next_working(midnight(last + DAY, policy.zone), policy)
    for back in range((last - first).days + 1):
        day = last - back * DAY
        opens = closes = reopens
        if hours := policy.hours(day):
            opens, closes = (first_moment(day, wall, policy.zone) for wall in hours)
        if opens >= closes:
            opens = closes = reopens
        yield WorkingDay((day - EPOCH_DAY).days, opens, closes, reopens)
        reopens = opens
