"""/managers: what each seller carries now, how fast they take leads, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.grouping import grouped
from reports.pipeline.bundles import By
from reports.pipeline.funnel import came_of
from reports.pipeline.lead_tables import (
    APART,
    LEAD_COLUMNS,
    Bundled,
    apart,
    lead_cells,
    size_of,
)
from reports.sellers.spread import Spread, middle_of
from reports.slices import Came, instants
from reports.source import Behind, Spot
from reports.tables import ALL, UNKNOWN, Cell, Column, Kind, Named, Report, Row, Table

TABLES = {"sellers": By.OWNER}
COLUMNS = (Column("load"), *LEAD_COLUMNS, Column("speed_to_lead"), Column("overridden"))


class SellerReader(Protocol):
    """What is told of sellers by their Telegram ids; None is all together."""

    async def load(self, filters: Filters) -> Mapping[int, int]:
        """Open leads that they have now."""
        ...

    async def taking(self, came: Came, filters: Filters) -> Mapping[int | None, Spread]:
        """From the verdict until they took it, of leads whose enquiry came then, whoever has them
        now."""
        ...

    async def overridden(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[int, int]:
        """Verdicts that they decided otherwise in [since, until)."""
        ...

    async def loaded(self, filters: Filters, seller: int | None) -> Behind:
        """The open leads, by when they came to their stage."""
        ...

    async def taken(self, came: Came, filters: Filters, seller: int | None) -> Behind:
        """The leads that somebody took, by when."""
        ...

    async def overrides(
        self, since: datetime, until: datetime, filters: Filters, seller: int | None
    ) -> Behind:
        """The leads whose verdict was decided otherwise, as often as it was."""
        ...


class Managers:
    """`reports.source.Source` of /managers."""

    def __init__(self, bundled: Bundled, reader: SellerReader, zone: ZoneInfo) -> None:
        self._bundled = bundled
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """Everybody who has leads or decided something."""
        about, found = await self._bundled.find(asked, today, {**TABLES, **APART})
        since, until = instants(about.period, self._zone)
        came = came_of(asked, about.period, self._zone)
        load = await self._reader.load(asked.filters)
        taking = await self._reader.taking(came, asked.filters)
        overridden = await self._reader.overridden(since, until, asked.filters)
        bundles = grouped(found, lambda one: one.keys[0])
        names = sorted(
            {*bundles, *(str(one) for one in (*load, *overridden))},
            key=lambda name: (-size_of(bundles.get(name, ())), name),
        )

        def row(name: str) -> Row:
            seller = int(name) if name != UNKNOWN else 0
            return Row(
                Named(Kind.MANAGER, name),
                (
                    Cell(load.get(seller, 0)),
                    *lead_cells(bundles.get(name, ())),
                    middle_of(taking.get(seller)),
                    Cell(overridden.get(seller, 0)),
                ),
            )

        every = Row(
            ALL,
            (
                Cell(sum(load.values())),
                *lead_cells(found),
                middle_of(taking.get(None)),
                Cell(sum(overridden.values())),
            ),
        )
        table = Table("sellers", Kind.MANAGER, COLUMNS, tuple(row(one) for one in names), every)
        size = size_of(found) + sum(load.values())
        return Report("managers", about, size, (table, *apart(found)))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads or orders behind a figure."""
        if spot.table not in TABLES or spot.column in {one.id for one in LEAD_COLUMNS}:
            return await self._bundled.behind(asked, today, spot, TABLES)
        seller = None if spot.row == ALL.id else _number(spot.row)
        about = await self._bundled.about(asked, today)
        since, until = instants(about.period, self._zone)
        came = came_of(asked, about.period, self._zone)
        match spot.column:
            case "load":
                return await self._reader.loaded(asked.filters, seller)
            case "speed_to_lead":
                return await self._reader.taken(came, asked.filters, seller)
            case "overridden":
                return await self._reader.overrides(since, until, asked.filters, seller)
        return None


def _number(row: str) -> int:
    """Nobody's number is 0."""
    return int(row) if row.isdecimal() else 0
