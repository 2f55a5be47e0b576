"""Whether the chances that scenarios promise come true, band by band of their scores. Pure.

It looks a year back, whatever was asked: leads need months to end, and what a version promised
holds for all its leads. What may be concluded is told in `reports.chances`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import EVERYTHING
from reports.chances import SPAN, BandNow, ChancesReader, Watched
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ID = "calibration"
COLUMNS = (Column("chance_ended"), Column("chance_promised"), Column("chance_came"))
EXACT = 10**9
"""Chances are floats: the fraction shown is the nearest with a denominator up to that."""


class Chances:
    """`reports.source.Source` of /calibration."""

    def __init__(self, reader: ChancesReader) -> None:
        self._reader = reader

    async def report(self, asked: Asked, today: date) -> Report:
        """A table for each version that carries chances: what was promised, and what came."""
        watched = await self._reader.watched()
        about = About(Period(today - SPAN, today), EVERYTHING)
        size = sum(one.report.actual.whole for one in watched)
        return Report(ID, about, size, tuple(_table(one) for one in watched))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """None: leads are counted by what was known when they were judged, not told of."""
        return None


def _table(watched: Watched) -> Table:
    report = watched.report
    ended = report.actual.whole
    promised = Cell(_fraction(report.expected / ended), ended) if ended else NOTHING
    every = Row(ALL, (Cell(ended), promised, cell_of(report.actual)))
    rows = tuple(_row(one) for one in report.bands)
    return Table(f"{watched.scenario}@{watched.version}", Kind.WORDS, COLUMNS, rows, every)


def _row(one: BandNow) -> Row:
    """Of a band: from the least to the highest of its scores."""
    scores = f"{one.band.least}+" if one.upto is None else f"{one.band.least}–{one.upto}"
    promised = Cell(_fraction(one.band.chance), one.band.deals)
    return Row(
        Named(Kind.WORDS, str(one.band.least), scores),
        (Cell(one.actual.whole), promised, cell_of(one.actual)),
    )


def _fraction(chance: float) -> Fraction:
    return Fraction(chance).limit_denominator(EXACT)
