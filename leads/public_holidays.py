"""The public holidays of a country as a calendar, from the library `holidays` (extra `calendar`).

The only home of that library, which is loaded when it is asked for and not before. Russia ships as
data (leads/holidays.toml), made by `python -m leads.public_holidays RU 2025 2028`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from leads.calendar import Calendar

# Labour code of Russia, article 95: the working day right before a holiday is an hour shorter,
# also where a decree moved that working day to a Saturday.
SHORT_BEFORE_HOLIDAYS = frozenset({"RU"})
RUSSIA_YEARLY = (
    *((1, day) for day in range(1, 9)),
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
)  # article 112
SATURDAY = 5
_SUBSTITUTED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")


class NoHolidays(LookupError):
    """The holidays can't be had; the message says what to do."""


def calendar_of(country: str, years: Iterable[int]) -> Calendar:
    """The calendar of an ISO 3166 country for these years. Raises NoHolidays."""
    try:
        import holidays  # noqa: PLC0415 - heavy, and an extra
    except ImportError as error:
        raise NoHolidays(
            f"HOLIDAYS={country} needs a library: pip install 'prequal[calendar]'. "
            "Only RU comes without."
        ) from error
    wanted = sorted(set(years))
    try:
        found = holidays.country_holidays(country, years=wanted, language="en_US")
    except NotImplementedError as error:
        raise NoHolidays(
            f"HOLIDAYS={country}: no such country; use a code like RU or KZ."
        ) from error
    worked = frozenset(day for day in found.weekend_workdays if day.year in wanted)
    off = frozenset(day for day in found if day.year in wanted)
    if country not in SHORT_BEFORE_HOLIDAYS:
        return Calendar(off, worked, years=frozenset(wanted))
    moved = _moved(found)
    short = frozenset(day for day in _short(off, worked, moved) if day.year in wanted)
    return Calendar(off, worked, short, frozenset(wanted), frozenset(RUSSIA_YEARLY))


def _moved(found: Mapping[date, str]) -> dict[date, date]:
    """Day off → the weekend day that it was exchanged for, as the library tells it in words."""
    moved = {}
    for day, name in found.items():
        if told := _SUBSTITUTED.search(name):
            month, number, year = map(int, told.groups())
            moved[day] = date(year, month, number)
    return moved


def _short(
    off: frozenset[date], worked: frozenset[date], moved: Mapping[date, date]
) -> Iterator[date]:
    """Working days right before a holiday; for a free eve, the Saturday worked in its place."""
    for year in sorted({day.year for day in off}):
        for month, number in RUSSIA_YEARLY:
            eve = date(year, month, number) - timedelta(days=1)
            if eve in worked or (eve.weekday() < SATURDAY and eve not in off):
                yield eve
            elif moved.get(eve) in worked:
                yield moved[eve]


def main(arguments: list[str]) -> None:
    """Print the data of a country for the years from … to … (not included)."""
    country, first, last = arguments
    years = range(int(first), int(last))
    calendar = calendar_of(country, years)
    write = sys.stdout.write
    write(f"yearly = {[f'{month:02}-{day:02}' for month, day in sorted(calendar.yearly)]}\n")
    for year in years:
        write(f"\n[years.{year}]\n")
        for name in ("off", "worked", "short"):
            days = sorted(day for day in getattr(calendar, name) if day.year == year)
            write(f"{name} = [{', '.join(map(str, days))}]\n")


if __name__ == "__main__":
    main(sys.argv[1:])
