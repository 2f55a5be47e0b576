"""What holds for any text: no exceptions, round trips, the same answer twice, linear time."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import (
    Money,
    Reading,
    Unreadable,
    match_option,
    read_city,
    read_company,
    read_date,
    read_decimal,
    read_domain,
    read_duration,
    read_email,
    read_integer,
    read_money,
    read_number,
    read_percent,
    read_period,
    read_phone,
    read_quantity,
    read_range,
    read_rating,
    read_time,
    read_url,
    read_yes_no,
)
from dialogs.reading.currencies import NAMES
from dialogs.reading.hedges import LOWER, SOFT, UPPER
from dialogs.reading.numerals import (
    COUPLES,
    FRACTIONS,
    GLUED_HALVES,
    MONEY_SLANG,
    PARTS,
    SCALES,
    SMALL,
)
from dialogs.reading.tokens import word_set

TODAY = date(2026, 11, 25)
Reader = Callable[[str], object]
READERS: list[Reader] = [
    read_number,
    read_integer,
    read_decimal,
    read_percent,
    read_range,
    read_time,
    lambda text: read_date(text, TODAY),
    lambda text: read_period(text, TODAY),
    lambda text: read_money(text, "RUB"),
    read_phone,
    read_email,
    read_url,
    read_domain,
    read_company,
    read_city,
    read_duration,
    read_yes_no,
    lambda text: read_quantity(text, "кг"),
    lambda text: read_rating(text, 0, 10),
    lambda text: match_option(text, {"a": "до 5", "b": "5–10", "c": "Больше 10 тысяч"}),
]
PIECES = sorted(
    {*NAMES, *SCALES, *SMALL, *SOFT, *UPPER, *LOWER}
    | word_set("0 5 12 300 000 1.5 1,5 5.000 2024 - – + ~ . , ( ) / : ' % @ ½ с половиной and а")
)
soup = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", "\u00a0"])), max_size=12
).map(lambda parts: "".join(piece + gap for piece, gap in parts))
any_text = st.one_of(st.text(max_size=320), soup)


@given(any_text)
def test_nothing_is_ever_raised(text: str) -> None:
    for read in READERS:
        assert isinstance(read(text), Reading | Unreadable)


@given(any_text)
def test_the_same_text_gives_the_same_reading(text: str) -> None:
    for read in READERS:
        assert read(text) == read(text)


@given(any_text)
def test_money_is_never_negative_and_bounds_enclose_the_value(text: str) -> None:
    money = read_money(text, "RUB")
    if isinstance(money, Reading):
        assert money.value.amount >= 0
    number = read_number(text)
    if isinstance(number, Reading) and number.value >= 0:
        assert number.low is None or number.low <= number.value
        assert number.high is None or number.value <= number.high
        assert not (number.sure and (number.low is not None or number.high is not None))


def _grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


@given(
    st.integers(0, 10**8),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "’", ",", "."]),
    st.sampled_from(["", "{} визитов", "у нас {}", "{} visits"]),
)
def test_written_integer_comes_back(number: int, separator: str, frame: str) -> None:
    written = _grouped(number, separator)
    found = read_integer(frame.format(written) if frame else written)
    assert isinstance(found, Reading)
    assert found.value == number


@given(
    st.integers(1, 999),
    st.integers(0, 9),
    st.sampled_from([".", ","]),
    st.sampled_from(
        [("к", 3), ("k", 3), (" тыс.", 3), (" тысяч", 3), (" млн", 6), ("m", 6), (" млрд", 9)]
    ),
)
def test_written_scale_comes_back_with_certainty(
    whole: int, tenth: int, point: str, scale: tuple[str, int]
) -> None:
    word, power = scale
    found = read_number(f"{whole}{point}{tenth}{word}")
    assert found == Reading(Decimal(f"{whole}.{tenth}") * 10**power, sure=True)


@given(st.integers(0, 10**7), st.integers(0, 99), st.sampled_from(["₽", " руб.", " RUB", "р"]))
def test_written_price_comes_back_with_certainty(roubles: int, kopecks: int, sign: str) -> None:
    found = read_money(f"{_grouped(roubles, ' ')},{kopecks:02}{sign}", "KZT")
    assert isinstance(found, Reading)
    assert found.value == Money(Decimal(f"{roubles}.{kopecks:02}"), "RUB")


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["-", "–", " - ", " до ", "—"]))
def test_range_comes_back_with_both_ends(low: int, width: int, joiner: str) -> None:
    high = low + width
    expected = Reading((low + high) // 2, sure=False, low=low, high=high)
    assert read_integer(f"{low}{joiner}{high}") == expected


KNOWN = {*NAMES, *SCALES, *SMALL, *FRACTIONS, *PARTS, *COUPLES, *GLUED_HALVES, *MONEY_SLANG}
unknown_words = st.text("абвгдежзиклмнопрстуфхцчшщыэюяabcdefgh", min_size=3, max_size=9).filter(
    lambda word: word not in KNOWN
)
around = st.lists(st.one_of(unknown_words, st.sampled_from(sorted(SOFT))), max_size=5)


@given(around, st.integers(0, 10**8), around)
def test_a_sure_number_is_the_one_in_digits(
    before: list[str], number: int, after: list[str]
) -> None:
    text = " ".join([*before, str(number), *after])
    for found in (read_number(text), read_decimal(text)):
        if isinstance(found, Reading) and found.sure:
            assert found.value == number
    money = read_money(text, "RUB")
    if isinstance(money, Reading) and money.sure:
        assert money.value.amount == number
    bounds = read_range(text)
    if isinstance(bounds, Reading) and bounds.sure:
        assert abs((bounds.value.low or bounds.value.high or 0) - number) <= 1


@given(st.integers(2, 10**6), st.integers(2, 10**6), st.sampled_from([" и ", "; ", " визитов, "]))
def test_two_unrelated_numbers_are_never_guessed(one: int, two: int, between: str) -> None:
    assert isinstance(read_number(f"{one}{between}{two} заявок"), Unreadable)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 300,
        "1 " * 150,
        "1." * 150,
        "1-" * 150,
        "тысяч " * 50,
        "сто-" * 75,
        "(" * 300,
        " " * 299 + "x",
        "a@" * 150,
        "." * 300,
        "ﷺ" * 300,
    ],
)
def test_hostile_text_is_answered_quickly(text: str) -> None:
    for read in READERS:  # the lazy imports are not timed
        read("a@b.ru")
    started = time.thread_time()
    for read in READERS:
        read(text)
    assert time.thread_time() - started < 0.5
