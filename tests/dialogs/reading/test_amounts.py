"""Durations, quantities and marks as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import (
    Duration,
    Reading,
    Unreadable,
    read_duration,
    read_quantity,
    read_rating,
)

DAY = 86400
DURATIONS = {
    "две недели": (Duration(0, 14 * DAY), True),
    "неделю": (Duration(0, 7 * DAY), True),
    "полтора месяца": (Duration(1, 15 * DAY), True),
    "полгода": (Duration(6), True),
    "год с половиной": (Duration(18), True),
    "два года и три месяца": (Duration(27), True),
    "1 час 55 минут": (Duration(0, 115 * 60), True),
    "1ч30м": (Duration(0, 5400), True),
    "1h 30m": (Duration(0, 5400), True),
    "half an hour": (Duration(0, 1800), True),
    "an hour and a half": (Duration(0, 5400), True),
    "two and a half months": (Duration(2, 15 * DAY), True),
    "3 четверти часа": (Duration(0, 45 * 60), True),
    "в течение месяца": (Duration(1), True),
    "около месяца": (Duration(1), False),
    "недели две": (Duration(0, 14 * DAY), False),
    "пару дней": (Duration(0, 2 * DAY), False),
    "a couple of hours": (Duration(0, 7200), False),
    "10 рабочих дней": (Duration(0, 10 * DAY), False),
}
QUANTITIES = {
    ("500 кг", "тонн"): ("0.5", False),
    ("20 т", "тонн"): ("20", True),
    ("20 тыс. тонн", "т"): ("20000", True),
    ("100 кв. м", "м²"): ("100", True),
    ("5 соток", "м2"): ("500", False),
    ("1 м", "км"): ("0.001", False),
    ("полтора литра", "л"): ("1.5", True),
    ("поллитра", "л"): ("0.5", True),
    ("10", "кг"): ("10", True),
    ("5000 визитов", "визитов в месяц"): ("5000", True),
    ("5000 в месяц", "визитов в месяц"): ("5000", True),
    ("300 в день", "визитов в месяц"): ("300", False),
    ("5 тонн в день", "тонн в день"): ("5", True),
    ("500 кг в день", "тонн в день"): ("0.5", False),
    ("150 тонн в месяц", "тонн в день"): ("150", False),
    ("60k a year", "visits a month"): ("60000", False),
}
RATINGS = {
    ("10", 0, 10): (10, True),
    ("десять", 0, 10): (10, True),
    ("9/10", 0, 10): (9, True),
    ("десять из десяти", 0, 10): (10, True),
    ("5 из 5", 1, 5): (5, True),
    ("five out of five", 1, 5): (5, True),
    ("девятка", 0, 10): (9, True),
    ("⭐⭐⭐⭐", 1, 5): (4, True),
    ("9️⃣", 0, 10): (9, True),
    ("🔟", 0, 10): (10, True),
    ("ставлю 10", 0, 10): (10, True),
    ("0", 0, 10): (0, True),
    ("9 из 10, спасибо", 0, 10): (9, True),
    ("9+", 0, 10): (9, False),
    ("4 с минусом", 1, 5): (4, False),
    ("отлично", 1, 5): (5, False),
    ("about 8", 0, 10): (8, False),
}
NO_RATINGS = {
    ("5 из 5", 0, 10): "other_scale",
    ("9/10", 1, 5): "other_scale",
    ("11", 0, 10): "not_a_rating",
    ("-1", 0, 10): "not_a_rating",
    ("нет", 0, 10): "not_a_rating",
    ("8-9", 0, 10): "ambiguous",
    ("8,5", 0, 10): "fraction",
    ("", 0, 10): "empty",
}


@pytest.mark.parametrize(("text", "expected"), DURATIONS.items())
def test_duration(text: str, expected: tuple[Duration, bool]) -> None:
    assert read_duration(text) == Reading(expected[0], sure=expected[1])


def test_a_range_of_time_is_taken_by_its_longer_end() -> None:
    low, high = Duration(0, 14 * DAY), Duration(0, 21 * DAY)
    assert read_duration("2-3 недели") == Reading(high, sure=False, low=low, high=high)
    assert read_duration("до трёх недель") == Reading(high, sure=False, high=high)


@pytest.mark.parametrize("text", ["", "суток", "5", "1:30", "несколько дней", "долго"])
def test_no_duration(text: str) -> None:
    assert isinstance(read_duration(text), Unreadable)


@given(st.integers(1, 500), st.sampled_from([("дней", 1), ("недель", 7), ("days", 1), ("w", 7)]))
def test_a_written_duration_comes_back(count: int, unit: tuple[str, int]) -> None:
    word, days = unit
    assert read_duration(f"{count} {word}") == Reading(Duration(0, count * days * DAY), sure=True)


@pytest.mark.parametrize(("asked", "expected"), QUANTITIES.items())
def test_quantity(asked: tuple[str, str], expected: tuple[str, bool]) -> None:
    assert read_quantity(*asked) == Reading(Decimal(expected[0]), sure=expected[1])


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [("5 литров", "кг", "other_unit"), ("2 м 50 см", "м", "ambiguous"), ("", "кг", "empty")],
)
def test_no_quantity(text: str, unit: str, code: str) -> None:
    assert read_quantity(text, unit) == Unreadable(code)


@pytest.mark.parametrize(("asked", "expected"), RATINGS.items())
def test_rating(asked: tuple[str, int, int], expected: tuple[int, bool]) -> None:
    assert read_rating(*asked) == Reading(expected[0], sure=expected[1])


@pytest.mark.parametrize(("asked", "code"), NO_RATINGS.items())
def test_no_rating(asked: tuple[str, int, int], code: str) -> None:
    assert read_rating(*asked) == Unreadable(code)


@given(st.integers(-20, 20))
def test_a_mark_lies_on_its_scale(mark: int) -> None:
    found = read_rating(str(mark), 0, 10)
    assert isinstance(found, Reading) == (0 <= mark <= 10)
