"""Working time of the company: when it is, how it adds up, what may be promised.

Pure functions of moments and the policy; results are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from leads.clock import require_aware
from leads.local_time import first_moment
from leads.policy import Policy

MORNING = time(11)


@dataclass(frozen=True, slots=True)
class Promise:
    """Who asks hears this: in working hours a person answers `within`, and `by` at the latest.

    `within` is none where the working day ends before that, or has ended. Outside of working hours
    (`working` false) `by` is the start of the next ones.
    """

    working: bool
    within: timedelta | None
    by: datetime


def is_working(moment: datetime, policy: Policy) -> bool:
    """Whether somebody is at work at `moment`."""
    start, end = next(_windows(moment, policy))
    return start <= moment < end


def next_working(moment: datetime, policy: Policy) -> datetime:
    """`moment` itself when somebody is at work, else the start of the next working hours."""
    start, _ = next(_windows(moment, policy))
    return max(start, moment).astimezone(UTC)


def worked_from(day: date, policy: Policy) -> date:
    """That day, or the next one that is worked."""
    while not policy.calendar.works(day, policy.working_days):
        day += timedelta(days=1)
    return day


def worked_before(day: date, policy: Policy) -> date:
    """The last day before that one that is worked."""
    before = day - timedelta(days=1)
    while not policy.calendar.works(before, policy.working_days):
        before -= timedelta(days=1)
    return before


def working_morning(day: date, theirs: Policy) -> datetime:
    """The morning of that day by the person's clock, or of the next one that is worked."""
    morning = first_moment(worked_from(day, theirs), MORNING, theirs.local_zone)
    return theirs.after_quiet_hours(morning)


def add_working_time(moment: datetime, span: timedelta, policy: Policy) -> datetime:
    """The moment by which `span` of working time has passed since `moment`."""
    left = span
    for start, end in _windows(moment, policy):
        begin = max(start, moment)
        if begin + left <= end:
            return (begin + left).astimezone(UTC)
        left -= end - begin
    raise AssertionError("working days never end")


def end_of_working_day(moment: datetime, days: int, policy: Policy) -> datetime:
    """The end of work on the day `days` working days after the present (or the next) one."""
    for ahead, (_, end) in enumerate(_windows(moment, policy)):
        if ahead >= days:
            return end
    raise AssertionError("working days never end")


def promise(now: datetime, policy: Policy) -> Promise:
    """When a human will answer somebody who asks at `now`."""
    if not is_working(now, policy):
        return Promise(False, None, next_working(now, policy))
    by = add_working_time(now, policy.call_within, policy)
    return Promise(True, policy.call_within if by - now == policy.call_within else None, by)


def _windows(moment: datetime, policy: Policy) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of working time that end after `moment`, without end."""
    require_aware(moment=moment)
    day = moment.astimezone(policy.zone).date()
    while True:
        hours = policy.hours(day)
        if hours is not None:
            start, end = (first_moment(day, wall, policy.zone) for wall in hours)
            if end > max(start, moment):
                yield start, end
        day += timedelta(days=1)
