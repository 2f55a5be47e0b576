"""Whether the chances that scenarios promise come true, band by band of their scores. Pure.

It looks a year back, whatever was asked: leads need months to end, and what a version promised
holds for all its leads. What may be concluded is told in `reports.chances`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from dialogs.reading.dates import Period
from reports.asking.asked import About, Asked
from reports.asking.filters import EVERYTHING
from reports.chances import FEWEST, SPAN, BandNow, ChancesReader, ChancesReport, Watched
from reports.source import Behind, Spot
from reports.tables import (
    ALL,
    NOTHING,
    Cell,
    Column,
    Kind,
    Named,
    Note,
    Report,
    Row,
    Table,
    cell_of,
)
from reports.tally import CaseReader

ID = "calibration"
DAY = timedelta(days=1)
PROMISED, CAME = "chance_promised", "chance_came"
COLUMNS = (Column("chance_ended"), Column(PROMISED), Column(CAME))
EXACT = 10**9
"""Chances are floats: the fraction shown is the nearest with a denominator up to that."""


class Chances:
    """`reports.source.Source` of /calibration."""

    def __init__(self, reader: ChancesReader, leads: CaseReader) -> None:
        self._reader = reader
        self._leads = leads

    async def report(self, asked: Asked, today: date) -> Report:
        """A table for each version that carries chances: what was promised, and what came."""
        return chances_report(await self._reader.watched(), today)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """Leads by when they ended, those that were won of what came; None for a chance that was
        promised by deals of before."""
        named = (one for one in await self._reader.watched() if one.name == spot.table)
        promise = next((one.promise for one in named), None)
        if promise is None or (spot.metric == PROMISED and spot.row != ALL.id):
            return None
        table, won = promise.table, spot.metric == CAME
        bands = {band for band in table.bands if spot.row in (str(band.least), ALL.id)}
        if not bands:
            return None
        ended = await self._reader.ended(promise)
        those = (one for one in ended if table.band(one.score) in bands and (one.won or not won))
        return await self._leads.cases({one.lead: one.at for one in those})


def chances_report(watched: Sequence[Watched], today: date) -> Report:
    """The report of these versions, what warns first, each with what may be concluded."""
    ordered = sorted(watched, key=lambda one: not one.report.warns)
    return Report(
        ID,
        About(Period(today - SPAN, today), EVERYTHING),
        sum(one.report.actual.whole for one in ordered),
        tuple(_table(one) for one in ordered),
        notes=tuple(_note(one) for one in ordered) or (Note("no_chances", {}),),
    )


def _note(watched: Watched) -> Note:
    report, ended = watched.report, watched.report.actual.whole
    says = {
        "conclusion": report.conclusion.value,
        "target": watched.promise.table.target.value,
        "days": watched.promise.table.settles // DAY,
        "fewest": FEWEST,
        "ended": ended,
        "won": report.actual.part,
        "promised": round(report.expected),
        "off": [_scores(one) for one in report.bands if one.off],
        "still_open": report.still_open,
        "young": report.young,
        "brier": f"{report.brier:.2f}",
        "brier_expected": f"{report.brier_expected:.2f}",
        "stability": f"{report.stability:.2f}",
        "shifted": report.shifted,
    }
    return Note("chances", says, watched.name)


def overall(report: ChancesReport) -> tuple[Cell, ...]:
    """Of all bands together, by `COLUMNS`."""
    ended = report.actual.whole
    promised = Cell(_fraction(report.expected / ended), ended) if ended else NOTHING
    return Cell(ended), promised, cell_of(report.actual)


def _table(watched: Watched) -> Table:
    every = Row(ALL, overall(watched.report))
    rows = tuple(_row(one) for one in watched.report.bands)
    return Table(watched.name, Kind.WORDS, COLUMNS, rows, every)


def _row(one: BandNow) -> Row:
    """Of a band."""
    promised = Cell(_fraction(one.band.chance), one.band.deals)
    return Row(
        Named(Kind.WORDS, str(one.band.least), _scores(one)),
        (Cell(one.actual.whole), promised, cell_of(one.actual)),
    )


def _scores(one: BandNow) -> str:
    """From the least to the highest of a band's scores."""
    return f"{one.band.least}+" if one.upto is None else f"{one.band.least}–{one.upto}"


def _fraction(chance: float) -> Fraction:
    return Fraction(chance).limit_denominator(EXACT)
