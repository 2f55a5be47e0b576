"""Calendar months of a zone as slices of time, numbered so that a difference is an age. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from dialogs.reading.dates.calendar import add_months

Came = tuple[datetime, datetime] | None
"""In [since, until), or ever."""
ALL_TIMES = Period(date(1970, 1, 1), date(2099, 12, 31))
"""Orders lie within."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a calendar month that counts: instants in [since, until). `month` is
    year × 12 + month - 1."""

    month: int
    since: datetime
    until: datetime


def month_of(day: date) -> int:
    """The number of the month that the day lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The day that the month with that number begins on."""
    return date(month // 12, month % 12 + 1, 1)


def month_id(month: int) -> str:
    """The month with that number as YYYY-MM."""
    return f"{first_day(month):%Y-%m}"


def slices(period: Period, zone: ZoneInfo) -> tuple[Slice, ...]:
    """The months that a period (both days included) touches, cut to it."""
    return tuple(_slices(period, zone))


def looking_back(today: date, months: int) -> Period:
    """The last so many months up to today, which is one of their days."""
    begun = add_months(today, -months)
    return Period(today if begun is None else begun + timedelta(days=1), today)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant that the day begins at in `zone`."""
    return datetime.combine(day, time.min, zone)


def instants(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The period as [since, until)."""
    return midnight(period.first, zone), midnight(period.last + timedelta(days=1), zone)


def _slices(period: Period, zone: ZoneInfo) -> Iterator[Slice]:
    end = period.last + timedelta(days=1)
    for month in range(month_of(period.first), month_of(period.last) + 1):
        begin = max(first_day(month), period.first)
        stop = min(first_day(month + 1), end)
        yield Slice(month, midnight(begin, zone), midnight(stop, zone))
