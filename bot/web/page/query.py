"""Filters in the address of a page → what is asked of a report, and back. Pure.

period=3m|month|… or from=2026-01-01&to=2026-03-31, product, channel, temperature, manager, lang.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from dialogs.reading.dates import Period
from dialogs.reading.dates.calendar import add_months
from leads.lead import Temperature
from reports.asking.asked import Asked
from reports.asking.filters import EVERYTHING, Filters
from reports.slices import looking_back

LONGEST_ID = 100
LOOKING_BACK = {"3m": 3, "6m": 6, "12m": 12}
PRESETS = (
    "month", "last_month", "quarter", "last_quarter", "3m", "6m", "12m", "year", "last_year", "all"
)  # fmt: skip
"""Periods with a name, as they are offered."""


class BadAddress(ValueError):
    """Something in the address means nothing; the message is the name of it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What stands in the address. Empty where nothing does."""

    period: str = ""
    first: date | None = None
    last: date | None = None
    filters: Filters = EVERYTHING
    lang: str = ""

    def asked(self, today: date) -> Asked:
        """For the report."""
        if self.first is not None and self.last is not None:
            return Asked(Period(self.first, min(self.last, today)), filters=self.filters)
        if self.period == "all":
            return Asked(everything=True, filters=self.filters)
        period = _named(self.period, today) if self.period else None
        return Asked(period, filters=self.filters)

    def text(self, **more: str) -> str:
        """The query part of an address, "?" included; "" for an empty one."""
        filters = self.filters
        pairs = {
            "period": self.period,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "product": filters.product or "",
            "channel": filters.channel or "",
            "temperature": filters.temperature.value if filters.temperature else "",
            "manager": str(filters.manager) if filters.manager else "",
            "lang": self.lang,
            **more,
        }
        kept = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def only(self, manager: int | None) -> Query:
        """The same of one salesperson's own leads, where there are only those."""
        if manager is None:
            return self
        return replace(self, filters=replace(self.filters, manager=manager))


def read(given: Mapping[str, str], languages: Iterable[str]) -> Query:
    """The query of an address. `BadAddress` names what means nothing; strangers are let be."""
    period, lang = given.get("period", ""), given.get("lang", "")
    if period and period not in PRESETS:
        raise BadAddress("period")
    if lang and lang not in set(languages):
        raise BadAddress("lang")
    first, last = _day(given, "from"), _day(given, "to")
    if (first is None) != (last is None):
        raise BadAddress("to" if last is None else "from")
    if first and last and last < first:
        raise BadAddress("to")
    temperature, owner = given.get("temperature", ""), given.get("manager", "")
    if temperature and temperature not in set(Temperature):
        raise BadAddress("temperature")
    manager = number(owner)
    if owner and manager is None:
        raise BadAddress("manager")
    return Query(
        period if first is None else "",
        first,
        last,
        Filters(
            product=_id(given, "product"),
            channel=_id(given, "channel"),
            temperature=Temperature(temperature) if temperature else None,
            manager=manager,
        ),
        lang,
    )


def number(text: str) -> int | None:
    """The number of a row or a person; longer ones nobody has."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None


def _named(name: str, today: date) -> Period:
    if months := LOOKING_BACK.get(name):
        return looking_back(today, months)
    month = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(month=1, day=1)
    begun = {"month": month, "quarter": quarter, "year": year}
    if name in begun:
        return Period(begun[name], today)
    whole, months = {
        "last_month": (month, 1),
        "last_quarter": (quarter, 3),
        "last_year": (year, 12),
    }[name]
    return Period(add_months(whole, -months) or whole, whole - timedelta(days=1))


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadAddress(name) from error


def _id(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name, "")
    if len(text) > LONGEST_ID:
        raise BadAddress(name)
    return text or None
