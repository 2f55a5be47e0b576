"""Repeat sales: what became of the purchases that were expected of clients, and how often clients
buy. Pure.

A purchase is expected when its lead is opened, by the client's rhythm or a season.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.grouping import grouped
from reports.pipeline.funnel import Began, period_of
from reports.sellers.spread import Spread, middle_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table
from reports.tally import CaseReader, Counted, Line, Tallied, Tally, Those, count, part

ID = "repeat"
COLUMNS = tuple(
    Column(one)
    for one in (
        "repeat_expected",
        "repeat_offered",
        "repeat_answered",
        "repeat_bought",
        "repeat_brought",
    )
)
APART = timedelta(days=7)
"""Orders of a client less than that apart are one purchase."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A lead of the repeat funnel. `why` is rhythm or season, `product` what is expected to be
    bought (`UNKNOWN` for both where nobody told); `brought` is what it paid."""

    lead: int
    why: str
    product: str
    opened: datetime
    offered: datetime | None
    answered: datetime | None
    bought: datetime | None
    brought: int


class RepeatReader(Began, CaseReader, Protocol):
    """Later purchases."""

    async def expected(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> Sequence[Expected]:
        """Those whose lead was opened in [since, until), with what they brought since."""
        ...

    async def intervals(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[str | None, Spread]:
        """How long after the purchase before clients bought in [since, until), by the product
        (`UNKNOWN` for none) that they bought then; None is of all."""
        ...


class Repeat(Tallied):
    """`reports.source.Source` of /repeat."""

    def __init__(self, reader: RepeatReader, zone: ZoneInfo, currency: str) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone
        self._currency = currency

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """Of those expected in the period: offered, answered, bought; and the rhythm."""
        period = await period_of(self._reader, asked, today, self._zone)
        days, tally = instants(period, self._zone), Tally()
        found = await self._reader.expected(*days, asked.filters, self._currency)
        rhythm = await self._reader.intervals(*days, asked.filters)
        every = (ALL, _figures(found))
        whys = _lines(Kind.WORDS, grouped(found, lambda one: one.why))
        products = _lines(Kind.PRODUCT, grouped(found, lambda one: one.product))
        tables = (
            tally.table("why", Kind.WORDS, COLUMNS, whys, every),
            tally.table("products", Kind.PRODUCT, COLUMNS, products),
            _rhythm(rhythm),
        )
        size = len(found) + (rhythm[None].many if None in rhythm else 0)
        about = About(period, asked.filters, self._currency)
        return Report(ID, about, size, tables), tally.behind


def _lines(kind: Kind, groups: Mapping[str, Sequence[Expected]]) -> list[Line]:
    return [(Named(kind, key), _figures(those)) for key, those in groups.items()]


def _figures(found: Sequence[Expected]) -> tuple[Counted, ...]:
    offered = _at((one.lead, one.offered) for one in found)
    answered = _at((one.lead, one.answered) for one in found if one.offered is not None)
    bought = _at((one.lead, one.bought) for one in found)
    return (
        count(_at((one.lead, one.opened) for one in found)),
        part(offered, len(found)),
        part(answered, len(offered)),
        part(bought, len(found)),
        Counted(Cell(sum(one.brought for one in found)), bought),
    )


def _rhythm(found: Mapping[str | None, Spread]) -> Table:
    """The middle interval by product."""
    products = sorted(
        (name for name in found if name is not None), key=lambda one: (-found[one].many, one)
    )
    return Table(
        "rhythm",
        Kind.PRODUCT,
        (Column("purchase_interval"),),
        tuple(Row(Named(Kind.PRODUCT, one), (middle_of(found[one]),)) for one in products),
        Row(ALL, (middle_of(found.get(None)),)),
    )


def _at(found: Iterable[tuple[int, datetime | None]]) -> Those:
    return {lead: at for lead, at in found if at is not None}
