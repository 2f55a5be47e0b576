"""Buttons of reports: they fit Telegram, read back as what was asked, and widen nobody's view."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.access import Access
from bot.chat.book import Book
from bot.chat.callbacks import ReportButton
from bot.chat.map_of_offers import OfferMap
from bot.chat.reports.buttons import Act, Choices, ReportButtons
from bot.chat.reports.desk import Known, ReportDesk
from bot.chat.reports.naming import Naming
from bot.chat.reports.scope import OF_A_SELLER, REPORTS, Scope, Viewer
from bot.chat.reports.short import Shortening
from bot.chat.texts import Texts
from dialogs.reading.dates import Period
from leads.lead import Temperature
from leads.repeat.rules import RepeatRules
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.asking.presets import presets
from reports.source import Behind, Spot
from reports.tables import Report
from tests.storage.samples import HandClock

TODAY = date(2026, 11, 24)
TEXTS = Texts("ru", zone=ZoneInfo("Europe/Moscow"))
PRODUCTS = {"seo": "SEO", "contextual_advertising_for_shops": "Реклама", "портал": "Портал"}
CHANNELS = {"site": "Сайт", "exhibition-2027 hall ~ 3": "Выставка"}
MANAGERS = {7_999_999_999: "Пётр", 5: "Игорь"}
MANAGER, SELLER = Viewer(1, None), Viewer(5, 5)

ASKED = st.builds(
    Asked,
    st.none() | st.just(Period(date(2026, 1, 1), TODAY)),
    st.just(False),
    st.builds(
        Filters,
        st.sampled_from([None, *PRODUCTS]),
        st.sampled_from([None, *CHANNELS]),
        st.sampled_from([None, *Temperature]),
        st.sampled_from([None, *MANAGERS]),
    ),
)


def buttons(viewer: Viewer) -> ReportButtons:
    choices = Choices(PRODUCTS, CHANNELS, MANAGERS)
    return ReportButtons(TEXTS, Shortening(PRODUCTS, CHANNELS), choices, viewer, "ru")


@given(ASKED, st.sampled_from(REPORTS))
def test_whatever_is_asked_fits_a_button_and_reads_back(asked: Asked, report: str) -> None:
    mine = buttons(MANAGER)
    rows = [*mine.under(report, asked)]
    for act in (Act.PERIOD, Act.PRODUCT, Act.CHANNEL, Act.TEMPERATURE, Act.MANAGER):
        rows += mine.choosing(act, report, asked, TODAY)
    for one in (button for row in rows for button in row):
        assert len(one.data.encode()) <= 64
        back = ReportButton.unpack(one.data)
        if back.act == Act.LIST:
            continue
        read = Shortening(PRODUCTS, CHANNELS).asked(back.asked)
        assert back.report == report
        if one.label.startswith("✓") and back.act == Act.SHOW:
            assert read == asked
        if back.act in {Act.PERIOD, Act.PRODUCT}:
            assert read == asked


def test_a_product_that_is_no_more_is_a_stale_button() -> None:
    word = Shortening(PRODUCTS, ()).word(Asked(filters=Filters(product="портал")))
    with pytest.raises(ValueError, match="!"):
        Shortening((), ()).asked(word)


@given(ASKED, st.sampled_from([*REPORTS, "nothing"]))
def test_a_seller_sees_their_own_leads_or_nothing(asked: Asked, report: str) -> None:
    theirs = SELLER.narrowed(report, asked)
    allowed = report in OF_A_SELLER and asked.filters.manager in {None, 5}
    assert (theirs is not None) == allowed
    if theirs is not None:
        assert theirs.filters.manager == 5
    assert MANAGER.narrowed(report, asked) == (asked if report in REPORTS else None)


class Spy:
    """A source that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def report(self, asked: Asked, today: date) -> Report:
        self.asked.append(asked)
        return Report("funnel", About(Period(today, today), asked.filters), 0, ())

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        raise AssertionError((asked, today, spot))


