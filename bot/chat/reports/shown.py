"""A report as a message: tables of a phone's width where they fit, else a line per row.

Works for every `reports.tables.Report`; what a figure means is the dictionary's, what ids are
called is `naming`'s, how a value is written is `figures`'.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.figures import Manner, figure
from bot.chat.reports.naming import Naming
from bot.chat.reports.tables import table
from bot.chat.texts import Texts, plain
from bot.chat.wording import clip
from dialogs.schema.texts import MAX_TEXT, telegram_length
from reports.dictionary import METRICS, Few, Unit
from reports.few import in_shares
from reports.tables import Column, Kind, Note, Report, Row, Table

WIDTH = 34
"""Letters of a phone's line in type of even width."""
NAME = 12
"""So many of them are a name's, at least."""
NAME_OF_LINE = 17
"""And so many a metric's, where it has a line of its own."""
WIDE = 8
"""A line of more figures takes several of a phone's."""
AGES = {"retention": (1, 2, 3, 6, 12), "ltv": (0, 3, 6, 12)}
"""Ages that a phone has room for, where a metric has one column for each."""
LINES = frozenset({Kind.ALL, Kind.CLIENT, Kind.WORDS})
"""Rows that never stand in columns: of long names, or a single one."""
TURNED = frozenset({Kind.SPAN})
"""Rows that stand beside each other, with a line for each metric: stretches of time."""


class ShownReport:
    """Reports as Telegram HTML."""

    def __init__(self, texts: Texts, naming: Naming) -> None:
        self._texts = texts
        self._naming = naming
        self._dictionary = DictionaryDesk(texts)

    def text(self, report: Report, locale: str) -> str:
        """The whole report, within the room of one message."""
        spoken = self._texts.spoken(locale)
        every = [self._table(report, one, spoken) for one in report.tables]
        tables = [one for one in every if one["head"] or one["lines"]]
        text = self._fitting(report, tables, 0, locale)
        for beyond in range(1, len(tables)):
            if telegram_length(plain(text)) <= MAX_TEXT:
                break
            text = self._fitting(report, tables[:-beyond], beyond, locale)
        return text

    def _fitting(self, report: Report, tables: Sequence[object], beyond: int, locale: str) -> str:
        spoken = self._texts.spoken(locale)
        return self._texts.fitting(
            "report",
            locale,
            beyond=beyond,
            title=self._naming.title(report.id, spoken),
            report=self._naming.about(report.about, spoken),
            size=report.size,
            empty=self._naming.empty(report.id, spoken),
            tables=tables,
            notes=self._said(report.under(), spoken),
            left_out=report.left_out,
            metrics=[self._dictionary.told(one, spoken) for one in report.metrics],
        )

    def _said(self, notes: Sequence[Note], locale: str) -> list[str]:
        return [self._naming.note(one, locale) for one in notes]

    def _table(self, report: Report, given: Table, locale: str) -> dict[str, object]:
        found = _told(_narrowed(given))
        every = (*found.rows, found.total) if found.total else found.rows
        told: dict[str, object] = {
            "title": self._naming.table(report.id, given.id, locale),
            "head": "",
            "grid": [],
            "lines": [],
            "total": "",
            "notes": self._said(report.under(given.id), locale),
            "wide": len(found.columns) > WIDE,
            "latest": given.rows_are is Kind.MONTH,
        }
        if not (found.columns and every) or (report.few and in_shares(found)):
            return told
        manner = Manner(locale, report.about.currency)
        if found.rows_are in TURNED:
            return told | self._turned(found, manner)
        grid = self._grid(found, every, manner._replace(narrow=True))
        if grid is None:
            return told | {"lines": [self._line(found, row, manner) for row in every]}
        head, *lines = grid
        total = lines.pop() if found.total else ""
        return told | {"head": head, "grid": lines, "total": total}

    def _grid(self, given: Table, rows: Sequence[Row], manner: Manner) -> list[str] | None:
        """Columns in line; None for what is too wide for them."""
        exact = all(METRICS[one.metric].few is not Few.INTERVAL for one in given.columns)
        if given.rows_are in LINES or not exact:
            return None
        head = ["", *(self._naming.column(one, manner.locale) for one in given.columns)]
        cells = [
            [_cell(row, at, given.columns, manner) for at in range(len(given.columns))]
            for row in rows
        ]
        taken = sum(1 + max(map(len, column)) for column in zip(head[1:], *cells, strict=True))
        room = max(NAME, WIDTH - taken)
        names = (self._naming.row(row.name, manner.locale, short=True) for row in rows)
        lines = [[clip(name, room), *line] for name, line in zip(names, cells, strict=True)]
        found = table(head, lines).split("\n")
        return found if max(map(len, found)) <= WIDTH else None

    def _turned(self, given: Table, manner: Manner) -> dict[str, object]:
        """A line for each metric, its rows beside each other: in columns if they are counts."""
        counts = all(METRICS[one.metric].unit is Unit.COUNT for one in given.columns)
        names = [self._naming.row(row.name, manner.locale, short=counts) for row in given.rows]
        lines = []
        for at, column in enumerate(given.columns):
            cells = [_cell(row, at, given.columns, manner) for row in given.rows]
            lines.append((self._naming.line(column.metric, manner.locale), cells))
        if counts:
            grid = table(["", *names], ([clip(name, NAME_OF_LINE), *of] for name, of in lines))
            head, *rest = grid.split("\n")
            return {"head": head, "grid": rest}
        sentences = []
        for name, cells in lines:
            both = zip(names, cells, strict=True)
            text = " · ".join(f"{when} {told}" for when, told in both if told)
            sentences.append({"name": name, "text": text})
        return {"lines": sentences}

    def _line(self, given: Table, row: Row, manner: Manner) -> dict[str, str]:
        """One row as a sentence."""
        if given.rows_are is Kind.ALL and len(given.columns) == 1:
            label = self._naming.column(given.columns[0], manner.locale)
            told = _cell(row, 0, given.columns, manner)
            return {"name": label[:1].upper() + label[1:], "text": told}
        parts = []
        for at, column in enumerate(given.columns):
            if told := _cell(row, at, given.columns, manner):
                label = self._naming.column(column, manner.locale)
                parts.append(
                    told if METRICS[column.metric].unit is Unit.GRADE else f"{label} {told}"
                )
        name = "" if given.rows_are is Kind.ALL else self._naming.row(row.name, manner.locale)
        return {"name": name, "text": " · ".join(parts)}


def _cell(row: Row, at: int, columns: Sequence[Column], manner: Manner) -> str:
    """A figure, with its base unless a count beside it says the same."""
    cell, metric = row.cells[at], METRICS[columns[at].metric]
    counts = {
        one.value
        for one, column in zip(row.cells, columns, strict=True)
        if METRICS[column.metric].unit is Unit.COUNT
    }
    return figure(cell, metric, manner, based=cell.whole not in counts)


def _narrowed(given: Table) -> Table:
    """Of columns by age only those there is room for."""
    return given.of_columns(
        [
            at
            for at, one in enumerate(given.columns)
            if one.group.kind is not Kind.AGE or int(one.group.id) in AGES[one.metric]
        ],
    )


def _told(given: Table) -> Table:
    """Without columns that tell nothing of anybody."""
    every = (*given.rows, given.total) if given.total else given.rows
    return given.of_columns(
        [
            at
            for at in range(len(given.columns))
            if any(row.cells[at].value is not None for row in every)
        ],
    )
