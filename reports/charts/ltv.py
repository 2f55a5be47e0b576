"""Lifetime value as curves: one per cohort, pale where it is old, and a strong one for all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reports.charts import clients, plot
from reports.charts.board.inks import AnyInk, Ink, Mix
from reports.charts.page import SMALL, Page
from reports.tables import Kind, Row, Table

CURVES = 12
STEPS = (1, 2, 3, 6, 12, 24)
OLDEST, NEWEST = 0.4, 1.0
Values = list[float]


def draw(page: Page) -> None:
    """The curves, or the clients by name where there are few."""
    table = page.table("ltv")
    if page.report.few or table is None or table.total is None:
        clients.draw(page, "revenue")
        return
    rows = _spread(table.rows)
    curves = [_values(table, row) for row in rows]
    of_all = _values(table, table.total)
    oldest = max(len(one) for one in [*curves, of_all]) - 1
    if oldest < 1:
        page.sentence(page.speech.say("too_early"))
        return
    currency = page.report.about.currency
    _legend(page, rows)
    end = page.speech.money(round(of_all[-1]), currency)
    field = plot.field(
        page,
        oldest,
        max(max(one) for one in [*curves, of_all]),
        lambda level: page.speech.money(round(level), currency),
        height=760,
        room_right=20,
    )
    for at, values in enumerate(curves):
        places = [field.at(age, value) for age, value in enumerate(values)]
        plot.line(page, places, Mix(Ink.FIRST, _strength(at, len(curves))), 4)
    places = [field.at(age, value) for age, value in enumerate(of_all)]
    plot.line(page, places, Ink.SECOND, 9)
    plot.end(page, field, places[-1], end, Ink.SECOND)
    step = next((each for each in STEPS if oldest <= each * 9), STEPS[-1])
    plot.under(page, field, [(age, f"+{age}") for age in range(0, oldest + 1, step)])
    page.note(page.speech.say("ltv_axes"))
    if len(rows) < len(table.rows):
        shown, many = page.speech.count(len(rows)), page.speech.count(len(table.rows))
        page.note(page.speech.say("some_cohorts", shown=shown, count=many))


def _spread(rows: Sequence[Row]) -> Sequence[Row]:
    """As many as can be told apart, the first and the last among them."""
    if len(rows) <= CURVES:
        return rows
    return [rows[round(at * (len(rows) - 1) / (CURVES - 1))] for at in range(CURVES)]


def _legend(page: Page, rows: Sequence[Row]) -> None:
    """All of them, and from the oldest cohort to the newest."""
    first, last = (page.speech.name(row.name) for row in (rows[0], rows[-1]))
    entries: list[tuple[AnyInk, str]] = [
        (Ink.SECOND, page.speech.say("all_cohorts")),
        (Mix(Ink.FIRST, OLDEST), page.speech.say("cohort_of", month=first)),
    ]
    if len(rows) > 1:
        entries.append((Mix(Ink.FIRST, NEWEST), page.speech.say("cohort_of", month=last)))
    page.legend(entries)
    page.y += SMALL * 0.4


def _strength(at: int, many: int) -> float:
    return OLDEST + (NEWEST - OLDEST) * (at / (many - 1) if many > 1 else 1)


def _values(table: Table, row: Row) -> Values:
    found = [
        cell.value
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.group.kind is Kind.AGE
    ]
    return [float(value) for value in found if isinstance(value, int | Fraction)]
