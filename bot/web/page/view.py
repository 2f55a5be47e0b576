"""A report → what the template of its page shows: tables with words, links and small pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.web.page import charts
from bot.web.page.ports import Words
from bot.web.page.query import Query
from reports.dictionary import METRICS, Few, Unit
from reports.source import Spot
from reports.tables import Cell, Column, Kind, Note, Report, Row, Table

LATEST = 24
"""So many months are shown until all are asked for."""
OLDEST = 24
"""And so many ages of cohorts."""
BELOW = frozenset({Kind.ALL, Kind.CLIENT, Kind.WORDS})
"""Rows whose names are long or none: no room for many columns."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: in full, for a phone, what stands smaller beside it, where its cases are listed."""

    full: str
    brief: str
    aside: str
    href: str
    shade: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `metric` is explained on a tap."""

    name: str
    metric: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row, with its name for a phone; `bar` is the length of the bar under it, of 100."""

    name: str
    short: str
    figures: Sequence[Figure]
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: bars over months or curves by age, the greatest value in words, both ends of the
    axis, names of the curves."""

    kind: str
    shapes: Sequence[charts.Bar] | Sequence[charts.Line]
    title: str
    most: str
    first: str
    last: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, or the few figures of everybody as `tiles`; `hidden` is how many older months are
    left out."""

    id: str
    title: str
    rows_are: str
    tiles: bool
    heads: Sequence[Head]
    lines: Sequence[Line]
    total: Line | None
    chart: Drawn | None
    hidden: int
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A metric explained."""

    id: str
    name: str
    how: str


class Viewing:
    """Reports in one language, linked with one set of filters."""

    def __init__(self, words: Words, locale: str, query: Query, *, everything: bool) -> None:
        self._words = words
        self._locale = locale
        self._query = query
        self._everything = everything

    def tables(self, report: Report) -> list[Shown]:
        """The tables that tell something: none of shares where few clients are named instead."""
        return [
            self._table(report, one)
            for one in report.tables
            if one.columns and (one.rows or one.total) and not (report.few and _in_shares(one))
        ]

    def notes(self, report: Report) -> list[str]:
        """What is said under all tables."""
        return self._said(report.under())

    def _said(self, notes: Sequence[Note]) -> list[str]:
        return [self._words.note(one, self._locale) for one in notes]

    def meanings(self, report: Report) -> list[Meaning]:
        """Every metric that stands on the page."""
        told = [(one, self._words.metric(one, self._locale)) for one in report.metrics]
        return [Meaning(one, words.name, words.how) for one, words in told]

    def spot(self, report: Report, spot: Spot) -> str:
        """What a figure is called; "" where there is no such figure."""
        for table in report.tables:
            for row in _every(table):
                for column in table.columns:
                    if (table.id, row.name.id, column.id) == (spot.table, spot.row, spot.column):
                        return " · ".join(self._called(report, table, row, column))
        return ""

    def _called(self, report: Report, table: Table, row: Row, column: Column) -> list[str]:
        """The title of the table, the row, the column's metric and group, each once."""
        metric = self._words.metric(column.metric, self._locale).name
        group = "" if column.id == column.metric else self._words.column(column, self._locale)
        parts = [
            self._words.table(report.id, table.id, self._locale),
            self._words.row(row.name, self._locale),
            metric if metric.lower() != group.lower() else "",
            group,
        ]
        return [one for one in dict.fromkeys(parts) if one]

    def _table(self, report: Report, given: Table) -> Shown:
        table = given if self._everything else _latest(given)
        shades = charts.heat(table)
        lengths = charts.bars(table)
        return Shown(
            given.id,
            self._words.table(report.id, given.id, self._locale),
            given.rows_are.value,
            given.rows_are is Kind.ALL and len(given.rows) == 1,
            [self._head(one) for one in table.columns],
            [
                self._line(report, table, row, shades, at, lengths.get(at))
                for at, row in enumerate(table.rows)
            ],
            self._line(report, table, table.total, {}, 0) if table.total else None,
            self._chart(report, table),
            len(given.rows) - len(table.rows),
            self._said(report.under(given.id)),
        )

    def _head(self, column: Column) -> Head:
        return Head(self._words.column(column, self._locale), column.metric)

    def _line(
        self,
        report: Report,
        table: Table,
        row: Row,
        shades: dict[tuple[int, int], int],
        place: int,
        bar: float | None = None,
    ) -> Line:
        counts = {row.cells[at].value for at in charts.counted(table)}
        figures = [
            self._figure(report, table, row, at, counts, shades.get((place, at)))
            for at in range(len(table.columns))
        ]
        name = self._words.row(row.name, self._locale)
        short = self._words.row(row.name, self._locale, short=True)
        return Line(name, short, figures, bar)

    def _figure(
        self,
        report: Report,
        table: Table,
        row: Row,
        at: int,
        counts: Collection[object],
        shade: int | None,
    ) -> Figure:
        """A cell; what it rests on is left out where it is one of the row's `counts`."""
        cell, column = row.cells[at], table.columns[at]
        cell = cell if cell.whole not in counts else replace(cell, whole=None)
        full = self._told(cell, column, report, brief=False)
        if not full:
            return Figure("", "", "", "")
        brief = full
        if METRICS[column.metric].unit is Unit.MONEY:
            brief = self._told(cell, column, report, brief=True)
        if column.group.kind is Kind.AGE:
            full = brief  # a table as wide as this has no room for more on any screen
        main, _, aside = full.partition(" (")
        spot = {"table": table.id, "row": row.name.id, "column": column.id}
        href = f"r/{quote(report.id)}/behind{self._query.text(**spot)}"
        return Figure(main, brief.partition(" (")[0], aside.rstrip(")"), href, shade)

    def _told(self, cell: Cell, column: Column, report: Report, *, brief: bool) -> str:
        currency = report.about.currency
        return self._words.figure(cell, column.metric, currency, self._locale, brief=brief)

    def _chart(self, report: Report, table: Table) -> Drawn | None:
        if curves := charts.lines(table):
            ages = charts.by_age(table)
            names = [
                self._words.row(table.rows[one.name].name, self._locale)
                if one.name is not None
                else self._words.row(table.total.name, self._locale)
                if table.total
                else ""
                for one in curves
            ]
            most = _greatest([row.cells[at] for row in _every(table) for at in ages])
            return self._drawn("lines", curves, report, table.columns[ages[0]], most, names, [
                self._words.column(table.columns[at], self._locale) for at in (ages[0], ages[-1])
            ])  # fmt: skip
        if found := charts.columns(table):
            at, drawn = found
            most = _greatest([row.cells[at] for row in table.rows])
            ends = [self._words.row(table.rows[end].name, self._locale) for end in (0, -1)]
            return self._drawn("bars", drawn, report, table.columns[at], most, [], ends)
        return None

    def _drawn(
        self,
        kind: str,
        shapes: Sequence[charts.Bar] | Sequence[charts.Line],
        report: Report,
        column: Column,
        most: Cell,
        names: Sequence[str],
        ends: Sequence[str],
    ) -> Drawn:
        title = self._words.metric(column.metric, self._locale).name
        told = self._told(most, column, report, brief=True)
        return Drawn(kind, shapes, title, told, ends[0], ends[1], names)


def _every(table: Table) -> Sequence[Row]:
    return (*table.rows, table.total) if table.total else table.rows


def _greatest(cells: Sequence[Cell]) -> Cell:
    return Cell(max(value for one in cells if (value := charts.number(one)) is not None))


def _in_shares(table: Table) -> bool:
    """Whether it tells shares of clients, which few clients get none of."""
    metrics = (METRICS[one.metric] for one in table.columns)
    return any(one.few is Few.NAMES and one.unit is Unit.SHARE for one in metrics)


def _latest(table: Table) -> Table:
    """The latest months and the first ages."""
    rows = table.rows[-LATEST:] if table.rows_are is Kind.MONTH else table.rows
    kept = [
        at
        for at, one in enumerate(table.columns)
        if one.group.kind is not Kind.AGE or int(one.group.id) <= OLDEST
    ]

    def row(one: Row) -> Row:
        return Row(one.name, tuple(one.cells[at] for at in kept))

    return Table(
        table.id,
        table.rows_are,
        tuple(table.columns[at] for at in kept),
        tuple(row(one) for one in rows),
        row(table.total) if table.total else None,
    )
