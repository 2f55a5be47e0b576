"""/links: what each link has brought: how often it was opened, and what became of who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.grouping import grouped
from reports.pipeline.bundles import Bundle, By
from reports.pipeline.lead_tables import LEAD_COLUMNS, Bundled, lead_cells, size_of
from reports.slices import instants
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table

TABLES = {"links": By.CAMPAIGN}
VISITS = "visits"


class LinkReader(Protocol):
    """Links by their code."""

    async def opened(
        self, since: datetime, until: datetime, channel: str | None
    ) -> Mapping[str, int]:
        """How often each was opened in [since, until)."""
        ...

    async def names(self) -> Mapping[str, str]:
        """What each is called."""
        ...


class LinkReport:
    """`reports.source.Source` of /links."""

    def __init__(self, bundled: Bundled, reader: LinkReader, zone: ZoneInfo) -> None:
        self._bundled = bundled
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """A line for every link that was opened or that somebody came by, the busiest first."""
        about, found = await self._bundled.find(asked, today, TABLES)
        by_link = grouped(found, lambda one: one.keys[0])
        since, until = instants(about.period, self._zone)
        told = counts_visits(asked.filters)
        channel = asked.filters.channel
        opened = dict(await self._reader.opened(since, until, channel)) if told else {}
        names = await self._reader.names()
        rows = []
        for code in sorted({*by_link, *opened}, key=lambda one: _rank(by_link, opened, one)):
            visits = Cell(opened.get(code, 0)) if told else NOTHING
            named = Named(Kind.WORDS, code, names.get(code, code))
            rows.append(Row(named, (visits, *lead_cells(by_link.get(code, ())))))
        table = Table("links", Kind.WORDS, (Column(VISITS), *LEAD_COLUMNS), tuple(rows))
        size = sum(map(size_of, by_link.values())) + sum(opened.values())
        return Report("links", about, size, (table,))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads or orders behind a figure; an opening alone is nobody's case."""
        if spot.column == VISITS or spot.row == ALL.id or spot.table not in TABLES:
            return None
        return await self._bundled.behind(asked, today, spot, TABLES)


def counts_visits(filters: Filters) -> bool:
    """Whether visits can be told apart so: they have a channel and nothing else."""
    return filters.product is None and filters.temperature is None and filters.manager is None


def _rank(
    by_link: Mapping[str, Sequence[Bundle]], opened: Mapping[str, int], code: str
) -> tuple[int, int, str]:
    """The busiest first."""
    return (-size_of(by_link.get(code, ())), -opened.get(code, 0), code)
