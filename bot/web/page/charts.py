"""Small pictures of tables, as numbers for inline SVG and classes of a style sheet. Pure.

No colour and no size in pixels: those are the style sheet's, so that both themes are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.dictionary import METRICS, Unit
from reports.tables import Cell, Kind, Row, Table

SHADES = 9
"""Shades of a heat map, from 1; 0 is none."""
WIDE, HIGH = 600, 160
"""The room of a chart, in units of its view box."""
LINES = 8
"""So many lines of single cohorts beside the one of all, the newest."""
MEASURED = (Unit.COUNT, Unit.MONEY)


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its points as `points` of a polyline, `end` its last one; `name` is an index of
    the rows, None for the total."""

    points: str
    end: tuple[float, float]
    name: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright bar over a row: where it stands, and how high."""

    x: float
    y: float
    width: float
    height: float
    row: int


def number(cell: Cell) -> Fraction | None:
    """The value of a cell that can be drawn."""
    return Fraction(cell.value) if isinstance(cell.value, int | Fraction) else None


def counted(table: Table) -> list[int]:
    """The columns that are counts: what a figure beside them rests on need not be told twice."""
    return [at for at, one in enumerate(table.columns) if METRICS[one.metric].unit is Unit.COUNT]


def by_age(table: Table) -> list[int]:
    """The columns that are ages of one metric."""
    return [at for at, one in enumerate(table.columns) if one.group.kind is Kind.AGE]


def heat(table: Table) -> dict[tuple[int, int], int]:
    """Shades of the cells of columns by age, by row and column. Age 0 has none: of shares it is
    everybody. The strongest is the greatest value; none is no share at all, or the least sum."""
    ages = [at for at in by_age(table) if _shaded(table, at)]
    values = {
        (row, at): value
        for row, line in enumerate(table.rows)
        for at in ages
        if (value := number(line.cells[at])) is not None
    }
    born = {at for at in ages if table.columns[at].group.id == "0"}
    told = {place: value for place, value in values.items() if place[1] not in born}
    if not told:
        return {}
    sums = METRICS[table.columns[ages[0]].metric].unit is Unit.MONEY
    least, most = min(told.values()) if sums else Fraction(0), max(told.values())
    if most <= least:
        return {}
    return {
        place: max(0, round((value - least) / (most - least) * SHADES))
        for place, value in told.items()
    }


def _shaded(table: Table, at: int) -> bool:
    return METRICS[table.columns[at].metric].unit in {Unit.SHARE, Unit.MONEY}


def bars(table: Table) -> dict[int, float]:
    """How long the bar under each row's name is, of 100: its first count or sum beside the
    greatest. Where rows are months there is a chart, and where columns are groups no one number."""
    if table.rows_are is Kind.MONTH or len(table.rows) < 2:
        return {}
    at = _measure(table)
    if at is None:
        return {}
    values = {row: number(line.cells[at]) for row, line in enumerate(table.rows)}
    most = max((value for value in values.values() if value is not None), default=Fraction(0))
    if most <= 0:
        return {}
    return {
        row: round(float(max(Fraction(0), value) / most * 100), 1)
        for row, value in values.items()
        if value is not None
    }


def _measure(table: Table) -> int | None:
    """The first count or sum, unless it is of one group among several of the same metric."""
    for at, one in enumerate(table.columns):
        if METRICS[one.metric].unit in MEASURED:
            return at if one.group.kind in {Kind.ALL, Kind.METRIC} else None
    return None


def columns(table: Table) -> tuple[int, list[Bar]] | None:
    """Upright bars of the months, and of which column; the cheque where there is one."""
    if table.rows_are is not Kind.MONTH or by_age(table) or len(table.rows) < 2:
        return None
    sums = [
        at
        for at, one in enumerate(table.columns)
        if METRICS[one.metric].unit is Unit.MONEY and one.id == one.metric
    ]
    if not sums:
        return None
    chosen = next((at for at in sums if table.columns[at].metric == "avg_cheque"), sums[0])
    values = [number(row.cells[chosen]) or Fraction(0) for row in table.rows]
    most = max(values)
    if most <= 0:
        return None
    step = WIDE / len(values)
    drawn = []
    for row, value in enumerate(values):
        height = round(float(max(Fraction(0), value) / most * HIGH), 1)
        drawn.append(
            Bar(
                round(row * step + step * 0.12, 1),
                round(HIGH - height, 1),
                round(step * 0.76, 1),
                height,
                row,
            )
        )
    return chosen, drawn


def lines(table: Table) -> list[Line]:
    """Curves by age: of the newest cohorts that have a few months, then of all of them."""
    ages = [at for at in by_age(table) if METRICS[table.columns[at].metric].unit is Unit.MONEY]
    if len(ages) < 3:
        return []
    curves: list[tuple[int | None, list[Fraction]]] = [
        (at, _curve(row, ages)) for at, row in enumerate(table.rows)
    ]
    curves = [one for one in curves if len(one[1]) > 2][-LINES:]
    if table.total:
        curves.append((None, _curve(table.total, ages, grown=True)))
    most = max((value for _, curve in curves for value in curve), default=Fraction(0))
    if most <= 0:
        return []
    step = WIDE / (len(ages) - 1)
    return [_line(name, curve, step, most) for name, curve in curves]


def _curve(row: Row, ages: Sequence[int], *, grown: bool = False) -> list[Fraction]:
    """The values up to the first that is not there; of all cohorts (`grown`) only while a quarter
    of the clients have come to that age: the rest says more of single months than of growing."""
    values: list[Fraction] = []
    everybody = row.cells[ages[0]].whole or 0
    for at in ages:
        value = number(row.cells[at])
        if value is None or (grown and (row.cells[at].whole or 0) * 4 < everybody):
            break
        values.append(value)
    return values


def _line(name: int | None, curve: Sequence[Fraction], step: float, most: Fraction) -> Line:
    places = [
        (round(at * step, 1), round(HIGH - float(max(Fraction(0), value) / most) * HIGH, 1))
        for at, value in enumerate(curve)
    ]
    return Line(" ".join(f"{x},{y}" for x, y in places), places[-1] if places else (0, 0), name)
