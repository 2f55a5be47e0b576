"""The funnel of leads whose enquiry came in a period: how many came to each step since, what share
of those of the step before, and how long that took. Pure; counting is storage's.

A lead counts for a step when it entered its stage or a later one of the road, so that whoever
leaps over a stage counts for it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.stage import OFF_RAMPS, ROAD, Stage
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import Share, share
from reports.slices import Came, instants, looking_back
from reports.source import Behind

MONTHS = 3
"""How far the funnel looks back where no period was named."""
STEPS: Mapping[str, tuple[Stage, ...]] = {
    "enquiries": (),
    "leads": (*ROAD[1:], *sorted(OFF_RAMPS)),
    "qualified": ROAD[2:],
    "key_stage": ROAD[4:],
    "proposals": ROAD[5:],
    "sales": ROAD[7:],
}
"""Metrics of the steps, each with the stages of which one must have been entered; the enquiry
itself needs none."""

K = TypeVar("K")


class Side(StrEnum):
    """Who a lead is from: people who never bought, by who began; or clients who come back."""

    COLD = "cold"
    WARM = "warm"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Group:
    """Leads of one side and grade ("" where unknown); `reached` goes by `STEPS`."""

    side: Side
    grade: str
    reached: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Leads by group; and of every step but the first, how long those who came to it had stood at
    the one before: the median, None where nobody came."""

    groups: Sequence[Group]
    medians: Sequence[timedelta | None]


@dataclass(frozen=True, slots=True)
class Passed:
    """How long those who came to a step had stood at the one before: the median of `many`."""

    many: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class Those:
    """Leads that came to `step`; `passed`: and to the one before it."""

    step: str
    passed: bool = False
    side: Side | None = None
    grade: str | None = None


class Began(Protocol):
    """Since when there are leads."""

    async def began(self) -> datetime | None:
        """When the first enquiry came; None without any."""
        ...


class FunnelReader(Began, Protocol):
    """Leads whose enquiry came in [since, until)."""

    async def counted(self, since: datetime, until: datetime, filters: Filters) -> Counts:
        """How many came how far, and how soon."""
        ...

    async def behind(
        self, since: datetime, until: datetime, filters: Filters, those: Those
    ) -> Behind:
        """Which leads they are, by when they came to the step."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many came to it; of the step before (None for the first), and after how
    long."""

    metric: str
    reached: int
    conversion: Share | None
    passed: Passed | None


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """All leads, and how many of each side and each grade came to every step."""

    about: About
    steps: tuple[Step, ...]
    sides: Mapping[Side, tuple[int, ...]]
    grades: Mapping[str, tuple[int, ...]]

    @property
    def size(self) -> int:
        """How many enquiries it rests on."""
        return self.steps[0].reached


async def funnel(reader: FunnelReader, asked: Asked, today: date, zone: ZoneInfo) -> FunnelReport:
    """The funnel of what was asked; of the last months unless a period was named."""
    period = await period_of(reader, asked, today, zone)
    since, until = instants(period, zone)
    found = await reader.counted(since, until, asked.filters)
    total = _summed(found.groups, lambda _: "").get("", (0,) * len(STEPS))
    return FunnelReport(
        About(period, asked.filters),
        tuple(_steps(total, found.medians)),
        _summed(found.groups, lambda one: one.side),
        _summed(found.groups, lambda one: one.grade),
    )


async def behind(
    reader: FunnelReader, asked: Asked, today: date, zone: ZoneInfo, those: Those
) -> Behind:
    """Which leads of that funnel they are."""
    since, until = instants(await period_of(reader, asked, today, zone), zone)
    return await reader.behind(since, until, asked.filters, those)


def _steps(reached: Sequence[int], medians: Sequence[timedelta | None]) -> list[Step]:
    first, *others = STEPS
    return [
        Step(first, reached[0], None, None),
        *(
            Step(metric, many, share(many, of), Passed(many, median))
            for metric, (of, many), median in zip(others, pairwise(reached), medians, strict=True)
        ),
    ]


def _summed(groups: Sequence[Group], key: Callable[[Group], K]) -> dict[K, tuple[int, ...]]:
    found: dict[K, Counter[int]] = {}
    for one in groups:
        found.setdefault(key(one), Counter()).update(dict(enumerate(one.reached)))
    return {name: tuple(many[at] for at in range(len(STEPS))) for name, many in found.items()}


async def period_of(reader: Began, asked: Asked, today: date, zone: ZoneInfo) -> Period:
    """The days that were asked for; the last months unless any were named."""
    if asked.everything:
        began = await reader.began()
        return Period(min(today, began.astimezone(zone).date()) if began else today, today)
    return asked.period or looking_back(today, MONTHS)


def came_of(asked: Asked, period: Period, zone: ZoneInfo) -> Came:
    """When the enquiries came that are told of: in the period, or ever where that was asked."""
    return None if asked.everything else instants(period, zone)
