"""Periods that are offered to be tapped. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.reading.dates import Period
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.slices import first_day, looking_back, month_of

ROLLING = (3, 6, 12)
"""Months up to today."""


def presets(today: date, filters: Filters) -> dict[str, Asked]:
    """By the id of each, in the order to offer, with these filters."""
    month = month_of(today)
    quarter = month - month % 3
    year = first_day(month - month % 12)
    found = {
        "this_month": Period(first_day(month), today),
        "last_month": _upto(month - 1, month),
        "this_quarter": Period(first_day(quarter), today),
        "last_quarter": _upto(quarter - 3, quarter),
        **{f"months_{many}": looking_back(today, many) for many in ROLLING},
        "this_year": Period(year, today),
        "last_year": Period(date(today.year - 1, 1, 1), year - timedelta(days=1)),
    }
    asked = {name: Asked(period, filters=filters) for name, period in found.items()}
    return {**asked, "ever": Asked(everything=True, filters=filters)}


def _upto(first: int, month: int) -> Period:
    """From the month with that number up to another, which is not in it."""
    return Period(first_day(first), first_day(month) - timedelta(days=1))
