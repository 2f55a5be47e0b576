"""The funnel: a bar per step, split by who the leads are, and what share went on to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from reports.charts.board.inks import AnyInk, Ink
from reports.charts.board.marks import Align, Box
from reports.charts.page import BODY, SMALL, Page
from reports.dictionary import FEW_CLIENTS
from reports.tables import Cell, Named, Row

SIDES: Mapping[str, AnyInk] = {"cold": Ink.FIRST, "warm": Ink.SECOND, "repeat": Ink.THIRD}
COUNT = 44
BAR = 34
BETWEEN = 3
LEAST = 6

Parts = list[tuple[Named, int]]


def draw(page: Page) -> None:
    """The steps from top to bottom."""
    steps = page.table("steps")
    if steps is None:
        return
    sides = _sides(page)
    widest = max(_reached(row) for row in steps.rows) or 1
    groups = {named.id: named for parts in sides.values() for named, _ in parts}
    if groups:
        page.legend([(SIDES.get(id_, Ink.FOURTH), page.speech.name(groups[id_])) for id_ in groups])
    for at, row in enumerate(steps.rows):
        if at:
            _went_on(page, row)
        _step(page, row, sides.get(row.name.id, []), widest)
    if page.report.size > FEW_CLIENTS:
        page.note(page.speech.say("funnel_interval"))


def _step(page: Page, row: Row, parts: Parts, widest: int) -> None:
    reached = _reached(row)
    page.y += COUNT
    wide = page.board.say(
        page.right, page.y, page.speech.count(reached), COUNT, bold=True, align=Align.RIGHT
    )
    page.board.say(
        page.left, page.y, page.speech.name(row.name), BODY, bold=True, room=page.room - wide - 24
    )
    page.y += 16
    page.board.put(Box(page.left, page.y, page.room, BAR, Ink.TRACK, 8))
    scale = page.room / widest
    x: float = page.left
    for named, many in parts or [(row.name, reached)]:
        if many:
            width = max(LEAST, many * scale - BETWEEN)
            ink = SIDES.get(named.id, Ink.FIRST if not parts else Ink.FOURTH)
            page.board.put(Box(x, page.y, width, BAR, ink, min(8, width / 2)))
            x += width + BETWEEN
    page.y += BAR


def _went_on(page: Page, row: Row) -> None:
    """Of the step before."""
    _, conversion, spent = row.cells
    told = [_share(page, conversion)]
    if isinstance(spent.value, timedelta):
        told.append(page.speech.say("funnel_after", span=page.speech.span(spent.value)))
    page.y += SMALL * 1.5
    page.board.say(page.left, page.y, " · ".join(one for one in told if one), SMALL, Ink.QUIET)
    page.y += 14


def _share(page: Page, cell: Cell) -> str:
    share = cell.share
    if share is None:
        return "↓"
    if share.whole <= FEW_CLIENTS:
        of = page.speech.say("funnel_of", part=share.part, whole=share.whole)
        return f"↓ {of}"
    return f"↓ {page.speech.percent(share.value)} ({page.speech.between(share.low, share.high)})"


def _reached(row: Row) -> int:
    value = row.cells[0].value
    return value if isinstance(value, int) else 0


def _sides(page: Page) -> Mapping[str, Parts]:
    """Who came to each step."""
    table = page.table("sides")
    if table is None:
        return {}
    return {
        row.name.id: [
            (column.group, cell.value if isinstance(cell.value, int) else 0)
            for column, cell in zip(table.columns, row.cells, strict=True)
        ]
        for row in table.rows
    }
