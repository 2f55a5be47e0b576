"""What stands under a report, and that its row and its buttons say what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.reports.faces.delivery import FRESH, KEPT, Faces
from bot.chat.reports.faces.desk import AT_ONCE, PICTURED, FaceDesk, Works
from bot.chat.reports.faces.wanted import Face, Wanted, asked_of
from bot.chat.reports.naming import Naming
from bot.chat.reports.scope import Place
from bot.chat.texts import Texts
from dialogs.reading.dates import Period
from leads.clock import MovableClock
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.charts.drawing import DRAWN
from reports.exports.leads import LeadReader
from reports.source import Behind, Spot
from reports.tables import Report
from tests.reports.charts.pictures import Goods
from tests.reports.charts.samples import MADE, REPORTS

PLACE = Place(7, 3001, "ru")


@pytest.fixture
def texts() -> Texts:
    return Texts("ru")


def desk(texts: Texts, *, drawable: bool = True) -> FaceDesk:
    clock = MovableClock(MADE)
    zone = ZoneInfo("Europe/Moscow")
    return FaceDesk(cast(Works, None), lambda _: None, texts, clock, zone, drawable=drawable)


def test_every_picture_can_be_asked_for() -> None:
    assert set(PICTURED) == set(DRAWN)
    assert set(AT_ONCE) < set(PICTURED)


def test_a_row_says_what_was_asked() -> None:
    asked = Asked(everything=True, filters=Filters(product="seo", manager=5))
    wanted = Wanted(Face.PICTURE, "abc", asked, date(2026, 11, 24), 3001, "en", 9)
    row = wanted.row("u7:picture")
    assert Wanted.of(row.payload) == wanted
    with pytest.raises(ValueError, match="version"):
        Wanted.of({**row.payload, "v": 2})


def test_a_report_without_cases_has_nothing_under_it(texts: Texts) -> None:
    for report in PICTURED:
        answer = desk(texts).answer("…", REPORTS[report]("empty"), PLACE)
        assert not answer.keyboard
        assert not answer.rows


def test_without_the_extra_the_way_to_it_is_said_once(texts: Texts) -> None:
    first, second = (
        desk(texts, drawable=False).answer(
            "…", REPORTS[report]("tiny"), replace(PLACE, update_id=at)
        )
        for at, report in enumerate(("funnel", "abc"))
    )
    assert "prequal[charts]" in str(first.rows[0].payload["text"])
    assert first.rows[0].key == second.rows[0].key
    assert [button.label for button in second.keyboard[0]] == ["📄 Файлом"]


def test_what_is_too_long_for_a_button_has_none(texts: Texts) -> None:
    report = REPORTS["abc"]("tiny")
    filters = Filters(product="a-very-long-id-of-a-product-" * 2)
    long = replace(report, about=replace(report.about, filters=filters))
    assert desk(texts).answer("…", report, PLACE).keyboard
    assert not desk(texts).answer("…", long, PLACE).keyboard


class Counting:
    """A source that counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0

    async def report(self, asked: Asked, today: date) -> Report:
        self.reads += 1
        return REPORTS["funnel"]("tiny")

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        return None


async def test_a_picture_right_after_its_text_reads_nothing_again(texts: Texts) -> None:
    source, clock = Counting(), MovableClock(MADE)
    zone, naming = ZoneInfo("Europe/Moscow"), Naming(texts, Goods(), {})
    faces = Faces({"funnel": source}, naming, cast(LeadReader, None), texts, clock, zone, "dark")
    told = REPORTS["funnel"]("tiny")
    faces.keep(told)
    wanted = Wanted(Face.PICTURE, "funnel", asked_of(told), date(2026, 11, 24), 3001, "ru")
    made = await faces.made(wanted)
    assert made is not None
    assert made.content[:4] == b"\x89PNG"
    assert source.reads == 0
    await faces.made(replace(wanted, asked=Asked(everything=True)))
    assert source.reads == 1, "something else was asked"
    clock.move_to(clock.now() + 2 * FRESH)
    await faces.made(wanted)
    assert source.reads == 2
    faces.keep(told)
    for day in range(1, KEPT + 1):
        period = Period(MADE.date(), date(2027, 1, day))
        faces.keep(replace(told, about=replace(told.about, period=period)))
    await faces.made(wanted)
    assert source.reads == 3, "the oldest is forgotten"
