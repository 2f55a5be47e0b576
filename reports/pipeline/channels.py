"""/channels: where leads came from, by either source, and what became of them."""

from __future__ import annotations

from datetime import date

from reports.asking.asked import Asked
from reports.pipeline.bundles import By
from reports.pipeline.lead_tables import APART, Bundled, apart, lead_table, size_of
from reports.source import Behind, Spot
from reports.tables import Kind, Report

TABLES = {"last": By.LAST, "first": By.FIRST}


class Channels:
    """`reports.source.Source` of /channels."""

    def __init__(self, bundled: Bundled) -> None:
        self._bundled = bundled

    async def report(self, asked: Asked, today: date) -> Report:
        """Leads by channel: steps, grades and money, by either source."""
        about, found = await self._bundled.find(asked, today, {**TABLES, **APART})
        tables = [lead_table(name, Kind.CHANNEL, found, at) for at, name in enumerate(TABLES)]
        return Report("channels", about, size_of(found), (*tables, *apart(found)))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads or orders behind a figure."""
        return await self._bundled.behind(asked, today, spot, TABLES)
