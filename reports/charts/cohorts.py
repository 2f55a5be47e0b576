"""Retention as a heat map: a line per month of the first order, a column per month since."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reports.charts import clients
from reports.charts.board.inks import Ink, Mix, On
from reports.charts.board.marks import Align, Box
from reports.charts.page import DESK, SMALL, Page
from reports.tables import Cell, Column, Kind, Row, Table

LATEST = 18
"""So many cohorts are shown, the latest ones."""
AGES = {True: 12, False: 24}
"""So many months since the first order, on a phone and on a wider screen."""
NAME = 150
SIZE = 116
CELL = 56
WIDEST = 110
PALEST = 0.1


def draw(page: Page) -> None:
    """The heat map, or the clients by name where there are few."""
    table = page.table("retention")
    if page.report.few or table is None:
        clients.draw(page, "paid")
        return
    most = AGES[page.board.width < DESK]
    ages = [at for at, one in enumerate(table.columns) if _age(one) > 0][:most]
    if not ages:
        page.sentence(page.speech.say("too_early"))
        return
    _map(page, table, ages)
    page.note(page.speech.say("cohorts_cell"))
    if len(table.rows) > LATEST:
        older = page.speech.count(len(table.rows) - LATEST)
        page.note(page.speech.say("older_cohorts", count=older))


def _map(page: Page, table: Table, ages: Sequence[int]) -> None:
    wide = min(WIDEST, (page.room - NAME - SIZE) / len(ages))
    lines = [*table.rows[-LATEST:], *((table.total,) if table.total else ())]
    shares = [_share(row.cells[at]) or Fraction() for row in lines for at in ages]
    strongest = max(shares) or Fraction(1)
    page.y += SMALL
    sized = page.left + NAME + SIZE - 18
    page.board.say(sized, page.y, page.speech.say("clients"), 28, Ink.QUIET, align=Align.RIGHT)
    for place, at in enumerate(ages):
        x = page.left + NAME + SIZE + (place + 0.5) * wide
        text = f"+{table.columns[at].group.id}"
        page.board.say(x, page.y, text, 26, Ink.QUIET, align=Align.MIDDLE)
    page.y += 16
    for row in lines:
        _line(page, row, ages, wide, strongest, of_all=row is table.total)


def _line(
    page: Page, row: Row, ages: Sequence[int], wide: float, strongest: Fraction, *, of_all: bool
) -> None:
    if of_all:
        page.y += 12
    base = page.y + CELL / 2 + 11
    size = row.cells[0].value
    name = page.speech.say("all") if of_all else page.speech.name(row.name)
    page.board.say(page.left, base, name, SMALL, bold=of_all, room=NAME - 8)
    cells = page.left + NAME + SIZE
    if isinstance(size, int):
        told = page.speech.count(size)
        page.board.say(cells - 18, base, told, SMALL, Ink.QUIET, align=Align.RIGHT)
    for place, at in enumerate(ages):
        share = _share(row.cells[at])
        if share is not None:
            ground = (
                Mix(Ink.FIRST, PALEST + (1 - PALEST) * float(share / strongest))
                if share
                else Ink.TRACK
            )
            x = cells + place * wide
            page.board.put(Box(x + 2, page.y + 2, wide - 4, CELL - 4, ground, 8))
            text = str((share * 200 + 1) // 2)
            page.board.say(x + wide / 2, base, text, 28, On(ground), align=Align.MIDDLE)
    page.y += CELL


def _share(cell: Cell) -> Fraction | None:
    return None if cell.share is None else Fraction(cell.share.part, cell.share.whole)


def _age(column: Column) -> int:
    return int(column.group.id) if column.group.kind is Kind.AGE else 0
