"""The company's working calendar from the settings: a country's holidays and its own days."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.app.settings import Settings
from leads.calendar import ORDINARY_WEEK, Calendar, read_calendar
from leads.public_holidays import calendar_of

RUSSIA = Path(__file__).resolve().parents[2] / "leads" / "holidays.toml"
YEARS_AHEAD = 3


def working_calendar(settings: Settings, year: int) -> Calendar:
    """The calendar for the years around `year`. Raises NoHolidays, a sentence for a person."""
    match settings.holidays:
        case "":
            calendar = ORDINARY_WEEK
        case "RU":
            calendar = read_calendar(tomllib.loads(RUSSIA.read_text(encoding="utf-8")))
        case country:
            calendar = calendar_of(country, range(year - 1, year + YEARS_AHEAD))
    return calendar.with_own(settings.days_off, settings.days_worked)
