"""A report → sheets: one for each of its tables, and one with what its figures mean. Pure.

What a share rests on and its interval stand in columns of their own, so that a file can be counted
on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from reports.dictionary import METRICS, Few, Unit
from reports.exports.sheet import Form, Head, Sheet, Value
from reports.exports.words import Words
from reports.few import in_shares
from reports.tables import Cell, Column, Kind, Named, Report, Row, Table

FORMS = {
    Unit.COUNT: Form.NUMBER,
    Unit.MONEY: Form.MONEY,
    Unit.SHARE: Form.SHARE,
    Unit.SPAN: Form.SPAN,
    Unit.MONTH: Form.MONTH,
}
MEANINGS = "definitions"
NOTES = "notes"
BOUND = 10**6
"""Bounds of intervals are kept to a millionth."""


def sheets(report: Report, words: Words) -> list[Sheet]:
    """The tables that have something to tell, what is said beside them, and the definitions of
    their figures."""
    lines = _lines(report, words)
    told = [one for one in report.tables if one.rows and not (report.few and in_shares(one))]
    found = [_sheet(report, one, words, lines) for one in told]
    said = [_notes(report, words)] if report.notes else []
    return [*found, *said, _meanings(report, words)]


def _lines(report: Report, words: Words) -> tuple[str, ...]:
    """What stands above every table."""
    lines = [
        words.title(report.id),
        " · ".join(words.about(report.about)),
        words.say("cases", count=report.size),
    ]
    if report.about.currency:
        lines.append(words.say("currency", currency=report.about.currency))
    if report.left_out:
        lines.append(words.say("left_out", count=report.left_out))
    return tuple(lines)


def _sheet(report: Report, table: Table, words: Words, lines: tuple[str, ...]) -> Sheet:
    every = [*table.rows, *([table.total] if table.total else [])]
    parts = [_parts(column, every, at) for at, column in enumerate(table.columns)]
    heads = [Head(words.lines(table.rows_are), _form_of_rows(table))]
    for column, more in zip(table.columns, parts, strict=True):
        name = words.column(column)
        heads.append(Head(name, FORMS.get(METRICS[column.metric].unit, Form.TEXT)))
        heads += [Head(words.say(part, column=name), form) for part, form in more]
    name = words.table(report.id, table.id)
    return Sheet(
        table.id,
        name or words.title(report.id),
        tuple(heads),
        [_row(row, parts, words) for row in table.rows],
        (lines[0], *([name] if name else []), *lines[1:]),
        _row(table.total, parts, words) if table.total else None,
    )


Parts = Sequence[tuple[str, Form]]


def _parts(column: Column, rows: Sequence[Row], at: int) -> Parts:
    """What stands beside the figures of a column."""
    few = METRICS[column.metric].few
    cells = [row.cells[at] for row in rows]
    if few is Few.INTERVAL and any(cell.share for cell in cells):
        return (("of_how_many", Form.NUMBER), ("low", Form.SHARE), ("high", Form.SHARE))
    if any(cell.bounds for cell in cells):
        return (("of_how_many", Form.NUMBER), ("low", Form.NUMBER), ("high", Form.NUMBER))
    based = few is Few.WITH_BASE and column.group.kind is not Kind.AGE
    if based and any(cell.whole is not None for cell in cells):
        return (("of_how_many", Form.NUMBER),)
    return ()


def _row(row: Row, parts: Sequence[Parts], words: Words) -> list[Value]:
    values: list[Value] = [_name(row.name, words)]
    for cell, more in zip(row.cells, parts, strict=True):
        values.append(_value(cell))
        values += [_beside(cell, part) for part, _ in more]
    return values


def _beside(cell: Cell, part: str) -> Value:
    if part == "of_how_many":
        return cell.whole
    if cell.bounds is not None:
        return cell.bounds[part == "high"]
    if cell.share is None:
        return None
    bound = cell.share.low if part == "low" else cell.share.high
    return Fraction(round(bound * BOUND), BOUND)


def _value(cell: Cell) -> Value:
    return _month(cell.value) if isinstance(cell.value, str) else cell.value


def _name(named: Named, words: Words) -> Value:
    month = _month(named.id) if named.kind is Kind.MONTH else None
    return month if isinstance(month, date) else words.name(named)


def _month(text: str) -> str | date:
    """2026-03 is a month, anything else a text."""
    year, _, month = text.partition("-")
    if len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return text


def _form_of_rows(table: Table) -> Form:
    return Form.MONTH if table.rows_are is Kind.MONTH else Form.TEXT


def _notes(report: Report, words: Words) -> Sheet:
    lines = [line for one in report.notes for line in words.note(one).splitlines() if line]
    name = words.say("notes")
    return Sheet(NOTES, name, (Head(name),), [[line] for line in lines])


def _meanings(report: Report, words: Words) -> Sheet:
    heads = ("metric", "how", "source", "unit", "id")
    return Sheet(
        MEANINGS,
        words.say("definitions"),
        tuple(Head(words.say(f"meaning_{one}")) for one in heads),
        [[*words.meaning(metric), metric] for metric in report.metrics],
    )