class Products(Book):
    """A book of products alone."""

    def __init__(self) -> None:
        """Without a shelf."""

    def products(self, locale: str) -> dict[str, str]:
        return dict(PRODUCTS)

    def product(self, product: str, locale: str) -> str:
        return PRODUCTS[product]


def desk(spy: Spy) -> ReportDesk:
    known, book = Known(frozenset(CHANNELS), MANAGERS), Products()
    naming, offers = Naming(TEXTS, book, MANAGERS), OfferMap(RepeatRules(), book, TEXTS)
    clock = HandClock()
    sources = dict.fromkeys(REPORTS, spy)
    return ReportDesk(sources, book, known, naming, offers, TEXTS, clock, ZoneInfo("UTC"))


WORDS = st.lists(
    st.sampled_from(["пётр", "игорь", "seo", "портал", "сайт", "все", "тёплые", "за 3 месяца"]),
    max_size=4,
)


@given(WORDS, st.sampled_from([*REPORTS]), ASKED, st.sampled_from([*Act, "x"]))
def test_neither_words_nor_forged_buttons_widen_what_a_seller_sees(
    words: list[str], report: str, asked: Asked, act: str
) -> None:
    async def ask() -> Spy:
        spy = Spy()
        mine = desk(spy)
        await mine.answer(report, " ".join(words), SELLER, "ru")
        forged = ReportButton(
            act=act, report=report, asked=Shortening(PRODUCTS, CHANNELS).word(asked)
        )
        with suppress(ValueError):
            await mine.tapped(forged, SELLER, "ru")
        return spy

    spy = asyncio.run(ask())
    assert {one.filters.manager for one in spy.asked} <= {5}
    assert not spy.asked or report in OF_A_SELLER


async def test_what_can_not_change_a_report_is_said_and_not_left_out() -> None:
    spy = Spy()
    mine, refused = desk(spy), "отобрать нельзя"
    for report, words in (
        ("status", "за 3 месяца"),
        ("calibration", "seo"),
        ("mailings", "тёплые"),
    ):
        told = (await mine.answer(report, words, MANAGER, "ru")).text
        assert refused in told
        assert told.endswith(f"/{report}"), "what it takes is shown there"
    assert not spy.asked
    for report, words in (("status", "seo"), ("mailings", "seo за 3 месяца"), ("calibration", "")):
        assert refused not in (await mine.answer(report, words, MANAGER, "ru")).text


def test_a_report_that_is_none_is_named_before_the_list_of_those_that_are() -> None:
    mine = desk(Spy())
    for words, begins in (("кукуруза csv", "Отчёта «кукуруза» нет."), ("", "Какой отчёт прислать")):
        said = mine.export(words, "ru")
        assert said.report == ""
        assert str(said.asked).startswith(begins)


def test_who_may_ask_for_reports() -> None:
    access = Access(sales_ids=(5,), manager_ids=(1,), partner_ids=(9,))
    closed, opened = Scope(access, own=False), Scope(access, own=True)
    assert [closed.viewer(one) for one in (1, 5, 9, 77)] == [MANAGER, None, None, None]
    assert [opened.viewer(one) for one in (1, 5, 9, 77)] == [MANAGER, SELLER, None, None]


def test_a_seller_is_offered_no_other_sellers() -> None:
    labels = [one.label for row in buttons(SELLER).under("funnel", Asked()) for one in row]
    assert "Продавец" not in labels
    listed = {
        ReportButton.unpack(one.data).report for row in buttons(SELLER).listed() for one in row
    }
    assert listed == OF_A_SELLER


def test_periods_that_are_offered() -> None:
    found = presets(date(2026, 2, 10), Filters())
    days = {name: one.period for name, one in found.items()}
    assert days["last_month"] == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert days["last_quarter"] == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert days["months_3"] == Period(date(2025, 11, 11), date(2026, 2, 10))
    assert days["last_year"] == Period(date(2025, 1, 1), date(2025, 12, 31))
    assert found["ever"].everything
