"""Reports that count cases one by one: tables, and the cases behind every figure of them. Pure.

A figure and its cases are made in one go, so that they can't tell different things.
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

MICROSECOND = timedelta(microseconds=1)
Those = Mapping[int, datetime]
"""Ids of cases (of leads, unless a report says otherwise), each with when what is counted happened
to it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and the cases behind it."""

    cell: Cell
    those: Those


def count(those: Those) -> Counted:
    """How many they are."""
    return Counted(Cell(len(those)), those)


def part(those: Those, of: int) -> Counted:
    """Which share of so many they are, with its interval."""
    return Counted(cell_of(share(len(those), of)), those)


def middle(spans: Sequence[int], those: Those) -> Counted:
    """The median of the spans of these cases, in microseconds."""
    cell = Cell(median(spans) * MICROSECOND, len(spans)) if spans else NOTHING
    return Counted(cell, those)


def median_of(spans: Sequence[timedelta]) -> Cell:
    """The median with how many spans it rests on; nothing of none."""
    if not spans:
        return NOTHING
    return Cell(timedelta(seconds=median(one.total_seconds() for one in spans)), len(spans))


Line = tuple[Named, Sequence[Counted]]


class Tally:
    """Makes tables, and keeps who is behind them."""

    def __init__(self) -> None:
        self.behind: dict[Spot, Those] = {}

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
            self.behind[Spot(table, name.id, column.id)] = figure.those
        return Row(name, tuple(figure.cell for figure in figures))


class CaseReader(Protocol):
    """Cases by name."""

    async def cases(self, those: Those) -> Behind:
        """These cases, the newest of them listed."""
        ...


class Tallied(ABC):
    """A `reports.source.Source` whose figures all count cases."""

    def __init__(self, cases: CaseReader) -> None:
        self._cases = cases

    @abstractmethod
    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """The report, and who is behind each of its figures."""

    async def report(self, asked: Asked, today: date) -> Report:
        """The report of what was asked."""
        report, _ = await self.tallied(asked, today)
        return report

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The cases behind a figure; None where it has no such figure."""
        _, behind = await self.tallied(asked, today)
        found = behind.get(spot)
        return None if found is None else await self._cases.cases(found)
