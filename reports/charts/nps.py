"""What clients think: by product how many are content, and how the balance moved since before.

Where few have answered one person moves the balance by many points, so they are counted instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.board.inks import Ink
from reports.charts.board.marks import Align, Box, Dot, Line
from reports.charts.page import BODY, SMALL, Page, figure
from reports.nps import FEW
from reports.tables import Row, Table

PRODUCTS = 10
"""So many products one picture has room for, the most asked about."""
GROUPS = {"promoters": Ink.THIRD, "passives": Ink.FOURTH, "detractors": Ink.BAD}
BAR = 34
STILL = 1
"""Points that are no movement."""


def draw(page: Page) -> None:
    """A part for each scale, a few lines for each product."""
    page.legend([(ink, page.speech.say(f"nps_{name}")) for name, ink in GROUPS.items()])
    for table in page.report.tables:
        if len(page.report.tables) > 1:
            page.heading(page.speech.table(page.report.id, table.id))
        rows = [*table.rows[:PRODUCTS], *([table.total] if table.total and table.rows[1:] else [])]
        for row in rows:
            _product(page, table, row, whole=row is table.total)
        if len(table.rows) > PRODUCTS:
            page.note(page.speech.say("more_products", count=len(table.rows) - PRODUCTS))
    page.note(page.speech.say("nps_balance"))


def _product(page: Page, table: Table, row: Row, *, whole: bool) -> None:
    counts = [int(figure(row, table, name) or 0) for name in GROUPS]
    name = page.speech.say("all") if whole else page.speech.name(row.name)
    page.y += BODY
    told = _told(page, table, row, sum(counts))
    page.board.say(page.left, page.y, name, BODY, bold=True, room=page.room - told - 24)
    page.y += 16
    _groups(page, counts)
    before, now = (figure(row, table, each) for each in ("survey_balance_before", "survey_balance"))
    if now is not None and sum(counts) > FEW:
        _movement(page, None if before is None else float(before), float(now))
    page.y += 34


def _told(page: Page, table: Table, row: Row, answered: int) -> float:
    """To the right: the balance, or how many have answered; how wide that is."""
    now = figure(row, table, "survey_balance")
    if now is None or answered <= FEW:
        asked = int(figure(row, table, "survey_asked") or 0)
        text = page.speech.say("nps_few", part=answered, whole=asked)
        return page.board.say(page.right, page.y, text, SMALL, Ink.QUIET, align=Align.RIGHT)
    before = figure(row, table, "survey_balance_before")
    moved = float(now - before) if before is not None else 0.0
    ink = Ink.WORDS if abs(moved) < STILL else Ink.GOOD if moved > 0 else Ink.BAD
    points = page.speech.points(now)
    text = points if before is None else f"{page.speech.points(before)} → {points}"
    return page.board.say(page.right, page.y, text, BODY, ink, bold=True, align=Align.RIGHT)


def _groups(page: Page, counts: Sequence[int]) -> None:
    """Who answered how, each with its count where there is room for it."""
    page.board.put(Box(page.left, page.y, page.room, BAR, Ink.TRACK, 8))
    x, answered = float(page.left), sum(counts) or 1
    for many, ink in zip(counts, GROUPS.values(), strict=True):
        width = page.room * many / answered
        if many:
            page.board.put(Box(x, page.y, max(6.0, width - 3), BAR, ink, 8))
        x += width
    page.y += BAR


def _movement(page: Page, before: float | None, now: float) -> None:
    """From where to where on the scale from -100 to 100."""
    page.y += 28
    middle = page.left + page.room / 2
    page.board.put(Line(((page.left, page.y), (page.right, page.y)), Ink.GRID, 4))
    page.board.put(Line(((middle, page.y - 9), (middle, page.y + 9)), Ink.QUIET, 3))

    def at(points: float) -> float:
        return middle + (page.room / 2 - 14) * points / 100

    moved = 0.0 if before is None else now - before
    ink = Ink.QUIET if abs(moved) < STILL else Ink.GOOD if moved > 0 else Ink.BAD
    if before is not None:
        page.board.put(
            Line(((at(before), page.y), (at(now), page.y)), ink, 8),
            Dot(at(before), page.y, 11, Ink.FOURTH),
            Dot(at(before), page.y, 5, Ink.PAPER),
        )
    page.board.put(Dot(at(now), page.y, 13, ink))
