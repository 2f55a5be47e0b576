"""Periods and filters in plain words: understood or asked back, and never a word skipped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.asking.asked import Asked, Doubt, Unclear
from reports.asking.reading import read
from reports.asking.registers import Registers
from tests.reports.asking.samples import REGISTERS, TODAY, notation, phrases

PHRASES = phrases()
PIECES = sorted({word for phrase, _ in PHRASES for word in phrase.split()})


def test_there_are_two_hundred_phrases_in_two_languages() -> None:
    assert len({phrase for phrase, _ in PHRASES}) >= 200
    assert sum(phrase.isascii() for phrase, _ in PHRASES) >= 60
    assert {meaning.split()[1] for _, meaning in PHRASES if meaning[0] == "?"} == set(Doubt)


@pytest.mark.parametrize(("phrase", "meaning"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_a_phrase_means_what_it_says(phrase: str, meaning: str) -> None:
    assert notation(read(phrase, REGISTERS, TODAY)) == meaning
    assert notation(read(f" {phrase.upper()} !", REGISTERS, TODAY)) == meaning


def test_a_word_that_means_nothing_is_never_skipped() -> None:
    for phrase, _ in PHRASES:
        for text in (f"{phrase} абракадабра", f"абракадабра {phrase}"):
            assert isinstance(read(text, REGISTERS, TODAY), Unclear), text


@given(st.lists(st.sampled_from([*PIECES, "0", "99", "-", "31", "29 февраля"]), max_size=7))
def test_any_words_give_a_period_of_the_past_or_a_question(words: list[str]) -> None:
    found = read(" ".join(words), REGISTERS, TODAY)
    if isinstance(found, Asked) and found.period is not None:
        assert date(1890, 1, 1) < found.period.first <= found.period.last <= TODAY


@given(st.text(max_size=250))
def test_any_text_is_read_to_an_end(text: str) -> None:
    assert isinstance(read(text, Registers(), TODAY), Asked | Unclear)


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 31)])
def test_edges_of_the_calendar(today: date) -> None:
    assert notation(read("прошлый квартал", REGISTERS, today)).startswith("20")
    back = read("за 1 месяц", REGISTERS, today)
    assert isinstance(back, Asked)
    assert back.period is not None
    assert 28 <= (back.period.last - back.period.first).days + 1 <= 31
    leap = read("29 февраля", REGISTERS, today)
    assert notation(leap) == "2024-02-29..2024-02-29"


def test_nothing_asked_is_nothing_in_particular() -> None:
    assert read("", REGISTERS, TODAY) == Asked()
    assert isinstance(read("март " * 60, REGISTERS, TODAY), Unclear)
