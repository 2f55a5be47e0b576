"""Clients by name, where there are too few of them for shares: a bar and a figure for each."""

from __future__ import annotations

from reports.charts.board.inks import Ink
from reports.charts.board.marks import Align, Box
from reports.charts.page import BODY, NAMED_ON_ONE, Page, figure
from reports.tables import Row

LINE = 62
BAR = 22
GRADES: dict[str, Ink] = {"A": Ink.FIRST, "B": Ink.SECOND, "C": Ink.FOURTH}


def draw(page: Page, metric: str) -> None:
    """The clients of the report by `metric`, the largest first."""
    table = page.table("clients")
    if table is None:
        return
    found = [(row, float(figure(row, table, metric) or 0)) for row in table.rows]
    found.sort(key=lambda one: -one[1])
    shown = found[:NAMED_ON_ONE]
    widest = max((value for _, value in shown), default=0) or 1
    page.heading(page.speech.say(f"named_{page.report.id}"))
    grades = dict.fromkeys(grade for row, _ in shown if (grade := _grade(row)))
    if grades:
        page.legend([(GRADES[one], page.speech.say("class", grade=one)) for one in sorted(grades)])
        page.y -= 12
    for row, value in shown:
        _line(page, row, _told(page, row, metric), max(0.0, value / widest))
    if len(found) > len(shown):
        more = page.speech.count(len(found) - len(shown))
        page.note(page.speech.say("more_clients", count=more))


def _line(page: Page, row: Row, told: str, share: float) -> None:
    names, figures = page.room * 0.42, page.room * 0.24
    base = page.y + BODY
    middle = base - BODY * 0.34
    page.board.say(page.left, base, page.speech.name(row.name), BODY - 2, room=names - 20)
    page.board.say(page.right, base, told, BODY - 2, bold=True, align=Align.RIGHT)
    room = page.room - names - figures
    left, ink = page.left + names, GRADES.get(_grade(row), Ink.FIRST)
    page.board.put(
        Box(left, middle - BAR / 2, room, BAR, Ink.TRACK, 7),
        Box(left, middle - BAR / 2, max(6.0, room * share), BAR, ink, 7),
    )
    page.y += LINE


def _told(page: Page, row: Row, metric: str) -> str:
    table = page.table("clients")
    value = figure(row, table, metric) if table else None
    if metric == "revenue":
        return page.speech.money(value or 0, page.report.about.currency)
    return page.speech.count(int(value or 0))


def _grade(row: Row) -> str:
    """The class where the last figure is one."""
    grade = row.cells[-1].value
    return grade if isinstance(grade, str) and grade in GRADES else ""
