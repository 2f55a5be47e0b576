"""/offers: what a sale of each product takes: meetings, and hours spent in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.pipeline.bundles import ENQUIRIES, SALES, BundleReader, By, Picked
from reports.pipeline.funnel import Began, came_of, period_of
from reports.slices import Came, instants
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table

CAME = {step: Column("stage_reached", Named(Kind.METRIC, step)) for step in (ENQUIRIES, SALES)}
COLUMNS = (
    *CAME.values(),
    Column("meetings_held"),
    Column("meeting_time"),
    Column("meetings_per_sale"),
    Column("time_per_sale"),
)
OF_MEETINGS = frozenset({"meetings_held", "meeting_time"})


@dataclass(frozen=True, slots=True)
class Effort:
    """Leads of one product (`UNKNOWN` for none) whose enquiry came in a period: how many, how many
    of them paid, and the meetings held with all of them."""

    product: str
    enquiries: int
    sales: int
    meetings: int
    spent: timedelta


class EffortReader(Began, Protocol):
    """Leads whose enquiry came then."""

    async def effort(self, came: Came, filters: Filters) -> Sequence[Effort]:
        """By product."""
        ...

    async def meetings_of(self, came: Came, filters: Filters, product: str | None) -> Behind:
        """The meetings held, by when; a lead as often as it was met."""
        ...


class Offers:
    """`reports.source.Source` of /offers."""

    def __init__(self, reader: EffortReader, bundles: BundleReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._bundles = bundles
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """Products by the time that was spent on them."""
        period = await period_of(self._reader, asked, today, self._zone)
        came = came_of(asked, period, self._zone)
        found = await self._reader.effort(came, asked.filters)
        ordered = sorted(found, key=lambda one: (-one.spent, -one.enquiries, one.product))
        every = Effort(
            ALL.id,
            sum(one.enquiries for one in found),
            sum(one.sales for one in found),
            sum(one.meetings for one in found),
            sum((one.spent for one in found), timedelta()),
        )
        rows = tuple(Row(Named(Kind.PRODUCT, one.product), _cells(one)) for one in ordered)
        table = Table("effort", Kind.PRODUCT, COLUMNS, rows, Row(ALL, _cells(every)))
        return Report("offers", About(period, asked.filters), every.enquiries, (table,))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads behind a figure; of a mean the sales it rests on."""
        if spot.table != "effort" or spot.column not in {one.id for one in COLUMNS}:
            return None
        period = await period_of(self._reader, asked, today, self._zone)
        product = None if spot.row == ALL.id else spot.row
        if spot.metric in OF_MEETINGS:
            came = came_of(asked, period, self._zone)
            return await self._reader.meetings_of(came, asked.filters, product)
        step = spot.group or SALES
        keys = None if product is None else {By.PRODUCT: product}
        since, until = instants(period, self._zone)
        return await self._bundles.leads_of(since, until, asked.filters, Picked(step, keys))


def _cells(one: Effort) -> tuple[Cell, ...]:
    sales = one.sales
    per_sale = Cell(Fraction(one.meetings, sales), sales) if sales else NOTHING
    time_per_sale = Cell(one.spent / sales, sales) if sales else NOTHING
    return (
        Cell(one.enquiries),
        Cell(sales),
        Cell(one.meetings),
        Cell(one.spent, one.meetings),
        per_sale,
        time_per_sale,
    )
