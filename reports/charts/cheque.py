"""The average cheque: month by month, and how it moves at each of the largest clients."""

from __future__ import annotations

from reports.charts import plot
from reports.charts.board.inks import AnyInk, Ink
from reports.charts.board.marks import Align, Dot, Line
from reports.charts.page import BODY, SMALL, Page, figure
from reports.tables import Row, Table

LATEST = 24
LINE = 108
STILL = 0.02
"""A movement smaller than that is none."""


def draw(page: Page) -> None:
    """The line of the months, then a line per client."""
    months, moved = page.table("months"), page.table("movements")
    if months is not None and len(months.rows) > 1:
        _months(page, months)
    if moved is not None:
        _clients(page, moved)


def _months(page: Page, table: Table) -> None:
    currency = page.report.about.currency
    rows = table.rows[-LATEST:]
    values = [float(figure(row, table, "avg_cheque") or 0) for row in rows]
    last = page.speech.money(round(values[-1]), currency)
    page.heading(page.speech.say("cheque_months"), last, Ink.FIRST)
    field = plot.field(
        page,
        len(rows) - 1,
        max(values),
        lambda level: page.speech.money(round(level), currency),
        height=420,
    )
    places = [field.at(at, value) for at, value in enumerate(values)]
    plot.line(page, places, Ink.FIRST, 8)
    names = [page.speech.name(row.name) for row in rows]
    plot.under(page, field, list(enumerate(names)))


def _clients(page: Page, table: Table) -> None:
    """What each paid on average before and pays now, on one scale."""
    found = [(row, *_both(table, row)) for row in table.rows]
    told = [(row, before, now) for row, before, now in found if before is not None]
    if not told:
        page.note(page.speech.say("cheque_once"))
        return
    page.heading(page.speech.say("cheque_clients"))
    highest = max(max(before, now or 0) for _, before, now in told) or 1
    for row, before, now in told:
        _client(page, row, before, now or 0, highest)
    page.note(page.speech.say("cheque_dots"))


def _client(page: Page, row: Row, before: float, now: float, highest: float) -> None:
    speech, currency = page.speech, page.report.about.currency
    change = now / before - 1 if before else 0.0
    ink: AnyInk = Ink.QUIET if abs(change) < STILL else Ink.GOOD if change > 0 else Ink.BAD
    page.y += BODY
    wide = page.board.say(
        page.right, page.y, speech.change(change), BODY - 2, ink, bold=True, align=Align.RIGHT
    )
    sums = f"{speech.money(round(before), currency)} → {speech.money(round(now), currency)}"
    x = page.right - max(wide, 110) - 24
    taken = page.board.say(x, page.y, sums, SMALL, Ink.QUIET, align=Align.RIGHT)
    room = x - taken - 24 - page.left
    page.board.say(page.left, page.y, speech.name(row.name), BODY - 2, room=room)
    y = page.y + 30
    page.board.put(Line(((page.left, y), (page.right, y)), Ink.TRACK, 14))
    first, last = (page.left + 10 + (page.room - 20) * value / highest for value in (before, now))
    page.board.put(
        Line(((first, y), (last, y)), ink, 8),
        Dot(first, y, 10, Ink.PAPER),
        Dot(first, y, 10, Ink.FOURTH),
        Dot(first, y, 5, Ink.PAPER),
        Dot(last, y, 13, ink),
    )
    page.y += LINE - BODY


def _both(table: Table, row: Row) -> tuple[float | None, float | None]:
    before, now = (figure(row, table, f"cheque_movement-{when}") for when in ("before", "now"))
    if before is None or now is None:
        return None, None
    return float(before), float(now)
