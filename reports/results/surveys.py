"""What clients said after a purchase, by product, beside the stretch of time before. Pure.

A case is a survey by its number; it belongs to the day on which it was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.surveys.survey import Group, Scale
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.nps import balance_cell
from reports.pipeline.funnel import Began, came_of, period_of
from reports.slices import Came, instants
from reports.source import Behind, Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ID = "nps"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What surveys have in common. `product` is `UNKNOWN` for none, `group` None while nothing was
    answered; `is_closed`: somebody dealt with what was said."""

    product: str
    scale: Scale
    group: Group | None
    is_closed: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody is discontent, and nobody has dealt with it."""
        return self.group is Group.DETRACTOR and not self.is_closed


def _answered(one: Opinion) -> bool:
    return one.group is not None


BEFORE = "survey_balance_before"
COUNTED: Mapping[str, Callable[[Opinion], bool]] = {
    "survey_asked": lambda one: True,
    "survey_answered": _answered,
    "promoters": lambda one: one.group is Group.PROMOTER,
    "passives": lambda one: one.group is Group.PASSIVE,
    "detractors": lambda one: one.group is Group.DETRACTOR,
    "survey_balance": _answered,
    BEFORE: _answered,
    "loops_open": lambda one: one.is_open,
}
"""Which opinions are behind a figure, by its column."""
COLUMNS = tuple(Column(one) for one in COUNTED)
Many = Mapping[Opinion, int]
"""How many surveys there are of each."""


class SurveyReader(Began, Protocol):
    """Surveys."""

    async def opinions(self, came: Came, filters: Filters) -> Many:
        """Of those asked then."""
        ...

    async def behind(self, came: Came, filters: Filters, those: Collection[Opinion]) -> Behind:
        """The surveys of these opinions."""
        ...


class Opinions:
    """`reports.source.Source` of /nps."""

    def __init__(self, reader: SurveyReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """A table for each scale, with as many days before for comparison; before all time there
        are none."""
        period = await period_of(self._reader, asked, today, self._zone)
        now = await self._reader.opinions(came_of(asked, period, self._zone), asked.filters)
        before: Many = {}
        if not asked.everything:
            before = await self._reader.opinions(self._before(period), asked.filters)
        scales = [scale for scale in Scale if _on(now, scale)]
        tables = tuple(_table(scale, _on(now, scale), _on(before, scale)) for scale in scales)
        return Report(ID, About(period, asked.filters), sum(now.values()), tables)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The surveys that a figure counts; of a balance those that were answered."""
        period = await period_of(self._reader, asked, today, self._zone)
        came = came_of(asked, period, self._zone)
        found = _at(await self._reader.opinions(came, asked.filters), spot)
        counts = COUNTED.get(spot.column)
        if not found or counts is None:
            return None
        if spot.column == BEFORE:
            if asked.everything:
                return None
            came = self._before(period)
            found = _at(await self._reader.opinions(came, asked.filters), spot)
        those = [one for one in found if counts(one)]
        return await self._reader.behind(came, asked.filters, those)

    def _before(self, period: Period) -> Came:
        """As many days earlier."""
        days = (period.last - period.first) + DAY
        return instants(Period(period.first - days, period.first - DAY), self._zone)


def _table(scale: Scale, now: Many, before: Many) -> Table:
    """A line for every product asked about, the most asked first."""
    products = {one.product: sum(_about(now, one.product).values()) for one in now}
    asked = sorted(products, key=lambda one: (-products[one], one))
    rows = tuple(
        Row(Named(Kind.PRODUCT, one), _figures(_about(now, one), _about(before, one)))
        for one in asked
    )
    return Table(scale.value, Kind.PRODUCT, COLUMNS, rows, Row(ALL, _figures(now, before)))


def _figures(now: Many, before: Many) -> tuple[Cell, ...]:
    counts = {column: _many(now, column) for column in COUNTED}
    cells = {column: Cell(many) for column, many in counts.items()}
    answered = share(counts["survey_answered"], counts["survey_asked"])
    cells |= {
        "survey_answered": cell_of(answered),
        "survey_balance": _balance(now),
        BEFORE: _balance(before),
    }
    return tuple(cells.values())


def _balance(found: Many) -> Cell:
    groups: Counter[Group | None] = Counter()
    for one, many in found.items():
        groups[one.group] += many
    return balance_cell(groups)


def _many(found: Many, column: str) -> int:
    return sum(many for one, many in found.items() if COUNTED[column](one))


def _on(found: Many, scale: Scale) -> Many:
    return {one: many for one, many in found.items() if one.scale is scale}


def _about(found: Many, product: str) -> Many:
    return {one: many for one, many in found.items() if one.product == product}


def _at(found: Many, spot: Spot) -> Many:
    """Those of a scale and of a product, or of all."""
    return {
        one: many
        for one, many in found.items()
        if one.scale == spot.table and spot.row in (one.product, ALL.id)
    }
