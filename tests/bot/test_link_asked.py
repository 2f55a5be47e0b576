"""What staff write after /link: the campaign, or what is not clear in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.linking.asked import Amiss, NotMade, wanted
from bot.chat.linking.code import CodeFormat, qr_code
from leads.catalogue import Campaign
from leads.lead import Temperature
from leads.linking.making import NOT_MADE_YET

CHANNELS = {"выставка": "event", "сайт": "site"}
PRODUCTS = {"crm", "seo"}


def asked(text: str) -> Campaign | NotMade:
    return wanted(text, CHANNELS, PRODUCTS)


def test_a_channel_and_a_name() -> None:
    assert asked("Выставка Стенд  12") == Campaign(NOT_MADE_YET, "event", "Стенд 12")


def test_marks_may_stand_anywhere() -> None:
    expected = Campaign(NOT_MADE_YET, "site", "Кнопка", "crm", Temperature.COLD)
    assert asked("сайт #crm Кнопка #Холодная") == expected


@pytest.mark.parametrize(
    ("text", "amiss"),
    [
        ("", NotMade(Amiss.CHANNEL)),
        ("радио Утро", NotMade(Amiss.CHANNEL, "радио")),
        ("сайт", NotMade(Amiss.NAME)),
        ("сайт #crm", NotMade(Amiss.NAME)),
        ("сайт Кнопка #срм", NotMade(Amiss.MARK, "срм")),
    ],
)
def test_what_is_not_clear_is_asked_back(text: str, amiss: NotMade) -> None:
    assert asked(text) == amiss


@given(st.text(max_size=300))
def test_any_text_makes_a_campaign_or_a_question(text: str) -> None:
    found = asked(f"сайт {text}")
    assert isinstance(found, NotMade) or 0 < len(found.name) <= 100


def test_a_code_is_a_picture_in_either_form() -> None:
    address = "https://t.me/prequal_bot?start=abc"
    assert qr_code(address, CodeFormat.PNG).startswith(b"\x89PNG")
    assert b"<svg" in qr_code(address, CodeFormat.SVG)
