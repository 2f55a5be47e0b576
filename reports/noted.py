"""A report with what is to be said beside its figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reports.asking.asked import Asked
from reports.source import Behind, Source, Spot
from reports.tables import Note, Report


@dataclass(frozen=True, slots=True)
class Noted:
    """`reports.source.Source`: the figures are those of another one."""

    figures: Source
    notes: Callable[[Report], Awaitable[Sequence[Note]]]

    async def report(self, asked: Asked, today: date) -> Report:
        """The report with its notes."""
        report = await self.figures.report(asked, today)
        return replace(report, notes=(*report.notes, *await self.notes(report)))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """Who is behind a figure."""
        return await self.figures.behind(asked, today, spot)
