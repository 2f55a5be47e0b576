"""What clients said after a purchase, by product, beside the stretch of time before. Pure.

A case is a survey by its number; it belongs to the day on which it was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.surveys.survey import Group, Scale
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.nps import balance_cell
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, Column, Kind, Named, Report, Table
from reports.tally import CaseReader, Counted, Tallied, Tally, Those, count, grouped, part

ID = "nps"
DAY = timedelta(days=1)
COLUMNS = tuple(
    Column(one)
    for one in (
        "survey_asked",
        "survey_answered",
        "promoters",
        "passives",
        "detractors",
        "survey_balance",
        "survey_balance_before",
        "loops_open",
    )
)


@dataclass(frozen=True, slots=True)
class Graded:
    """A survey without words. `product` is `UNKNOWN` for none; `is_closed`: somebody
    dealt with what was said."""

    id: int
    product: str
    scale: Scale
    asked_at: datetime
    grade: int | None
    is_closed: bool

    @property
    def group(self) -> Group | None:
        """What the grade says; None without one."""
        return None if self.grade is None else self.scale.group(self.grade)

    @property
    def is_open(self) -> bool:
        """Whether somebody is discontent, and nobody has dealt with it."""
        return self.group is Group.DETRACTOR and not self.is_closed


class SurveyReader(Began, CaseReader, Protocol):
    """Surveys."""

    async def graded(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Graded]:
        """Those asked in [since, until)."""
        ...


class Opinions(Tallied):
    """`reports.source.Source` of /nps."""

    def __init__(self, reader: SurveyReader, zone: ZoneInfo) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """A table for each scale, with as many days before for comparison."""
        period = await period_of(self._reader, asked, today, self._zone)
        days = (period.last - period.first) + DAY
        earlier = Period(period.first - days, period.first - DAY)
        now = await self._reader.graded(*instants(period, self._zone), asked.filters)
        before = await self._reader.graded(*instants(earlier, self._zone), asked.filters)
        tally = Tally()
        tables = tuple(_table(tally, scale, now, before) for scale in Scale if _on(now, scale))
        return Report(ID, About(period, asked.filters), len(now), tables), tally.behind


def _table(tally: Tally, scale: Scale, found: Sequence[Graded], earlier: Sequence[Graded]) -> Table:
    """A line for every product asked about, the most asked first."""
    now, before = _on(found, scale), _on(earlier, scale)
    lines = [
        (
            Named(Kind.PRODUCT, product),
            _figures(those, [one for one in before if one.product == product]),
        )
        for product, those in grouped(now, lambda one: one.product).items()
    ]
    return tally.table(scale.value, Kind.PRODUCT, COLUMNS, lines, (ALL, _figures(now, before)))


def _figures(now: Sequence[Graded], before: Sequence[Graded]) -> tuple[Counted, ...]:
    answered = _at(one for one in now if one.group)
    groups = {group: _at(one for one in now if one.group is group) for group in Group}
    return (
        count(_at(now)),
        part(answered, len(now)),
        count(groups[Group.PROMOTER]),
        count(groups[Group.PASSIVE]),
        count(groups[Group.DETRACTOR]),
        _balance(now),
        _balance(before),
        count(_at(one for one in now if one.is_open)),
    )


def _balance(found: Sequence[Graded]) -> Counted:
    """Promoters less detractors, in points of a hundred."""
    return Counted(balance_cell(one.group for one in found), _at(one for one in found if one.group))


def _on(found: Iterable[Graded], scale: Scale) -> list[Graded]:
    return [one for one in found if one.scale is scale]


def _at(found: Iterable[Graded]) -> Those:
    return {one.id: one.asked_at for one in found}
