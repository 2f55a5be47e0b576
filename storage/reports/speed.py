"""`reports.sellers.speed.SpeedReader` over the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    select,
    text,
)

from reports.sellers.promise import Calendar
from reports.sellers.speed import AT_ONCE, TOLD, Group, Groups, Wait, Waits, When
from reports.sellers.spread import Spread
from reports.source import Behind
from reports.tables import ALL
from storage.columns import MICROSECOND, micros
from storage.reports.cases import leads_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads, enquired
from storage.reports.sellers import taker
from storage.reports.spans import Microseconds, Spreads, span, spreads
from storage.tables import leads

HOUR, DAY = timedelta(hours=1) // MICROSECOND, timedelta(days=1) // MICROSECOND
THURSDAY = 3
"""1970 began on one: so many days after a Monday."""
BOUNDS: dict[Wait, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    Wait.FIRST_REPLY: (leads.c.enquired_at, leads.c.first_reply_at),
    Wait.SPEED_TO_LEAD: (leads.c.qualified_at, leads.c.taken_at),
    Wait.TIME_TO_TAKE: (leads.c.enquired_at, leads.c.taken_at),
}

IN_TIME = {Wait.FIRST_REPLY: "answered_in_time", Wait.SPEED_TO_LEAD: "taken_in_time"}
CAME = "came"

APART = tuple(when for when in TOLD if when is not When.ALL)
_TOLD = {
    (when, wait): (when.value if when in APART else None, wait.value)
    for when, those in TOLD.items()
    for wait in those
}


class Speeds(Enquiries):
    """Waits of the leads of one database."""

    async def groups(self, waits: Waits) -> Groups:
        """Two statements: who is counted where, then medians and ninetieth percentiles."""
        waited = _waited(waits)
        counted = _counted(_waited(waits, judged=True))

        def query(connection: Connection) -> Groups:
            counts = _folded(connection.execute(counted).mappings().all())
            return _groups(counts, spreads(connection, waited, list(_TOLD.values())))

        return await self._database.read(query)

    async def behind(
        self, waits: Waits, by: When, group: str, wait: Wait, *, in_time: bool
    ) -> Behind:
        """Leads that waited."""
        waited = _waited(waits, judged=in_time)
        those = _in_group(waited, by, group).where(waited.c[wait.value].is_not(None))
        if in_time:
            those = those.where(waited.c[IN_TIME[wait]] == 1)
        return await self._behind(those, BOUNDS[wait][1])

    async def enquired(self, waits: Waits, by: When, group: str) -> Behind:
        """Leads that enquired."""
        return await self._behind(_in_group(_waited(waits), by, group), leads.c.enquired_at)

    async def _behind(self, those: Select[Any], at: ColumnElement[Any]) -> Behind:
        statement = those.with_only_columns(leads.c.id.label("lead"), at.label("at"))
        keys = self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _waited(waits: Waits, *, judged: bool = False) -> CTE:
    """A row per lead: its groups and its waits; `judged`: whether those promised were in time."""
    local = _local(leads.c.enquired_at, waits.calendar)
    found = select(
        leads.c.id.label("lead"),
        taker.label(When.SELLER.value),
        (local // HOUR % 24).label(When.HOUR.value),
        ((local // DAY + THURSDAY) % 7 + 1).label(When.WEEKDAY.value),
        *(span(*BOUNDS[wait]).label(wait.value) for wait in Wait),
    ).where(*enquired(waits.came), *counting_leads(waits.filters))
    return (_judged(found, waits.calendar) if judged else found).cte("waited")


def _judged(found: Select[Any], calendar: Calendar) -> Select[Any]:
    at_once = span(*BOUNDS[Wait.FIRST_REPLY]) <= AT_ONCE // MICROSECOND
    asked, taken = BOUNDS[Wait.SPEED_TO_LEAD]
    days = _days(calendar)
    in_time = Microseconds(taken) <= _deadline(asked, days, calendar)
    return found.add_columns(
        case((at_once, 1)).label(IN_TIME[Wait.FIRST_REPLY]),
        case((in_time, 1)).label(IN_TIME[Wait.SPEED_TO_LEAD]),
    ).outerjoin_from(leads, days, days.c.number == _local(asked, calendar) // DAY)


def _deadline(asked: ColumnElement[Any], days: CTE, calendar: Calendar) -> ColumnElement[int]:
    """When the working time to take a lead in is over, that was asked for on one of the days."""
    at, within = Microseconds(asked), calendar.within // MICROSECOND
    return case(
        (at < days.c.opens, days.c.opens + within),
        (at <= days.c.closes - within, at + within),
        (at < days.c.closes, days.c.reopens + within - (days.c.closes - at)),
        else_=days.c.reopens + within,
    )


def _counted(waited: CTE) -> Select[Any]:
    """By all groups at once: there are few of them."""
    groups = [waited.c[when.value] for when in APART]
    told = (*(wait.value for wait in Wait), *IN_TIME.values())
    counts = (func.count(waited.c[one]).label(one) for one in told)
    return select(*groups, func.count().label(CAME), *counts).group_by(*groups)


def _folded(rows: Sequence[RowMapping]) -> Mapping[When, Mapping[str, Counter[str]]]:
    """Counts by each of the groups."""
    found: dict[When, dict[str, Counter[str]]] = {when: defaultdict(Counter) for when in TOLD}
    for row in rows:
        counts = {name: int(many) for name, many in row.items() if name not in APART}
        for when, groups in found.items():
            groups[str(row[when.value]) if when in APART else ALL.id].update(counts)
    return found


def _in_group(waited: CTE, by: When, group: str) -> Select[Any]:
    those = select(leads.c.id).join_from(waited, leads, leads.c.id == waited.c.lead)
    return those if by not in APART else those.where(cast(waited.c[by.value], Text) == group)


def _groups(counts: Mapping[When, Mapping[str, Counter[str]]], found: Spreads) -> Groups:
    def spread(when: When, wait: Wait, name: str) -> Spread | None:
        return found[_TOLD[when, wait]].get(name if when in APART else None)

    return {
        when: {
            name: Group(
                many[CAME],
                {wait: one for wait in TOLD[when] if (one := spread(when, wait, name))},
                {wait: many[told] for wait, told in IN_TIME.items()},
            )
            for name, many in groups.items()
        }
        for when, groups in counts.items()
    }


def _local(instant: ColumnElement[Any], calendar: Calendar) -> ColumnElement[int]:
    """Microseconds of the company's wall clock."""
    first, *later = calendar.offsets
    moved = [(instant >= one.since, one.ahead // MICROSECOND) for one in reversed(later)]
    ahead = first.ahead // MICROSECOND
    return Microseconds(instant) + (case(*moved, else_=ahead) if moved else ahead)


def _days(calendar: Calendar) -> CTE:
    """Written out: as parameters, four to a day, they would take longer to put together than the
    question takes to answer."""
    names = ("number", "opens", "closes", "reopens")
    rows = ", ".join(
        f"({one.number}, {micros(one.opens)}, {micros(one.closes)}, {micros(one.reopens)})"
        for one in calendar.days
    )
    told = ", ".join(f"column{place} AS {name}" for place, name in enumerate(names, 1))
    statement = text(f"SELECT {told} FROM (VALUES {rows}) AS listed")
    return statement.columns(*(column(name, BigInteger) for name in names)).cte("days")
