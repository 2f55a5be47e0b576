"""What was asked of a report as one short word, for buttons and rows, and back. Pure."""

from __future__ import annotations

from datetime import date

from dialogs.reading.dates import Period
from leads.lead import Temperature
from reports.asking.asked import Asked
from reports.asking.filters import Filters

APART = "~"
EVERYTHING = "*"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
OF_A_DAY = 4
"""Letters of a day: its ordinal in base 36."""


def coded(asked: Asked) -> str:
    """The word: period, product, channel, temperature, salesperson. ValueError where an id holds
    what keeps them apart."""
    filters, period = asked.filters, asked.period
    days = f"{_written(period.first)}{_written(period.last)}" if period else ""
    parts = (
        EVERYTHING if asked.everything else days,
        filters.product or "",
        filters.channel or "",
        filters.temperature.value if filters.temperature else "",
        "" if filters.manager is None else str(filters.manager),
    )
    if any(APART in part for part in parts):
        raise ValueError(f"{parts} can't be kept apart by {APART}")
    return APART.join(parts).rstrip(APART)


def decoded(word: str) -> Asked:
    """The inverse of `coded`; ValueError for anything else."""
    parts = word.split(APART)
    when, product, channel, heat, manager = (*parts, *("",) * (5 - len(parts)))
    return Asked(
        period=_period(when) if when not in {"", EVERYTHING} else None,
        everything=when == EVERYTHING,
        filters=Filters(
            product=product or None,
            channel=channel or None,
            temperature=Temperature(heat) if heat else None,
            manager=int(manager) if manager else None,
        ),
    )


def _period(days: str) -> Period:
    if len(days) != 2 * OF_A_DAY:
        raise ValueError(f"{days!r} are no two days")
    first, last = (
        date.fromordinal(int(one, len(DIGITS))) for one in (days[:OF_A_DAY], days[OF_A_DAY:])
    )
    return Period(first, last)


def _written(day: date) -> str:
    number, letters = day.toordinal(), ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        letters = DIGITS[digit] + letters
    return letters.rjust(OF_A_DAY, "0")
