"""Reports that count leads one by one: tables, and the leads behind every figure of them. Pure.

A figure and its leads are made in one go, so that they can't tell different things.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Protocol

from reports.asking.asked import Asked
from reports.intervals import share
from reports.source import Behind, Spot
from reports.tables import NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

Leads = Mapping[int, datetime]
"""Ids of leads, each with when what is counted happened to it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and the leads behind it."""

    cell: Cell
    leads: Leads


def count(leads: Leads) -> Counted:
    """How many they are."""
    return Counted(Cell(len(leads)), leads)


def part(leads: Leads, of: int) -> Counted:
    """Which share of so many they are, with its interval."""
    return Counted(cell_of(share(len(leads), of)), leads)


def middle(spans: Mapping[int, timedelta], leads: Leads) -> Counted:
    """The median of the spans of these leads."""
    seconds = [spans[one].total_seconds() for one in leads]
    cell = Cell(timedelta(seconds=median(seconds)), len(seconds)) if seconds else NOTHING
    return Counted(cell, leads)


Line = tuple[Named, Sequence[Counted]]


class Tally:
    """Makes tables, and keeps who is behind them."""

    def __init__(self) -> None:
        self.behind: dict[Spot, Leads] = {}

    def table(
        self,
        id_: str,
        rows_are: Kind,
        columns: tuple[Column, ...],
        lines: Sequence[Line],
        total: Line | None = None,
    ) -> Table:
        """The table of these lines, figures by the columns."""
        rows = tuple(self._row(id_, columns, line) for line in lines)
        under = self._row(id_, columns, total) if total else None
        return Table(id_, rows_are, columns, rows, under)

    def _row(self, table: str, columns: tuple[Column, ...], line: Line) -> Row:
        name, figures = line
        for column, figure in zip(columns, figures, strict=True):
            self.behind[Spot(table, name.id, column.id)] = figure.leads
        return Row(name, tuple(figure.cell for figure in figures))


class CaseReader(Protocol):
    """Leads by name."""

    async def cases(self, leads: Leads) -> Behind:
        """These leads, the newest of them listed."""
        ...


class Tallied(ABC):
    """A `reports.source.Source` whose figures all count leads."""

    def __init__(self, cases: CaseReader) -> None:
        self._cases = cases

    @abstractmethod
    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Leads]]:
        """The report, and who is behind each of its figures."""

    async def report(self, asked: Asked, today: date) -> Report:
        """The report of what was asked."""
        report, _ = await self.tallied(asked, today)
        return report

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads behind a figure; None where it has no such figure."""
        _, behind = await self.tallied(asked, today)
        found = behind.get(spot)
        return None if found is None else await self._cases.cases(found)
