"""/plan: a table for each thing agreed, month by month: planned, come, and which share of the plan
that is.

Unlike the funnel it counts by when something happened: leads in the month of their enquiry, steps
in the month in which a lead first came to them, revenue in the month of the payment. Agreements are
about the whole company and whole months, so filters change nothing and a period is rounded up to
months (today ends the present one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import EVERYTHING
from reports.plan.months import PLANNED, REVENUE, Plan
from reports.purchases.reader import Bought, PurchaseReader, Taken
from reports.slices import Slice, first_day, looking_back, month_id, month_of, slices
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table

ID = "plan"
MONTHS = 3
"""So many months are shown where no period was named, the present one among them."""
COUNTED = tuple(one for one in PLANNED if one != REVENUE)
DONE = "plan_done"
OF_LEADS = (Column("planned"), Column("plan_fact"), Column(DONE))
OF_MONEY = (Column("planned_revenue"), Column("revenue"), Column(DONE))
FACTS = frozenset({"plan_fact", "revenue", DONE})


class HappenedReader(Protocol):
    """Leads by what happened to them in a month, whenever their enquiry came."""

    async def happened(self, months: Sequence[Slice], what: str) -> Mapping[int, int]:
        """How many of one of `COUNTED` in each of some months (at least one), by their numbers."""
        ...

    async def behind(self, months: Sequence[Slice], what: str) -> Behind:
        """Which leads those are."""
        ...


class AgainstPlan:
    """`reports.source.Source` of /plan."""

    def __init__(
        self,
        plan: Plan,
        leads: HappenedReader,
        orders: PurchaseReader,
        zone: ZoneInfo,
        currency: str,
    ) -> None:
        self._plan = plan
        self._leads = leads
        self._orders = orders
        self._zone = zone
        self._currency = currency

    async def report(self, asked: Asked, today: date) -> Report:
        """Every table that has a plan in these months; its size is how many figures are planned."""
        period, months = self._months(asked, today)
        taken = Taken(slices(period, self._zone), self._currency)
        tables = []
        for what in PLANNED:
            if mine := [one for one in months if what in self._plan[one.month]]:
                planned = {one.month: self._plan[one.month][what] for one in mine}
                tables.append(_table(what, planned, await self._came(what, mine, taken)))
        size = sum(len(one.rows) for one in tables)
        paid = any(one.id == REVENUE for one in tables)
        left_out = await self._orders.left_out(taken) if paid else 0
        about = About(period, EVERYTHING, self._currency)
        return Report(ID, about, size, tuple(tables), left_out)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads or orders that came; nobody is behind a plan."""
        what, (period, months) = spot.table, self._months(asked, today)
        mine = [
            one
            for one in months
            if what in self._plan[one.month] and spot.row in {ALL.id, month_id(one.month)}
        ]
        if spot.column not in FACTS or not mine:
            return None
        if what != REVENUE:
            return await self._leads.behind(mine, what)
        bought = Bought(months=tuple(one.month for one in mine))
        taken = Taken(slices(period, self._zone), self._currency)
        return await self._orders.bought(taken, bought)

    async def _came(self, what: str, months: Sequence[Slice], taken: Taken) -> Mapping[int, int]:
        if what != REVENUE:
            return await self._leads.happened(months, what)
        return {one.month: one.revenue for one in await self._orders.months(taken)}

    def _months(self, asked: Asked, today: date) -> tuple[Period, list[Slice]]:
        """The whole months asked for, and those of them that have a plan."""
        if asked.everything:
            first = min([*self._plan, month_of(today)])
            asked_for = Period(min(first_day(first), today), today)
        else:
            asked_for = asked.period or looking_back(today.replace(day=1), MONTHS - 1)
        since = first_day(month_of(asked_for.first))
        until = first_day(month_of(asked_for.last) + 1) - timedelta(days=1)
        period = Period(since, min(until, today))
        return period, [one for one in slices(period, self._zone) if one.month in self._plan]


def _table(what: str, planned: Mapping[int, int], found: Mapping[int, int]) -> Table:
    came = {month: found.get(month, 0) for month in planned}
    rows = tuple(
        Row(Named(Kind.MONTH, month_id(month)), _cells(planned[month], came[month]))
        for month in sorted(planned)
    )
    total = Row(ALL, _cells(sum(planned.values()), sum(came.values())))
    return Table(what, Kind.MONTH, OF_MONEY if what == REVENUE else OF_LEADS, rows, total)


def _cells(planned: int, came: int) -> tuple[Cell, ...]:
    return Cell(planned), Cell(came), Cell(Fraction(came, planned)) if planned else NOTHING
