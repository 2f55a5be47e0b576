"""/wait: who waits for what, in the words of a salesperson."""

from datetime import date

import pytest

from bot.chat.cadences.marks import Asked, read_wait
from leads.thinking.reasons import Wait

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "until", "wait"),
    [
        ("7 1 марта", date(2027, 3, 1), Wait.DATE),
        ("№7 15 января бюджет", date(2027, 1, 15), Wait.BUDGET),
        ("7 весной сезон", date(2027, 3, 1), Wait.SEASON),
        ("7 до 30 июня договор", date(2027, 6, 30), Wait.CONTRACT),
        ("7 договор до 30 июня", date(2027, 6, 30), Wait.CONTRACT),
        ("7 1 March", date(2027, 3, 1), Wait.DATE),
        ("7 15 January budget", date(2027, 1, 15), Wait.BUDGET),
    ],
)
def test_a_day_and_a_reason_are_understood(said: str, until: date, wait: Wait) -> None:
    assert read_wait(said, TODAY) == Asked(7, until, wait)


@pytest.mark.parametrize("said", ["", "7", "7 когда-нибудь", "завтра", "7 1 марта 2020", "7 сезон"])
def test_what_is_no_day_to_come_is_not(said: str) -> None:
    assert read_wait(said, TODAY) is None
