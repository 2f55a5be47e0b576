"""Tables of a phone's width, and numbers short enough for it."""

from fractions import Fraction

import pytest

from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.tables import brief, table, whole
from bot.chat.texts import Texts, plain
from dialogs.schema.texts import MAX_TEXT, telegram_length
from reports.dictionary import METRICS


def test_columns_stand_in_line() -> None:
    assert table(("a", "b"), [("one", "5"), ("x", "1234")]) == "a      b\none    5\nx   1234"


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (8450, "8\u202f450", "8\u202f450"),
        (125_400, "125т", "125k"),
        (1_250_001, "1,3млн", "1.3M"),
        (-2_000_000_000, "-2,0млрд", "-2.0B"),
        (Fraction(1, 2), "1", "1"),
    ],
)
def test_sums_are_short(value: int, russian: str, english: str) -> None:
    assert (brief(value, "ru"), brief(value, "en")) == (russian, english)


def test_halves_go_up() -> None:
    assert whole(Fraction(-1, 2)) == 0


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_metric_is_explained(locale: str) -> None:
    desk = DictionaryDesk(Texts())
    for one in METRICS:
        assert f"· {one}" in desk.explain(one, locale)
    listed = plain(desk.explain("", locale))
    assert all(desk.told(one, locale).name in listed for one in METRICS)
    assert telegram_length(listed) <= MAX_TEXT


def test_a_metric_is_found_by_part_of_its_name() -> None:
    desk = DictionaryDesk(Texts())
    assert desk.explain("УДЕРЖАНИЕ", "ru") == desk.explain("retention", "ru")
    assert "подходит несколько" in desk.explain("конверсия", "ru")
