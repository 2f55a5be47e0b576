"""Dates, periods and times of day, typed in Russian or English, in words or digits.

Thousands of word forms and patterns stand behind these readers: they are built when the first
date is typed and not at start.
"""

from datetime import date, time
from typing import NamedTuple

from dialogs.reading.result import Reading, Unreadable


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def read_date(text: str, today: date) -> Reading[date] | Unreadable:
    """One day, counted from `today` where it is relative.

    05.12 is 5 December. A year that was not said is the nearest to come. A weekday said on that
    very weekday, a day in the past, an order of day and month that can't be told, and a day
    counted in months are not sure. A stretch of several days is Unreadable("not_one_day").
    """
    from dialogs.reading.dates.periods import read_span  # noqa: PLC0415

    span = read_span(text, today)
    if isinstance(span, Unreadable):
        return Unreadable("not_a_date") if span.code == "not_a_period" else span
    if span.first != span.last:
        return Unreadable("not_one_day")
    return Reading(span.first, sure=span.sure and span.exact)


def read_period(text: str, today: date) -> Reading[Period] | Unreadable:
    """A stretch of days: «в марте», Q1 2027, «через две недели», «к концу квартала».

    A deadline (by, until, within, «до», «к», «в течение») is the last day that keeps it, since
    that is what tells how urgent it is. «В начале февраля» are its first ten days.
    """
    from dialogs.reading.dates.periods import read_span  # noqa: PLC0415

    span = read_span(text, today)
    if isinstance(span, Unreadable):
        return span
    return Reading(Period(span.first, span.last), sure=span.sure)


def read_time(text: str) -> Reading[time] | Unreadable:
    """A time of day, to the minute.

    An hour from one to seven without a part of the day is taken for the afternoon and is not
    sure; neither is a time with a zone or a hedge. Two times are Unreadable("ambiguous").
    """
    from dialogs.reading.dates import times  # noqa: PLC0415

    return times.read_time(text)
