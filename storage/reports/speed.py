"""`reports.sellers.speed.SpeedReader` over the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    select,
    values,
)

from reports.sellers.promise import Calendar
from reports.sellers.speed import AT_ONCE, Wait, Waits, When
from reports.sellers.spread import Spread
from reports.source import Behind
from reports.tables import ALL
from storage.columns import EPOCH, MICROSECOND
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads
from storage.reports.sellers import owner
from storage.reports.spans import Microseconds, span, spreads
from storage.tables import leads

HOUR, DAY = timedelta(hours=1) // MICROSECOND, timedelta(days=1) // MICROSECOND
THURSDAY = 3
"""1970 began on one: so many days after a Monday."""
BOUNDS: dict[Wait, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    Wait.FIRST_REPLY: (leads.c.enquired_at, leads.c.first_reply_at),
    Wait.SPEED_TO_LEAD: (leads.c.qualified_at, leads.c.taken_at),
    Wait.TIME_TO_TAKE: (leads.c.enquired_at, leads.c.taken_at),
}


class Speeds(Enquiries):
    """Waits of the leads of one database."""

    async def spreads(self, waits: Waits, wait: Wait) -> Mapping[str, Spread]:
        """Medians and ninetieth percentiles."""
        statement = _waited(waits, wait).with_only_columns(
            _group(waits).label("grouped"), span(*BOUNDS[wait]).label("span")
        )
        return await self._database.read(lambda c: spreads(c, statement))

    async def in_time(self, waits: Waits, wait: Wait) -> Mapping[str, int]:
        """Those before their deadline."""
        return await self._counted(waits, _kept(waits, wait))

    async def came(self, waits: Waits) -> Mapping[str, int]:
        """Enquiries."""
        return await self._counted(waits, _enquired(waits))

    async def behind(self, waits: Waits, wait: Wait, group: str, *, in_time: bool) -> Behind:
        """Leads that waited."""
        those = _kept(waits, wait) if in_time else _waited(waits, wait)
        return await self._behind(waits, those, BOUNDS[wait][1], group)

    async def enquired(self, waits: Waits, group: str) -> Behind:
        """Leads that enquired."""
        return await self._behind(waits, _enquired(waits), leads.c.enquired_at, group)

    async def _counted(self, waits: Waits, those: Select[Any]) -> Mapping[str, int]:
        group = _group(waits)
        statement = those.with_only_columns(group, func.count()).group_by(group)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {str(name): int(many) for name, many in rows}

    async def _behind(
        self, waits: Waits, those: Select[Any], at: ColumnElement[Any], group: str
    ) -> Behind:
        statement = those.where(_group(waits) == group).with_only_columns(
            leads.c.id.label("lead"), at.label("at")
        )
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _enquired(waits: Waits) -> Select[Any]:
    return select(leads.c.id).where(
        leads.c.enquired_at >= waits.since,
        leads.c.enquired_at < waits.until,
        *counting_leads(waits.filters),
    )


def _waited(waits: Waits, wait: Wait) -> Select[Any]:
    begun, ended = BOUNDS[wait]
    return _enquired(waits).where(begun.is_not(None), ended.is_not(None))


def _kept(waits: Waits, wait: Wait) -> Select[Any]:
    """Those of `_waited` who waited no longer than was promised."""
    begun, ended = BOUNDS[wait]
    if wait is not Wait.SPEED_TO_LEAD:
        return _waited(waits, wait).where(span(begun, ended) <= AT_ONCE // MICROSECOND)
    days = _days(waits.calendar)
    number = _local(begun, waits.calendar) // DAY
    within = waits.calendar.within // MICROSECOND
    asked = Microseconds(begun)
    deadline = case(
        (asked < days.c.opens, days.c.opens + within),
        (asked <= days.c.closes - within, asked + within),
        (asked < days.c.closes, days.c.reopens + within - (days.c.closes - asked)),
        else_=days.c.reopens + within,
    )
    found = _waited(waits, wait).join_from(leads, days, days.c.number == number)
    return found.where(Microseconds(ended) <= deadline)


def _group(waits: Waits) -> ColumnElement[str]:
    local = _local(leads.c.enquired_at, waits.calendar)
    match waits.by:
        case When.SELLER:
            return cast(owner, Text)
        case When.HOUR:
            return cast(local // HOUR % 24, Text)
        case When.WEEKDAY:
            return cast((local // DAY + THURSDAY) % 7 + 1, Text)
    return literal(ALL.id, Text)


def _local(instant: ColumnElement[Any], calendar: Calendar) -> ColumnElement[int]:
    """Microseconds of the company's wall clock."""
    at = Microseconds(instant)
    first, *later = calendar.offsets
    moved = [(at >= _number(one.since), one.ahead // MICROSECOND) for one in reversed(later)]
    ahead = first.ahead // MICROSECOND
    return at + (case(*moved, else_=ahead) if moved else ahead)


def _days(calendar: Calendar) -> Any:
    names = ("number", "opens", "closes", "reopens")
    rows = values(*(column(name, BigInteger) for name in names)).data(
        [
            (one.number, _number(one.opens), _number(one.closes), _number(one.reopens))
            for one in calendar.days
        ]
    )
    return rows.cte("days")


def _number(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND
