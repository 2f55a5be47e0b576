"""/hypotheses: what is tried, what was tried, and what each earned by the time it was judged.

A period picks hypotheses by the day on which they began; of the filters, product, channel and
temperature pick those that touch just that. Whose leads count is what a hypothesis itself says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.hypotheses.earned import (
    Earned,
    HypothesisReader,
    earned,
    result,
    too_few,
    window,
)
from reports.hypotheses.hypothesis import HORIZONS, Hypothesis, Measure, terms
from reports.slices import looking_back
from reports.source import Behind, Spot
from reports.tables import NOTHING, Cell, Column, Kind, Named, Report, Row, Table

ID = "hypotheses"
MONTHS = 12
"""How far it looks back where no period was named."""
TERMS = {0: "so_far", 3: "after_3", 6: "after_6"}
"""Tables by the months after which they judge."""
RUNNING, ENDED, FEW = "running", "ended", "few"
BEFORE = "before_"
LEADS, LEADS_BEFORE = "hypothesis_leads", "hypothesis_before"
REVENUE, REVENUE_BEFORE = "hypothesis_revenue", "hypothesis_revenue_before"
STATE = (Column("hypothesis_ran"), Column("hypothesis_left"), Column("hypothesis_done"))


def columns(measure: Measure) -> tuple[Column, Column]:
    """Of one measure: what came, and what came before."""
    if measure is Measure.REVENUE:
        return Column(REVENUE), Column(REVENUE_BEFORE)
    now, before = (Named(Kind.WORDS, f"{one}{measure.value}") for one in ("", BEFORE))
    return Column(LEADS, now), Column(LEADS_BEFORE, before)


FIGURES = tuple(column for one in Measure for column in columns(one))


class Told(NamedTuple):
    """A hypothesis with its terms, the last of which judges it now."""

    of: Hypothesis
    terms: Sequence[Earned]


class Hypotheses:
    """`reports.source.Source` of /hypotheses."""

    def __init__(self, reader: HypothesisReader, zone: ZoneInfo, currency: str) -> None:
        self._reader = reader
        self._zone = zone
        self._currency = currency

    async def report(self, asked: Asked, today: date) -> Report:
        """Those of the period; its size is how many they are."""
        period, chosen = await self._chosen(asked, today)
        told = await self._told(chosen, today)
        apart = {
            RUNNING: _states(told, today, running=True),
            ENDED: _states(told, today, running=False),
            FEW: _few(told),
            **{
                name: _figures(told, months) for months, name in sorted(TERMS.items(), reverse=True)
            },
        }
        filters = asked.filters
        about = Filters(filters.product, filters.channel, filters.temperature)
        return Report(
            ID,
            About(period, about, self._currency),
            len(chosen),
            tuple(
                Table(name, Kind.WORDS, _columns(name), rows)
                for name, rows in apart.items()
                if rows
            ),
        )

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads that came within a term, or before it; of revenue their orders."""
        measure = next((one for one in Measure if spot.column in _ids(one)), None)
        if spot.table not in TERMS.values() or measure is None:
            return None
        _, chosen = await self._chosen(asked, today)
        for one in chosen:
            for term in terms(one, today):
                if (str(one.id), TERMS[term.months]) == (spot.row, spot.table):
                    now = spot.column == _ids(measure)[0]
                    found = window(term if now else term.before, self._zone)
                    return await self._reader.behind(one.filters, found, measure, self._currency)
        return None

    async def judged(self, days: Period) -> Collection[tuple[str, str]]:
        """Table and row of each that was judged on those days."""
        return {
            (TERMS[months], str(one.id))
            for one in await self._reader.register()
            for months in HORIZONS
            if days.first <= one.due(months) <= days.last
        }

    async def one(self, number: int, today: date) -> Told | None:
        """The hypothesis with that number, and what it earned."""
        found = [one for one in await self._reader.register() if one.id == number]
        told = await self._told(found, today)
        return told[0] if told else None

    async def _told(self, those: Sequence[Hypothesis], today: date) -> list[Told]:
        came = await earned(self._reader, those, today, self._zone, self._currency)
        return [Told(one, mine) for one, mine in zip(those, came, strict=True)]

    async def _chosen(self, asked: Asked, today: date) -> tuple[Period, list[Hypothesis]]:
        every = [one for one in await self._reader.register() if _touches(one, asked.filters)]
        period = asked.period or looking_back(today, MONTHS)
        if asked.everything:
            period = Period(min([today, *(one.started for one in every)]), today)
        last = min(period.last, today)
        return period, [one for one in every if period.first <= one.started <= last]


def _touches(one: Hypothesis, asked: Filters) -> bool:
    mine = one.filters
    return all(
        wanted in {None, has}
        for wanted, has in (
            (asked.product, mine.product),
            (asked.channel, mine.channel),
            (asked.temperature, mine.temperature),
        )
    )


def _columns(table: str) -> tuple[Column, ...]:
    if table == FEW:
        return columns(Measure.ENQUIRIES)
    return STATE if table in {RUNNING, ENDED} else FIGURES


def _ids(measure: Measure) -> tuple[str, ...]:
    return tuple(one.id for one in columns(measure))


def _named(one: Hypothesis) -> Named:
    return Named(Kind.WORDS, str(one.id), f"№ {one.id} {one.name}")


def _states(told: Iterable[Told], today: date, *, running: bool) -> tuple[Row, ...]:
    """How long each ran, until when it is judged next, which share of its aim came."""
    return tuple(
        Row(_named(one.of), (Cell(one.of.ran(today)), Cell(one.of.left(today)), _done(one)))
        for one in told
        if (one.of.ended is None) is running
    )


def _done(told: Told) -> Cell:
    aim = told.of.aim
    if aim is None:
        return NOTHING
    came = result(aim, told.terms[-1])
    return NOTHING if came.fact is None else Cell(Fraction(came.fact / aim.to), came.cases)


def _figures(told: Iterable[Told], months: int) -> tuple[Row, ...]:
    return tuple(
        Row(_named(one.of), tuple(_cells(mine, Measure)))
        for one in told
        for mine in one.terms
        if mine.term.months == months
    )


def _few(told: Iterable[Told]) -> tuple[Row, ...]:
    """Those judged by too few cases to conclude anything."""
    return tuple(
        Row(_named(one.of), tuple(_cells(one.terms[-1], (Measure.ENQUIRIES,))))
        for one in told
        if one.terms[-1].term.months and too_few(one.of, one.terms[-1])
    )


def _cells(mine: Earned, measures: Iterable[Measure]) -> Iterator[Cell]:
    """What came and what came before; sums with how many orders they rest on."""
    for measure in measures:
        for of in (mine.now, mine.before):
            value, cases, _ = of[measure]
            yield Cell(value, cases if measure is Measure.REVENUE else None)
