"""The ABC curve: how much of the revenue the largest clients bring, and where the classes end."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts import clients, plot
from reports.charts.board.inks import Ink, Mix
from reports.charts.board.marks import Align, Area, Box, Dot, Line, Point
from reports.charts.page import BODY, SMALL, Page, figure
from reports.tables import Row, Table

Step = tuple[float, float]
"""Share of clients and share of revenue, both from the largest client on."""


def draw(page: Page) -> None:
    """The curve and its classes, or the clients by name where there are few."""
    table = page.table("classes")
    if page.report.few or table is None:
        clients.draw(page, "revenue")
        return
    ends = _ends(table)
    if not ends:
        page.sentence(page.speech.say("no_revenue"))
        return
    curve = _curve(page, ends)
    field = plot.field(page, 1, 1, page.speech.percent, height=640)
    began = 0.0
    for row, (upto, _) in zip(table.rows, ends, strict=True):
        part = [step for step in curve if began <= step[0] <= upto]
        ground = Mix(_ink(row), 0.28)
        foot: list[Point] = [field.at(upto, 0), field.at(began, 0)]
        page.board.put(Area((*(field.at(*step) for step in part), *foot), ground))
        began = upto
    page.board.put(Line(tuple(field.at(*step) for step in curve), Ink.WORDS, 7))
    for row, end in zip(table.rows, ends, strict=True):
        page.board.put(Dot(*field.at(*end), 13, Ink.PAPER), Dot(*field.at(*end), 9, _ink(row)))
    plot.under(page, field, [(at / 4, page.speech.percent(at / 4)) for at in range(5)])
    page.y += 16
    page.lines(page.speech.say("abc_axes"), SMALL)
    _classes(page, table)


def _classes(page: Page, table: Table) -> None:
    """A line per class: how many clients, and what they bring."""
    page.y += 30
    many = sum(float(figure(row, table, "buyers") or 0) for row in table.rows)
    for row in table.rows:
        buyers, revenue = figure(row, table, "buyers") or 0, figure(row, table, "revenue") or 0
        share = figure(row, table, "revenue_share") or 0
        page.board.put(Box(page.left, page.y, page.room, 84, Ink.TRACK, 18))
        base = page.y + 54
        page.board.put(Box(page.left + 18, page.y + 18, 48, 48, _ink(row), 12))
        grade = page.speech.name(row.name)
        page.board.say(page.left + 42, base, grade, 34, Ink.PAPER, bold=True, align=Align.MIDDLE)
        told = page.speech.say(
            "class_clients",
            count=page.speech.count(int(buyers)),
            share=page.speech.percent(float(buyers) / (many or 1)),
        )
        page.board.say(page.left + 92, base, told, BODY - 2, room=page.room * 0.5 - 92)
        brings = page.speech.money(revenue, page.report.about.currency)
        page.board.say(
            page.right - 24,
            base,
            f"{brings} · {page.speech.percent(share)}",
            BODY - 2,
            bold=True,
            align=Align.RIGHT,
        )
        page.y += 96


def _ends(table: Table) -> list[Step]:
    """Where each class ends; nothing without revenue."""
    buyers = [float(figure(row, table, "buyers") or 0) for row in table.rows]
    revenue = [float(figure(row, table, "revenue") or 0) for row in table.rows]
    if sum(revenue) <= 0 or not sum(buyers):
        return []
    return [
        (sum(buyers[: at + 1]) / sum(buyers), sum(revenue[: at + 1]) / sum(revenue))
        for at in range(len(buyers))
    ]


def _curve(page: Page, ends: Sequence[Step]) -> list[Step]:
    """From nothing to everything, through the ends of the classes."""
    found = page.report.curve
    many, brought = found[-1] if found else (0, 0)
    steps = {(at / many, sum_ / brought) for at, sum_ in found} if many and brought else set()
    return sorted({(0.0, 0.0), *steps, *ends})


def _ink(row: Row) -> Ink:
    return clients.GRADES.get(row.name.id, Ink.FOURTH)
