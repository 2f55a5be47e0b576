"""Whether there is room for one more touch: caps over everything, and what matters more today.

Pure. What a person got is read by whoever asks, for many at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from leads.cadences.cadence import Cap
from leads.consent import Audience, Purpose
from leads.local_time import first_moment
from leads.outbox import Priority
from leads.policy import Policy
from leads.touch import Touch

UNASKED = frozenset({Purpose.REMINDER, Purpose.SURVEY, Purpose.ADVERTISING})
"""What caps count: everything that somebody hears from us without a deal asking for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A touch that the person got."""

    purpose: Purpose
    priority: Priority
    at: datetime


@dataclass(frozen=True, slots=True)
class Awaited:
    """A touch that is planned for the person."""

    touch_id: int
    priority: Priority
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Lately:
    """What a person got from us of late and is about to get, and when we heard of them last."""

    said: tuple[Said, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    heard_at: datetime | None = None


NOTHING = Lately()


def takes_room(touch: Touch) -> bool:
    """Whether the touch has to wait for room. What the person asked to be told at once doesn't."""
    unasked = touch.audience is Audience.PERSON and touch.purpose in UNASKED
    return unasked and touch.priority >= Priority.FOLLOW_UP


def room_from(
    touch: Touch, lately: Lately, caps: Iterable[Cap], theirs: Policy, now: datetime
) -> datetime | None:
    """From when there is room for the touch; None when there is now."""
    if not takes_room(touch):
        return None
    waits = [_free(cap, lately.said, now) for cap in caps if cap.purpose in (None, touch.purpose)]
    if _yields(touch, lately, theirs, now):
        waits.append(_next_day(theirs, now))
    latest = max((wait for wait in waits if wait is not None), default=None)
    return None if latest is None else theirs.after_quiet_hours(latest)


def _free(cap: Cap, said: Iterable[Said], now: datetime) -> datetime | None:
    """When so few are left within the cap's span that one more fits; None for now."""
    counted = sorted(
        one.at
        for one in said
        if one.purpose in ((cap.purpose,) if cap.purpose else UNASKED) and one.at > now - cap.within
    )
    return None if len(counted) < cap.most else counted[-cap.most] + cap.within


def _yields(touch: Touch, lately: Lately, theirs: Policy, now: datetime) -> bool:
    """Whether something that matters more was said today, or is still to be."""
    zone = theirs.local_zone
    today = now.astimezone(zone).date()
    begins, ends = (first_moment(day, time(), zone) for day in (today, today + timedelta(days=1)))
    said = any(one.priority < touch.priority and begins <= one.at < ends for one in lately.said)
    return said or any(
        one.priority < touch.priority and one.due_at < ends and one.touch_id != touch.id
        for one in lately.awaited
    )


def _next_day(theirs: Policy, now: datetime) -> datetime:
    """The same time of day tomorrow, by the person's clock."""
    local = now.astimezone(theirs.local_zone)
    return first_moment(local.date() + timedelta(days=1), local.time(), theirs.local_zone)
