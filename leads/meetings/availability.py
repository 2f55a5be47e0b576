"""When a salesperson can meet: working hours without absences, meetings and busy times. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leads.local_time import first_moment
from leads.meetings.meeting import Slot, Terms
from leads.policy import Policy
from leads.team import Member

EVERY = timedelta(minutes=30)
"""How far apart the times are that may be chosen."""

FARTHEST = 100
"""Days that are looked through; no holidays last longer."""

A_DAY, DAYS_AT_ONCE = 2, 3


def free_slots(
    member: Member, policy: Policy, terms: Terms, taken: Sequence[Slot], now: datetime
) -> tuple[Slot, ...]:
    """The times at which `member` can meet, on the next `terms.days` days that have any.

    `taken` are their meetings and whatever else their calendar holds.
    """
    found: list[Slot] = []
    days = 0
    today = now.astimezone(policy.zone).date()
    for ahead in range(FARTHEST):
        if days == terms.days:
            break
        free = [
            slot
            for slot in _on(today + timedelta(days=ahead), member, policy, terms)
            if slot.starts_at >= now + terms.notice and not slot.meets(taken, terms.gap)
        ]
        days += bool(free)
        found += free
    return tuple(found)


def by_day(slots: Sequence[Slot], zone: ZoneInfo) -> dict[date, list[Slot]]:
    """The times by the day that they are on in `zone`."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return days


def proposed(slots: Sequence[Slot], zone: ZoneInfo) -> tuple[Slot, ...]:
    """A few times that differ: two on each of the next days, as early as can be and halfway."""
    days = list(by_day(slots, zone).values())[:DAYS_AT_ONCE]
    return tuple(day[at] for day in days for at in sorted({0, len(day) // A_DAY}) if at < len(day))


def _on(day: date, member: Member, policy: Policy, terms: Terms) -> Iterator[Slot]:
    """Every time of that day, past ones too."""
    if not member.works(day, policy):
        return
    hours = member.own(policy).hours(day)
    assert hours is not None  # they work on that day
    at, end = (first_moment(day, wall, policy.zone) for wall in hours)
    while at + terms.length <= end:
        yield terms.slot(at)
        at += EVERY
