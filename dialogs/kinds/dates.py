"""Days, periods and times of day. «Today» is the day of the answer where the company is."""

from __future__ import annotations

from datetime import date

from dialogs.judged import Given, Judged, Rejection, judged, unread
from dialogs.reading import Unreadable, read_date, read_period, read_time
from dialogs.values import Day


def day(given: Given) -> Judged:
    """One day: «5 декабря», «в следующий вторник», «tomorrow»."""
    reading = read_date(given.text, given.now.date())
    if isinstance(reading, Unreadable):
        return unread(reading)
    return _days(given, reading.value, reading.value, sure=reading.sure)


def period(given: Given) -> Judged:
    """A stretch of days: «в марте», «через две недели», Q1 2027."""
    reading = read_period(given.text, given.now.date())
    if isinstance(reading, Unreadable):
        return unread(reading)
    return _days(given, reading.value.first, reading.value.last, sure=reading.sure)


def clock(given: Given) -> Judged:
    """A time of day, as `HH:MM`."""
    reading = read_time(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return judged(f"{reading.value:%H:%M}", sure=reading.sure)


def _days(given: Given, first: date, last: date, *, sure: bool) -> Judged:
    today = given.now.date()
    if given.slot.future and last < today:
        return Rejection("day_is_past")
    return judged(Day(first, last, today), sure=sure)
