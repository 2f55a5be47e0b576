"""Which days are worked: public holidays, days off that were moved, working Saturdays, short days.

Values and their reading from data. Hours are `leads.policy`, arithmetic is `leads.working_time`;
where the days of a country come from is `leads.public_holidays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date


class BadCalendar(ValueError):
    """The data do not make a calendar; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from the ordinary week.

    `off` nobody works, on `worked` days everybody does though they fall on a weekend, `short` days
    end an hour early. `yearly` (month, day) are the holidays of years that are not in `years`: for
    them nobody has said yet how days off move.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    short: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()

    def works(self, day: date, weekdays: frozenset[int]) -> bool:
        """Whether `day` is worked by whoever works on `weekdays` (0 is Monday)."""
        if day in self.worked:
            return True
        if day in self.off:
            return False
        if day.year not in self.years and (day.month, day.day) in self.yearly:
            return False
        return day.weekday() in weekdays

    def with_own(self, off: Iterable[date], worked: Iterable[date]) -> Calendar:
        """The calendar with a company's own days, which have the last word; off before worked."""
        free = frozenset(off)
        extra = frozenset(worked) - free
        return replace(self, off=(self.off - extra) | free, worked=(self.worked - free) | extra)


ORDINARY_WEEK = Calendar()


def read_calendar(raw: Mapping[str, object]) -> Calendar:
    """A calendar from data: `yearly` as "MM-DD", and `off`, `worked`, `short` dates per year.

    Raises BadCalendar.
    """
    days: dict[str, set[date]] = {"off": set(), "worked": set(), "short": set()}
    years = raw.get("years", {})
    if not isinstance(years, Mapping):
        raise BadCalendar("`years` must be a table of years")
    for year, lists in years.items():
        if not str(year).isdigit() or not isinstance(lists, Mapping):
            raise BadCalendar(f"years.{year} must be a year with lists of dates")
        for name, found in lists.items():
            if name not in days or not isinstance(found, list):
                raise BadCalendar(f"years.{year}.{name} must be off, worked or short: a list")
            days[name].update(_date(item, int(year)) for item in found)
    yearly = raw.get("yearly", [])
    if not isinstance(yearly, list):
        raise BadCalendar("`yearly` must be a list of MM-DD")
    return Calendar(
        off=frozenset(days["off"]),
        worked=frozenset(days["worked"]),
        short=frozenset(days["short"]),
        years=frozenset(int(year) for year in years),
        yearly=frozenset(_month_day(item) for item in yearly),
    )


def _date(raw: object, year: int) -> date:
    if not isinstance(raw, date) or raw.year != year:
        raise BadCalendar(f"{raw!r} is no date of {year}")
    return raw


def _month_day(raw: object) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{raw}")  # a leap year, so that 02-29 is a day
    except ValueError as error:
        raise BadCalendar(f"{raw!r} is no MM-DD") from error
    return day.month, day.day
