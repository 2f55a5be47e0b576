"""Whether new leads are worth as much as before: the share of A and B among those of the last days,
against that of the days before them. More enquiries with fewer of these is a plan met on paper.

Leads whose grade nobody knows say nothing, and are in neither share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.company import Grade
from reports.asking.filters import EVERYTHING
from reports.intervals import Share, difference, share
from reports.pipeline.funnel import FunnelReader
from reports.slices import instants

LATELY, BEFORE = 30, 90
"""Whole days, up to yesterday; and those before them."""
WORTHY = frozenset({Grade.A, Grade.B})


@dataclass(frozen=True, slots=True)
class Worth:
    """A and B of the leads with a grade, and how many enquiries came, with a grade or without."""

    lately: Share
    before: Share
    came: int
    came_before: int

    @property
    def fell(self) -> bool:
        """Whether the share is lower than before, and chance alone hardly explains it."""
        change = difference(self.before, self.lately)
        return change.is_clear and change.value < 0

    @property
    def usual(self) -> int:
        """How many enquiries came before, in as many days as lately."""
        return round(self.came_before * LATELY / BEFORE)


async def worth(reader: FunnelReader, today: date, zone: ZoneInfo) -> Worth:
    """Of the whole company, up to the day before `today`."""
    lately = Period(today - timedelta(days=LATELY), today - timedelta(days=1))
    before = Period(lately.first - timedelta(days=BEFORE), lately.first - timedelta(days=1))
    now, came = await _share(reader, lately, zone)
    then, came_before = await _share(reader, before, zone)
    return Worth(now, then, came, came_before)


async def _share(reader: FunnelReader, period: Period, zone: ZoneInfo) -> tuple[Share, int]:
    found = (await reader.counted(*instants(period, zone), EVERYTHING)).groups
    graded = sum(one.reached[0] for one in found if one.grade)
    worthy = sum(one.reached[0] for one in found if one.grade in WORTHY)
    return share(worthy, graded), sum(one.reached[0] for one in found)
