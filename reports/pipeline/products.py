"""/products: who asks for which product, and which are sold, first orders and later ones apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import About, Asked
from reports.pipeline.bundles import By
from reports.pipeline.lead_tables import APART, Bundled, apart, lead_table, size_of
from reports.purchases.reader import Taken
from reports.slices import slices
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table

TABLES = {"leads": By.PRODUCT}
ORDERS = "orders"
COLUMNS = tuple(
    Column(metric)
    for metric in (
        "paid",
        "revenue",
        "avg_cheque",
        "discount",
        "first_paid",
        "first_revenue",
        "repeat_paid",
        "repeat_revenue",
    )
)


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders of one product (`UNKNOWN` for none), and those among them that were the first of
    their client."""

    product: str
    orders: int
    revenue: int
    discount: int
    first_orders: int
    first_revenue: int


@dataclass(frozen=True, slots=True)
class Those:
    """Orders of a product, of any for None; the first of their clients, or the others; with what
    was let off."""

    product: str | None
    first: bool | None
    discounted: bool


class SoldReader(Protocol):
    """Orders that are taken, of clients that are known."""

    async def sold(self, taken: Taken) -> Sequence[Sold]:
        """By product."""
        ...

    async def left_out(self, taken: Taken) -> int:
        """Orders of nobody known or in another currency."""
        ...

    async def sold_of(self, taken: Taken, these: Those) -> Behind:
        """The orders."""
        ...


class Products:
    """`reports.source.Source` of /products."""

    def __init__(self, bundled: Bundled, reader: SoldReader, zone: ZoneInfo) -> None:
        self._bundled = bundled
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """Leads of the period by product, and orders paid in it."""
        about, found = await self._bundled.find(asked, today, {**TABLES, **APART})
        taken = self._taken(about)
        sold = sorted(await self._reader.sold(taken), key=lambda one: (-one.revenue, one.product))
        return Report(
            "products",
            about,
            size_of(found) + sum(one.orders for one in sold),
            (
                lead_table("leads", Kind.PRODUCT, found, 0),
                _orders(sold),
                *apart(found),
            ),
            await self._reader.left_out(taken),
        )

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads or orders behind a figure."""
        if spot.table != ORDERS:
            return await self._bundled.behind(asked, today, spot, TABLES)
        if spot.column not in {one.id for one in COLUMNS}:
            return None
        about = await self._bundled.about(asked, today)
        kind, _, _ = spot.metric.partition("_")
        return await self._reader.sold_of(
            self._taken(about),
            Those(
                None if spot.row == ALL.id else spot.row,
                {"first": True, "repeat": False}.get(kind),
                spot.metric == "discount",
            ),
        )

    def _taken(self, about: About) -> Taken:
        return Taken(slices(about.period, self._zone), about.currency, about.filters)


def _orders(sold: Sequence[Sold]) -> Table:
    every = Sold(
        ALL.id,
        *(
            sum(getattr(one, name) for one in sold)
            for name in ("orders", "revenue", "discount", "first_orders", "first_revenue")
        ),
    )
    rows = tuple(Row(Named(Kind.PRODUCT, one.product), _cells(one)) for one in sold)
    return Table(ORDERS, Kind.PRODUCT, COLUMNS, rows, Row(ALL, _cells(every)) if rows else None)


def _cells(one: Sold) -> tuple[Cell, ...]:
    average = Cell(Fraction(one.revenue, one.orders), one.orders) if one.orders else NOTHING
    return (
        Cell(one.orders),
        Cell(one.revenue),
        average,
        Cell(one.discount),
        Cell(one.first_orders),
        Cell(one.first_revenue),
        Cell(one.orders - one.first_orders),
        Cell(one.revenue - one.first_revenue),
    )
