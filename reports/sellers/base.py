"""/base: in what order sellers keep their open leads: what cards lack, what stands still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Protocol

from dialogs.reading.dates import Period
from leads.policy import Policy
from leads.stage import Stage
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.pipeline.funnel import Began, came_of, period_of
from reports.slices import Came, midnight
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table

FIELDS = ("name", "contact", "company", "product", "brief")
"""What a card should have: the person's name, a phone or an e-mail, the company, the product, and
the brief answered to its end."""
COLUMNS = (
    Column("load"),
    Column("card_filled"),
    *(Column("card_missing", Named(Kind.WORDS, one)) for one in FIELDS),
    Column("stale"),
)
Norms = Mapping[str, Mapping[Stage, datetime]]
"""By funnel and stage: whoever has stood there since before that moment has stood too long."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Open leads of one seller: how many lack each of `FIELDS`, and how many stand still."""

    seller: str
    leads: int
    missing: tuple[int, ...]
    stale: int


@dataclass(frozen=True, slots=True)
class OpenLeads:
    """Which open leads: those whose enquiry came then."""

    came: Came
    filters: Filters
    norms: Norms


class BaseReader(Began, Protocol):
    """Open leads that somebody has."""

    async def kept(self, these: OpenLeads) -> Sequence[Kept]:
        """By seller."""
        ...

    async def behind(
        self, these: OpenLeads, seller: str | None, missing: str, *, stale: bool
    ) -> Behind:
        """Of a seller or, for None, of all: those that lack a field, stand still, or all of them
        for "", by when they came to their stage."""
        ...


class Base:
    """`reports.source.Source` of /base."""

    def __init__(self, reader: BaseReader, policy: Policy) -> None:
        self._reader = reader
        self._policy = policy

    async def report(self, asked: Asked, today: date) -> Report:
        """What is open now; of all enquiries unless a period was named."""
        period, these = await self._these(asked, today)
        found = sorted(await self._reader.kept(these), key=lambda one: (-one.leads, one.seller))
        rows = tuple(Row(Named(Kind.MANAGER, one.seller), _cells(one)) for one in found)
        every = Kept(
            ALL.id,
            sum(one.leads for one in found),
            tuple(sum(one.missing[at] for one in found) for at in range(len(FIELDS))),
            sum(one.stale for one in found),
        )
        table = Table("sellers", Kind.MANAGER, COLUMNS, rows, Row(ALL, _cells(every)))
        return Report("base", About(period, asked.filters), every.leads, (table,))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The open leads behind a figure."""
        if spot.table != "sellers" or spot.column not in {one.id for one in COLUMNS}:
            return None
        _, these = await self._these(asked, today)
        seller = None if spot.row == ALL.id else spot.row
        return await self._reader.behind(these, seller, spot.group, stale=spot.metric == "stale")

    async def _these(self, asked: Asked, today: date) -> tuple[Period, OpenLeads]:
        ever = Asked(asked.period, everything=asked.period is None, filters=asked.filters)
        period = await period_of(self._reader, ever, today, self._policy.zone)
        came = came_of(ever, period, self._policy.zone)
        return period, OpenLeads(came, asked.filters, self._norms(today))

    def _norms(self, today: date) -> Norms:
        began = midnight(today, self._policy.zone)
        return {
            funnel: {stage: began - norm for stage, norm in norms.items() if norm > timedelta()}
            for funnel, norms in self._policy.norms.items()
        }


def _cells(kept: Kept) -> tuple[Cell, ...]:
    places = kept.leads * len(FIELDS)
    filled = Cell(Fraction(places - sum(kept.missing), places), kept.leads) if places else NOTHING
    return (Cell(kept.leads), filled, *(Cell(one) for one in kept.missing), Cell(kept.stale))
