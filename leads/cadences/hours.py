"""The time of day of a cadence by the person's clock, on days that are worked. Pure.

A moment is never stored for good: right before a message leaves it is reckoned anew, so that
neither a change to summer time nor a move to another zone shifts the hour on the person's clock. A
move also moves the row, in the turn in which it is learnt (`leads.redating`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from leads.cadences.cadence import Cadence
from leads.local_time import first_moment
from leads.policy import Policy
from leads.working_time import worked_from

WELCOME = timedelta(hours=2)
"""How late a message may be where the person's own quiet hours end after the cadence's day."""


def on_day(day: date, cadence: Cadence, theirs: Policy) -> datetime:
    """The moment for a message on that day, UTC; on a day off that of the next day worked.

    `theirs` is the policy towards the person.
    """
    return _moment(worked_from(day, theirs), cadence.at, theirs)


def not_before(day: date, cadence: Cadence, theirs: Policy, now: datetime) -> datetime | None:
    """When a message meant for `day` may leave; None when that is now."""
    due = on_day(day, cadence, theirs)
    if now < due:
        return due
    zone = theirs.local_zone
    today = now.astimezone(zone).date()
    opens = on_day(today, cadence, theirs)
    if now < opens:
        return opens
    closes = max(first_moment(today, cadence.until, zone), opens + WELCOME)
    if now < closes:
        return None
    return on_day(today + timedelta(days=1), cadence, theirs)


def _moment(day: date, at: time, theirs: Policy) -> datetime:
    zone = theirs.local_zone
    moment = theirs.after_quiet_hours(first_moment(day, at, zone))
    if moment.astimezone(zone).date() == day:
        return moment
    # Their quiet hours reach into the next day: what is left of this one is its beginning.
    return theirs.after_quiet_hours(first_moment(day, time(), zone))
