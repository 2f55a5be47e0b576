"""Leads that began to think or to wait in a period: how long, what they answered, what came of it,
and who has gone silent. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from leads.stage import Stage
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants, midnight
from reports.source import Spot
from reports.tables import ALL, Column, Kind, Named, Report
from reports.tally import CaseReader, Counted, Tallied, Tally, Those, count, middle, part

ID = "thinkers"
STALE = timedelta(days=30)
"""Whoever still thinks, and of whom nothing was heard for so long, has gone silent."""
STAGES = (Stage.THINKING, Stage.WAITING)
COLUMNS = tuple(
    Column(metric)
    for metric in (
        "thinkers",
        "thinkers_still",
        "thinkers_silent",
        "thinking_time",
        "thinkers_answered",
        "thinkers_bought",
        "thinkers_lost",
    )
)


class Became(StrEnum):
    """Where a lead is that thought: still thinking, gone on, won, or closed without a sale."""

    STILL = "still"
    ON = "on"
    BOUGHT = "bought"
    LOST = "lost"


class Thinker(NamedTuple):
    """A lead and its first entry into one of `STAGES` in the period. `took` is how long until it
    came to another stage, in microseconds; `silent` says of one that still thinks that nothing was
    heard of it for long; `answers` are the buttons of cadences that were tapped since, each
    once."""

    lead: int
    stage: Stage
    since: datetime
    took: int | None
    became: Became
    silent: bool = False
    answers: frozenset[str] = frozenset()


class ThinkerReader(Began, CaseReader, Protocol):
    """Leads that think."""

    async def thinkers(
        self, since: datetime, until: datetime, filters: Filters, limit: datetime
    ) -> Sequence[Thinker]:
        """Those that began in [since, until), silent where they began before the limit and nothing
        was heard of them since; duplicates are left out."""
        ...


class Thinkers(Tallied):
    """`reports.source.Source` of /thinkers."""

    def __init__(self, reader: ThinkerReader, zone: ZoneInfo) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """How it went with those that began in the period, and what they answered."""
        period = await period_of(self._reader, asked, today, self._zone)
        tally, limit = Tally(), midnight(today, self._zone) - STALE
        found = await self._reader.thinkers(*instants(period, self._zone), asked.filters, limit)
        lines = [
            (Named(Kind.STAGE, stage.value), _figures(those))
            for stage in STAGES
            if (those := [one for one in found if one.stage is stage])
        ]
        answers = Counter(answer for one in found for answer in one.answers)
        said = [
            (
                Named(Kind.ANSWER, answer),
                (count(_since(one for one in found if answer in one.answers)),),
            )
            for answer in sorted(answers, key=lambda one: (-answers[one], one))
        ]
        tables = (
            tally.table("thinkers", Kind.STAGE, COLUMNS, lines, (ALL, _figures(found))),
            tally.table("answers", Kind.ANSWER, (Column("thinkers_said"),), said),
        )
        return Report(ID, About(period, asked.filters), len(found), tables), tally.behind


def _figures(found: Sequence[Thinker]) -> tuple[Counted, ...]:
    spans = [(one, one.took) for one in found if one.took is not None]
    still = [one for one in found if one.became is Became.STILL]
    many = len(found)
    return (
        count(_since(found)),
        count(_since(still)),
        count(_since(one for one in still if one.silent)),
        middle([took for _, took in spans], _since(one for one, _ in spans)),
        part(_since(one for one in found if one.answers), many),
        part(_since(one for one in found if one.became is Became.BOUGHT), many),
        part(_since(one for one in found if one.became is Became.LOST), many),
    )


def _since(found: Iterable[Thinker]) -> Those:
    return {one.lead: one.since for one in found}
