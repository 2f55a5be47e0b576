"""What every report is to its faces: asked for in one way, and asked who is behind a figure.

The reports of a running program are a mapping of `Source`s by id (the command without its slash).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from reports.asking.asked import Asked
from reports.tables import Report

MOST_CASES = 500
"""So many of the cases behind a figure are listed, the newest."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One figure of a report: ids of its table, of the row's name and of the column."""

    table: str
    row: str
    column: str

    @property
    def metric(self) -> str:
        """The metric of the column."""
        return self.column.partition("-")[0]

    @property
    def group(self) -> str:
        """What tells the column apart from others of its metric; "" where nothing does."""
        return self.column.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Case:
    """One lead, order or client that a figure counts. `lead` is None for those of an existing
    base; `name` is "" where nobody is known or was erased; `amount` is in whole units."""

    lead: int | None
    name: str
    at: datetime
    amount: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a figure: all `many` are counted, the newest are listed, newest first.

    `many` equals a count; of a share it is those who did, of a mean or median those it rests on.
    """

    cases: tuple[Case, ...]
    many: int


class Source(Protocol):
    """One report over the database."""

    async def report(self, asked: Asked, today: date) -> Report:
        """The report of a period and filters; of a period of its own where none was named."""
        ...

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """Who is behind that figure of that report; None where there is no such figure, or where
        it counts nobody."""
        ...


Sources = Mapping[str, Source]
