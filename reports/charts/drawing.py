"""A report → its picture: the way into this room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from reports.charts import cheque, classes, cohorts, funnel, ltv, nps
from reports.charts.board.inks import Theme
from reports.charts.board.marks import Board
from reports.charts.board.paint import painted
from reports.charts.page import PHONE, Page
from reports.charts.speech import Speech
from reports.tables import Report

DRAWN: Mapping[str, Callable[[Page], None]] = {
    "funnel": funnel.draw,
    "cohorts": cohorts.draw,
    "ltv": ltv.draw,
    "abc": classes.draw,
    "avg_cheque": cheque.draw,
    "nps": nps.draw,
}
"""How the report with that id is drawn."""


def picture(
    report: Report,
    speech: Speech,
    made: datetime,
    *,
    theme: Theme = Theme.LIGHT,
    width: int = PHONE,
) -> bytes:
    """The report as a PNG of that width; KeyError for one that has no picture."""
    return painted(sketch(report, speech, made, width=width), theme)


def sketch(report: Report, speech: Speech, made: datetime, *, width: int = PHONE) -> Board:
    """The same before it is painted."""
    draw = DRAWN[report.id]
    page = Page(report, speech, width)
    page.head()
    if report.size:
        draw(page)
    else:
        page.sentence(speech.empty(report.id))
    page.foot(made)
    return page.board
