"""Times of day as people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import Reading, Unreadable, read_time
from dialogs.reading.tokens import word_set

SURE = {
    "15:00": time(15),
    "15.30": time(15, 30),
    "9:00": time(9),
    "05:30": time(5, 30),
    "15-30": time(15, 30),
    "1530": time(15, 30),
    "в 15": time(15),
    "в 15:00": time(15),
    "15ч": time(15),
    "15 ч 30 мин": time(15, 30),
    "14 часов": time(14),
    "десять часов": time(10),
    "двадцать тридцать": time(20, 30),
    "в три часа дня": time(15),
    "в час дня": time(13),
    "в 9 утра": time(9),
    "девять тридцать утра": time(9, 30),
    "в семь вечера": time(19),
    "в 12 ночи": time(0),
    "полдень": time(12),
    "полночь": time(0),
    "без десяти пять вечера": time(16, 50),
    "3 pm": time(15),
    "3:30pm": time(15, 30),
    "3:30 p.m.": time(15, 30),
    "12 am": time(0),
    "12pm": time(12),
    "at 4 in the afternoon": time(16),
    "ten to five pm": time(16, 50),
    "noon": time(12),
    "12 noon": time(12),
    "12 midnight": time(0),
    "пятнадцать ноль ноль": time(15),
    "eleven": time(11),
}
CONFIRMED = {
    "в три": time(15),
    "около трёх": time(15),
    "5:30": time(17, 30),
    "half past three": time(15, 30),
    "quarter to five": time(16, 45),
    "половина четвёртого": time(15, 30),
    "полпятого": time(16, 30),
    "пол-четвертого": time(15, 30),
    "четверть пятого": time(16, 15),
    "без четверти пять": time(16, 45),
    "15:00 мск": time(15),
    "после 15:00": time(15),
    "завтра в 15:00": time(15),
    "6 o'clock": time(18),
    "12 утра": time(0),
}
UNREAD = {
    "": "empty",
    "05.12": "looks_like_date",
    "10.12": "looks_like_date",
    "утром": "not_a_time",
    "5 минут": "not_a_time",
    "в первой половине дня": "not_a_time",
    "после обеда": "not_a_time",
    "25:00": "not_a_time",
    "15 утра": "not_a_time",
    "с 10 до 12": "ambiguous",
    "10-12": "ambiguous",
    "10:00 или 11:00": "ambiguous",
}


@pytest.mark.parametrize(("text", "expected"), SURE.items())
def test_sure(text: str, expected: time) -> None:
    assert read_time(text) == Reading(expected, sure=True)


@pytest.mark.parametrize(("text", "expected"), CONFIRMED.items())
def test_confirmed(text: str, expected: time) -> None:
    assert read_time(text) == Reading(expected, sure=False)


@pytest.mark.parametrize(("text", "code"), UNREAD.items())
def test_unread(text: str, code: str) -> None:
    assert read_time(text) == Unreadable(code)


@given(st.times(), st.sampled_from(["{:%H:%M}", "в {:%H:%M}", "{:%H:%M:%S}", "{:%I:%M %p}"]))
def test_a_written_time_comes_back(moment: time, frame: str) -> None:
    expected = moment.replace(second=0, microsecond=0)
    assert read_time(frame.format(moment)) == Reading(expected, sure=True)


PIECES = word_set(
    "5 15 30 :30 . - без половина пол полпятого четверти час часа дня ночи утра pm am half past to "
    "quarter noon ½ 24 99 в к около ²"
)


@given(st.lists(st.sampled_from(sorted(PIECES)), max_size=8).map(" ".join))
def test_nothing_is_raised(text: str) -> None:
    assert isinstance(read_time(text), Reading | Unreadable)
