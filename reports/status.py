"""The figures of /status: today, and this week against the last one up to the same hour.

Pure arithmetic over a reader's counts; the SQL is storage's, the words are templates'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
UNITS = {"revenue": "money", "first_reply": "span", "speed_to_lead": "span"}


class FigureReader(Protocol):
    """Counts of what happened in [since, until), and of what is open now."""

    async def between(self, since: datetime, until: datetime) -> Mapping[str, int | None]:
        """Figures by key: counts, sums in whole units, spans in seconds; None: not measured."""
        ...

    async def open_by_stage(self) -> Sequence[tuple[str, int]]:
        """Open leads by stage, in the funnel's order."""
        ...

    async def untaken(self) -> int:
        """Qualified leads that nobody took."""
        ...


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: `unit` is count, money or span (seconds)."""

    key: str
    unit: str
    today: int | None
    week: int | None
    last_week: int | None


@dataclass(frozen=True, slots=True)
class StageCount:
    """Open leads in one stage."""

    stage: str
    count: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that /status shows."""

    day: datetime
    figures: tuple[Figure, ...]
    funnel: tuple[StageCount, ...]
    untaken: int


async def status(reader: FigureReader, now: datetime, zone: ZoneInfo) -> Status:
    """The status at `now`; days and weeks (from Monday) are those of `zone`."""
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    today = await reader.between(midnight, now)
    week = await reader.between(monday, now)
    # Wall-clock weeks: on a day that the clocks change, local subtraction keeps the hour.
    last = await reader.between(monday - WEEK, local - WEEK)
    figures = tuple(
        Figure(key, UNITS.get(key, "count"), today[key], week[key], last[key]) for key in today
    )
    funnel = tuple(StageCount(stage, count) for stage, count in await reader.open_by_stage())
    return Status(local, figures, funnel, await reader.untaken())
