"""Bundles of leads as tables: a line for each channel, product or salesperson."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from leads.company import Grade
from reports.asking.asked import About, Asked
from reports.grouping import grouped
from reports.intervals import share
from reports.pipeline.bundles import SALES, Bundle, BundleReader, By, Picked
from reports.pipeline.funnel import STEPS, period_of
from reports.slices import instants
from reports.source import Behind, Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Row, Table, cell_of

APART: Mapping[str, By] = {"sides": By.SIDE, "whose": By.WHOSE}
"""Tables beside those by channel, product or salesperson, and by what they go."""
OF_ORDERS = frozenset({"lead_orders", "lead_revenue"})

LEAD_COLUMNS = (
    *(Column("stage_reached", Named(Kind.METRIC, step)) for step in STEPS),
    Column("lead_sale_share"),
    *(Column("lead_grade", Named(Kind.GRADE, one.value)) for one in Grade),
    Column("lead_orders"),
    Column("lead_revenue"),
    Column("lead_potential"),
)
"""The columns of `lead_cells`."""


def lead_cells(found: Iterable[Bundle]) -> tuple[Cell, ...]:
    """Everything told of some bundles together."""
    bundles = tuple(found)
    reached = [sum(one.reached[at] for one in bundles) for at in range(len(STEPS))]
    return (
        *(Cell(many) for many in reached),
        cell_of(share(reached[-1], reached[0])),
        *(Cell(sum(one.reached[0] for one in bundles if one.grade == grade)) for grade in Grade),
        Cell(sum(one.orders for one in bundles)),
        Cell(sum(one.revenue for one in bundles)),
        Cell(sum(one.potential for one in bundles)),
    )


def lead_table(id_: str, kind: Kind, found: Sequence[Bundle], key: int) -> Table:
    """A line for every value of the key at that place, those with most enquiries first, and one
    for all."""
    groups = grouped(found, lambda one: one.keys[key])
    rows = [Row(Named(kind, name), lead_cells(those)) for name, those in groups.items()]
    rows.sort(key=_most)
    return Table(id_, kind, LEAD_COLUMNS, tuple(rows), Row(ALL, lead_cells(found)))


def apart(found: Sequence[Bundle]) -> tuple[Table, ...]:
    """Cold, warm and repeat apart; own leads and those that a partner has apart: of bundles whose
    last keys are those of `APART`."""
    return (
        lead_table("sides", Kind.SIDE, found, -2),
        lead_table("whose", Kind.WORDS, found, -1),
    )


def size_of(found: Iterable[Bundle]) -> int:
    """How many enquiries bundles hold."""
    return sum(one.reached[0] for one in found)


def picked(spot: Spot, tables: Mapping[str, By], currency: str) -> Picked | None:
    """Which leads a figure of a `lead_table` is about; None where there is no such figure.
    `tables` says by what those tables go that are not of `APART`."""
    rows = _of_row(spot, tables)
    if rows is None or spot.column not in {one.id for one in LEAD_COLUMNS}:
        return None
    if spot.metric == "stage_reached":
        return replace(rows, step=spot.group)
    if spot.metric == "lead_grade":
        return replace(rows, grade=spot.group)
    if spot.metric == "lead_potential":
        return replace(rows, promised=currency)
    return replace(rows, step=SALES) if spot.metric == "lead_sale_share" else rows


def _of_row(spot: Spot, tables: Mapping[str, By]) -> Picked | None:
    by = {**APART, **tables}.get(spot.table)
    if by is None:
        return None
    return Picked() if spot.row == ALL.id else Picked(keys={by: spot.row})


def _most(row: Row) -> tuple[int | Fraction, str]:
    many = row.cells[0].value
    return (-many if isinstance(many, int | Fraction) else 0, row.name.id)


class Bundled:
    """Bundles of what was asked for."""

    def __init__(self, reader: BundleReader, zone: ZoneInfo, currency: str) -> None:
        self._reader = reader
        self._zone = zone
        self._currency = currency

    async def about(self, asked: Asked, today: date) -> About:
        """The period that was asked for, and the filters."""
        period = await period_of(self._reader, asked, today, self._zone)
        return About(period, asked.filters, self._currency)

    async def find(
        self, asked: Asked, today: date, tables: Mapping[str, By]
    ) -> tuple[About, list[Bundle]]:
        """The bundles by what the tables go, in their order; and what they are about."""
        about = await self.about(asked, today)
        since, until = instants(about.period, self._zone)
        by = tuple(tables.values())
        found = await self._reader.bundles(since, until, asked.filters, self._currency, by)
        return about, list(found)

    async def behind(
        self, asked: Asked, today: date, spot: Spot, tables: Mapping[str, By]
    ) -> Behind | None:
        """Who is behind a figure of a table of bundles: leads, or for money their orders."""
        those = picked(spot, tables, self._currency)
        if those is None:
            return None
        about = await self.about(asked, today)
        since, until = instants(about.period, self._zone)
        if spot.metric in OF_ORDERS:
            return await self._reader.orders_of(since, until, asked.filters, self._currency, those)
        return await self._reader.leads_of(since, until, asked.filters, those)
