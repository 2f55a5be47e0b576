"""The day and the month of a birthday; nobody's year is kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leads.local_time import in_year


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day that comes every year. ValueError for one that no calendar has."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2000, self.month, self.day)  # a leap year

    def __str__(self) -> str:
        """As it is stored: `MM-DD`."""
        return f"{self.month:02}-{self.day:02}"

    def of(self, year: int) -> date:
        """When it is kept that year: of a 29th of February the 28th in ordinary years."""
        return in_year(self.month, self.day, year)


def birthday_from(stored: str) -> Birthday:
    """What `str` made of one, and back."""
    month, _, day = stored.partition("-")
    return Birthday(int(month), int(day))


def born_on(day: date) -> Birthday:
    """The birthday of whoever was born on that day."""
    return Birthday(day.month, day.day)
