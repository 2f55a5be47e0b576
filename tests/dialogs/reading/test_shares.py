"""Decimals, percentages and ranges as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import Bounds, Reading, Unreadable, read_decimal, read_percent, read_range

DECIMALS = {
    "1,5": ("1.5", True),
    "1.5": ("1.5", True),
    "5.12": ("5.12", True),
    "12,5 кг": ("12.5", True),
    "полтора": ("1.5", True),
    "две целых пять десятых": ("2.5", True),
    "½": ("0.5", True),
    "2½": ("2.5", True),
    "половина": ("0.5", True),
    "a quarter": ("0.25", True),
    "треть": ("0.33", False),
    "1.500": ("1500", False),
    "примерно 2,5": ("2.5", False),
}
PERCENTS = {
    "15%": ("15", True),
    "15 %": ("15", True),
    "15 процентов": ("15", True),
    "пятнадцать процентов": ("15", True),
    "0,5%": ("0.5", True),
    "полпроцента": ("0.5", True),
    "полтора процента": ("1.5", True),
    "12.5 percent": ("12.5", True),
    "100": ("100", True),
    "половина": ("50", True),
    "1/4": ("25", True),
    "три четверти": ("75", True),
    "треть": ("33", False),
    "0,2": ("0.2", False),
    "50/50": ("50", False),
    "3 из 10": ("30", False),
    "каждый пятый": ("20", False),
    "процентов 20": ("20", False),
    "около 30 %": ("30", False),
    "15 п.п.": ("15", False),
    "10-15%": ("12.5", False),
}
RANGES = {
    "10-20": (10, 20, True),
    "10 – 20 человек": (10, 20, True),
    "от 10 до 20 тысяч": (10_000, 20_000, True),
    "1,5-2 млн": (1_500_000, 2_000_000, True),
    "между 5 и 10": (5, 10, True),
    "5 to 10 people": (5, 10, True),
    "до 50": (None, 50, True),
    "не больше 50": (None, 50, True),
    "меньше 50": (None, 49, True),
    "under 50": (None, 49, True),
    "50+": (50, None, True),
    "от 5": (5, None, True),
    "не менее 10": (10, None, True),
    "100 и более": (100, None, True),
    "15 or more": (15, None, True),
    "более 100": (101, None, True),
    "over 100": (101, None, True),
    "15": (15, 15, True),
    "около 15": (15, 15, False),
    "15 или 20": (15, 20, False),
    "до 50 руб": (None, 50, False),
    "50-2 тыс": (50, 2000, False),
}


@pytest.mark.parametrize(("text", "expected"), DECIMALS.items())
def test_decimal(text: str, expected: tuple[str, bool]) -> None:
    found = read_decimal(text)
    assert isinstance(found, Reading)
    assert (found.value, found.sure) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize(("text", "expected"), PERCENTS.items())
def test_percent(text: str, expected: tuple[str, bool]) -> None:
    found = read_percent(text)
    assert isinstance(found, Reading)
    assert (found.value, found.sure) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize(("text", "expected"), RANGES.items())
def test_range(text: str, expected: tuple[int | None, int | None, bool]) -> None:
    low, high, sure = expected
    assert read_range(text) == Reading(Bounds(low, high), sure=sure)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.5-2", "fraction"), ("20-10", "ambiguous"), ("10 20", "too_many_numbers"), ("", "empty")],
)
def test_range_unread(text: str, code: str) -> None:
    assert read_range(text) == Unreadable(code)


@pytest.mark.parametrize("text", ["несколько", "5‰", "", "x" * 301])
def test_percent_unread(text: str) -> None:
    assert isinstance(read_percent(text), Unreadable)


@given(st.decimals(0, 1000, places=2), st.sampled_from(["{}%", "{} %", "{} процентов"]))
def test_a_written_percentage_comes_back(share: Decimal, frame: str) -> None:
    for point in ".,":
        found = read_percent(frame.format(str(share).replace(".", point)))
        assert isinstance(found, Reading)
        assert (found.value, found.sure) == (share, True)


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.sampled_from(["{}-{}", "от {} до {}"]))
def test_a_written_range_comes_back(low: int, width: int, frame: str) -> None:
    found = read_range(frame.format(low, low + width))
    assert isinstance(found, Reading)
    assert found.value == Bounds(low, low + width)
